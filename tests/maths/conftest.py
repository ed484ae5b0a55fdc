"""The scripts that made exact_values.json and the tail of GELU are run by hand and need mpmath: pytest leaves them be."""

collect_ignore = ["make_exact_values.py", "make_normal_tail.py"]
