"""Figures: terms summed from the account of time, definitions, targets, and how each figure came about."""
