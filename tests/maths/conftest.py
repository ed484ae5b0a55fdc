"""The script that made exact_values.json is run by hand and needs mpmath: pytest leaves it alone."""

collect_ignore = ["make_exact_values.py"]
