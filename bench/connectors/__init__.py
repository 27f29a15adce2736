"""What each protocol costs: observations a second into columns, processor and memory of a hundred machines."""

from __future__ import annotations

from importlib import import_module

from bench.figures import CONNECTORS, Figure


def measure_connectors() -> list[Figure]:
    """All protocols, one after the other."""
    found: list[Figure] = []
    for name in CONNECTORS:
        found += import_module(f"bench.connectors.{name}").run()
    return found
