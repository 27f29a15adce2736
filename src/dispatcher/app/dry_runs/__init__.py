"""Dry runs: changed rules, calendars and definitions tried on a range of the past, and nothing changed by it."""
