"""The scripts that made the exact values and the tail of GELU are run by hand and need mpmath."""

collect_ignore = ["make_exact_softmax.py", "make_exact_values.py", "make_normal_tail.py"]
