"""Machines and sources of the plant: what is configured, and how it changes while the house runs."""
