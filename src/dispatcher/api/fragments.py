"""Summaries as JSON, each written once: a plant that wakes up to two hundred screens at the same
moment must not write every machine two hundred times.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from dispatcher.api import render
from dispatcher.app.plant import MachineSummary
from dispatcher.domain.signal import MachineId


class Fragments:
    """The JSON of each machine's newest summary. Belongs to the event loop's thread."""

    def __init__(self) -> None:
        """Nothing written yet."""
        self._written: dict[MachineId, tuple[MachineSummary, orjson.Fragment]] = {}

    def of(self, summary: MachineSummary) -> orjson.Fragment:
        """The summary's JSON; written anew only when it is another summary."""
        machine = summary.info.id
        held = self._written.get(machine)
        if held is not None and held[0] is summary:
            return held[1]
        fragment = orjson.Fragment(render.summary(summary).model_dump_json())
        self._written[machine] = (summary, fragment)
        return fragment

    def all(self, summaries: Iterable[MachineSummary]) -> list[orjson.Fragment]:
        """Many, in their order."""
        return [self.of(summary) for summary in summaries]
