"""The reason tree and the rules a plant starts with, as data."""
