"""Reasons by rule: what the rules look at, what their conditions mean, and which reason they give a stop."""
