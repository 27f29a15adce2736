"""Corrections: what people say about a machine's time. Intents are checked and become lines of an append-only log."""
