"""The scripts that made the exact values are run by hand and need mpmath: pytest leaves them alone."""

collect_ignore = ["make_exact_values.py", "make_exact_softmax.py"]
