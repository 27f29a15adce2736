"""Backups: taken while the house works, proved, restored."""
