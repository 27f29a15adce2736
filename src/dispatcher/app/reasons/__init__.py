"""Reasons in force: the tree, the rules and the settings of stops, by their effective dates."""
