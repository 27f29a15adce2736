"""A whole small house in memory for one device: the same intake, timelines and explanations as the large one, over a
journal that nobody keeps. What it says of a machine is what the board would say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from dispatcher.app.intake import Intake
from dispatcher.app.plant import Newest
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Explained, Recipes, explain
from dispatcher.app.registry import Registry
from dispatcher.app.setup.remapping import Recast
from dispatcher.app.timelines import ALL_TIME, Timelines
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import StateRules
from dispatcher.domain.signal import (
    Condition,
    DataSet,
    MachineId,
    Observation,
    SignalSpec,
    SourceId,
    TimeSeries,
    Value,
)
from dispatcher.domain.state import Span, Track
from dispatcher.ports.connector import Batch, Declared, Rows
from dispatcher.ports.store import Journal, SourceNote

MACHINE = MachineId("trial")
SOURCE = SourceId("trial")


class TrialHouse:
    """Belongs to one thread at a time, but for `intake`, which takes batches from the event loop's."""

    def __init__(self, journal: Journal, rules: StateRules) -> None:
        """Empty."""
        self.journal = journal
        self.newest: dict[str, Newest] = {}
        """The newest value of each signal."""
        self._rules = rules
        registry = Registry((), ())
        self._timelines = Timelines(journal, registry, {MACHINE: rules})
        self.intake = Intake(journal, registry, self._timelines)
        self._catalogue = Catalogue(journal)
        self._recipes = Recipes(lambda: {MACHINE: self._rules}, self._catalogue)

    def settle(self, now: Instant) -> None:
        """Derive and keep everything that came."""
        taken = self.intake.flush(now)
        if taken is None:
            return
        self.newest.update(taken.newest.get(MACHINE, {}))
        if self.intake.declared_anew():
            self._catalogue.forget()

    def judge_by(self, rules: StateRules, now: Instant) -> None:
        """Draw all of the past anew by other rules."""
        self._rules = rules
        self._timelines.put_in_force({MACHINE: rules})
        self.settle(now)

    def signals(self) -> list[SignalSpec]:
        """What was declared, in that order."""
        return [stored.spec for stored in self._catalogue.of(MACHINE)]

    def explained(self, now: Instant) -> Explained:
        """Why the present state; the device's clock may be a little before ours."""
        at = max([now, *(span.start for span in self.spans(1))])
        return explain(self.journal, self._catalogue, self._recipes, MACHINE, at)

    def spans(self, most: int) -> list[Span]:
        """The newest spans of the state track, in order."""
        return list(self.journal.spans([MACHINE], [Track.STATE], ALL_TIME))[-most:]

    def notes(self, most: int) -> list[SourceNote]:
        """What the link told, newest first."""
        return list(self.journal.notes(SOURCE, ALL_TIME, most))

    def remembered(self, now: Instant, recast: Mapping[str, Recast]) -> list[Batch]:
        """All that came of the signals named here (by key), as recordings that another house can take."""
        kept = {
            stored.id: recast[stored.spec.key] for stored in self._catalogue.of(MACHINE) if stored.spec.key in recast
        }
        declared = tuple(Declared(handle=int(signal), device="", spec=own.spec) for signal, own in kept.items())
        covered = tuple(
            ("", Interval(claim.start, end))
            for claim in self.journal.coverage(MACHINE, ALL_TIME)
            if (end := now if claim.end is None else claim.end) > claim.start
        )
        sessions: dict[str, Rows] = {}
        for seen in self.journal.relevant(sorted(kept), ALL_TIME) if kept else ():
            _add(sessions.setdefault(seen.session, Rows()), seen, kept[seen.signal].value(seen.value))
        blank = Batch(received_at=now, session="", rows=Rows(), declared=declared, covered=covered, recorded=True)
        return [blank, *(replace(blank, session=name, rows=rows, covered=()) for name, rows in sessions.items())]


def _add(rows: Rows, seen: Observation, value: Value) -> None:
    row = len(rows)
    rows.signal.append(int(seen.signal))
    rows.source_at.append(seen.source_at)
    rows.sequence.append(seen.sequence)
    rows.num.append(value if isinstance(value, float) else None)
    rows.text.append(value if isinstance(value, str) else None)
    if isinstance(value, Condition | DataSet | TimeSeries):
        rows.rich[row] = value
    if seen.at != seen.source_at:
        rows.at[row] = seen.at


def filled(journal: Callable[[], Journal], rules: StateRules, past: Iterable[Batch], now: Instant) -> TrialHouse:
    """A house that begins with a past."""
    house = TrialHouse(journal(), rules)
    source = house.intake.source(SOURCE, {"": MACHINE})
    for batch in past:
        house.intake.take(source, batch)
    house.settle(now)
    return house
