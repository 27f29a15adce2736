"""The account of a machine's time: from spans, slots, rules and corrections to stretches and their sums."""

from __future__ import annotations

from dispatcher.engine.account.facts import Facts, Standing
from dispatcher.engine.account.reckon import account

__all__ = ["Facts", "Standing", "account"]
