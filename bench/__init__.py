"""The benchmark: figures of the budgets as ratios to limits measured in the same run (`python -m bench`)."""
