"""Runs the real engine over rows of the demo plant: what a server would make of them."""

from __future__ import annotations

from collections.abc import Iterable

from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.connectors.sdk.vocabulary import is_numeric
from dispatcher.demo.machine import Machine, Row
from dispatcher.demo.plant import numbered
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import always
from dispatcher.domain.signal import MachineId, SignalId, Value
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.engine.machine import Event
from dispatcher.engine.recipe import Wire
from dispatcher.engine.schedule import Schedule
from dispatcher.engine.timeline import MachineTimeline, Outcome

SOURCE = "demo"


class Derived:
    """Spans and parts the engine made of a machine's rows."""

    def __init__(self, machine: Machine, rows: Iterable[Row], covered: Iterable[Interval], until: int) -> None:
        name = machine.design.profile or "mtconnect-generic"
        specs = dict(numbered(machine))
        ids = {handle: SignalId(handle + 1) for handle in specs}
        wires = {ids[handle]: Wire(signal=ids[handle], source=SOURCE, spec=spec) for handle, spec in specs.items()}
        schedule = Schedule(always(all_profiles()[name]), wires)
        events: list[Event] = [
            (
                at,
                1,
                "s",
                number,
                ids[handle],
                _kept(value, numeric=is_numeric(specs[handle])),
            )
            for number, (at, handle, value) in enumerate(rows)
        ]
        self.spans: dict[Track, list[Span]] = {track: [] for track in Track}
        self.parts: list[PartCount] = []
        line = MachineTimeline(
            MachineId(machine.design.id), schedule,
            load=lambda after: [event for event in events if after is None or event[0] > after],
            recall=lambda _before: None,
        )  # fmt: skip
        coverage = [(SOURCE, interval.start, interval.end) for interval in covered]
        self._take(line.feed([], coverage))
        self._take(line.feed(events, until=until))

    def _take(self, outcome: Outcome) -> None:
        for patch in outcome.patches:
            kept = [
                span
                for span in self.spans[patch.track]
                if span.start < patch.start or (patch.end is not None and span.start >= patch.end)
            ]
            self.spans[patch.track] = sorted([*kept, *patch.spans], key=lambda span: (span.start, span.value))
        for counts in outcome.parts:
            self.parts = [count for count in self.parts if count.at < counts.start] + list(counts.counts)

    def story(self, track: Track) -> list[tuple[int, int | None, str]]:
        return [(span.start, span.end, span.value) for span in self.spans[track]]


def _kept(value: Value, *, numeric: bool) -> Value:
    """A value as the journal would hold it: events that are no numbers are texts."""
    return f"{value:g}" if isinstance(value, float) and not numeric else value
