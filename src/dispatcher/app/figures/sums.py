"""Cells of the account summed into the terms of each group, in one pass; and what is known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.app.figures.grouping import Folding, Key, columns
from dispatcher.app.figures.selection import Range
from dispatcher.app.figures.source import Account
from dispatcher.domain.account import TimeClass
from dispatcher.domain.kpi import SCHEDULED, Measure, Term, Where
from dispatcher.domain.state import BaseState

UNSEEN = frozenset((TimeClass.NO_DATA, TimeClass.DARK))
STOPPED = frozenset((TimeClass.MICRO, TimeClass.DELAY, TimeClass.FAILURE, TimeClass.UNEXPLAINED))
"""Unplanned stops: the time that wants a reason."""
COUNTS = ("parts", "inferred", "scrap", "rework", "normed", "ideal")
EMPTY = ""


@dataclass(slots=True)
class Parts:
    """Sums of part cells."""

    parts: int = 0
    inferred: int = 0
    scrap: int = 0
    rework: int = 0
    normed: int = 0
    ideal: int = 0

    def add(self, row: Sequence[int]) -> None:
        """Add the columns COUNTS of one row."""
        self.parts += row[0]
        self.inferred += row[1]
        self.scrap += row[2]
        self.rework += row[3]
        self.normed += row[4]
        self.ideal += row[5]


@dataclass(slots=True)
class Sums:
    """What one group adds up to. `amounts`: terms of time, stops, shifts and days by code; the rest in microseconds.

    everything: all time; seen: with data; scheduled: seen inside shifts; stopped: unplanned stops.
    """

    amounts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    classes: dict[TimeClass, int] = field(default_factory=lambda: defaultdict(int))
    everything: int = 0
    seen: int = 0
    scheduled: int = 0
    stopped: int = 0
    entered: int = 0
    entered_late: int = 0
    shift: Parts = field(default_factory=Parts)
    off: Parts = field(default_factory=Parts)

    def add(self, kind: TimeClass, time: int) -> None:
        """Add time of a class."""
        self.classes[kind] += time
        self.everything += time
        if kind in SCHEDULED:
            self.seen += time
            self.scheduled += time
            if kind in STOPPED:
                self.stopped += time
        elif kind not in UNSEEN:
            self.seen += time

    def total(self, classes: Iterable[TimeClass]) -> int:
        """Microseconds in these classes."""
        return sum(self.classes.get(name, 0) for name in classes)

    def parts(self, where: Where) -> tuple[Parts, ...]:
        """The sums that count there."""
        match where:
            case Where.SHIFT:
                return (self.shift,)
            case Where.OFF:
                return (self.off,)
            case Where.ANY:
                return (self.shift, self.off)


@dataclass(frozen=True, slots=True)
class Asked:
    """Terms wanted, sorted by how they are summed."""

    terms: tuple[Term, ...]

    def of(self, *measures: Measure) -> tuple[Term, ...]:
        """Those with one of the measures."""
        return tuple(term for term in self.terms if term.measure in measures)

    @property
    def extra(self) -> tuple[str, ...]:
        """Columns of time cells needed beside those of the group."""
        timed = self.of(Measure.TIME, Measure.STOPS)
        base = ("base",) if any(term.bases for term in timed) else ()
        return ("time_class", *base)

    @property
    def needs_place(self) -> bool:
        """Whether a term of time asks if there was a shift."""
        return any(term.where is not Where.ANY for term in self.of(Measure.TIME, Measure.STOPS))


def summed(
    account: Account,
    asked: Asked,
    given: Range,
    folding: Folding,
    only: Mapping[str, tuple[str, ...]],
) -> dict[Key, Sums]:
    """The sums of every group the account knows of."""
    found: dict[Key, Sums] = defaultdict(Sums)
    own = columns(folding.groups)
    for cut in given.cuts:
        extra = (*asked.extra, *(("shift",) if asked.needs_place else ()))
        wanted = tuple(dict.fromkeys((*own, *extra)))
        _add_times(found, asked, folding, account.times(cut.query(wanted, only), cut.window), extra)
        wanted = tuple(dict.fromkeys((*own, "shift")))
        _add_parts(found, folding, account.parts(cut.query(wanted, only), cut.window))
        if asked.of(Measure.WORKED_SHIFTS, Measure.SHIFT_DAYS):
            wanted = tuple(dict.fromkeys((*own, "machine", "day", "shift", "time_class")))
            _add_shifts(found, asked, folding, account.times(cut.query(wanted, only), cut.window))
    return found


def _add_times(found: dict[Key, Sums], asked: Asked, folding: Folding, cells: pa.Table, extra: tuple[str, ...]) -> None:
    sums = ("time", "stops", "entered", "entered_late")
    table = folding.fold(cells, _apart(folding, extra), sums)
    keys = folding.keys(table)
    classes = table.column("time_class").to_pylist()
    bases = table.column("base").to_pylist() if "base" in extra else [EMPTY] * len(keys)
    shifts = table.column("shift").to_pylist() if "shift" in extra else [EMPTY] * len(keys)
    fits: dict[tuple[str, str, bool], tuple[TimeClass, tuple[str, ...], tuple[str, ...]]] = {}
    rows = zip(keys, classes, bases, shifts, *(table.column(name).to_pylist() for name in sums), strict=True)
    for key, named, base, shift, time, stops, entered, late in rows:
        kind = (named, base, shift != EMPTY)
        if kind not in fits:
            timed, stopped = (fitting(asked.of(measure), kind) for measure in (Measure.TIME, Measure.STOPS))
            fits[kind] = (TimeClass(named), timed, stopped)
        of, timed, stopped = fits[kind]
        group = found[key]
        group.add(of, time)
        group.entered += entered
        group.entered_late += late
        for code in timed:
            group.amounts[code] += time
        for code in stopped:
            group.amounts[code] += stops


def _apart(folding: Folding, extra: Sequence[str]) -> tuple[str, ...]:
    """Columns that are not already those of a group."""
    return tuple(name for name in extra if name not in folding.groups)


def fitting(terms: Sequence[Term], kind: tuple[str, str, bool]) -> tuple[str, ...]:
    """Codes of the terms that count time of this class and base state, inside a shift or outside."""
    named, base, inside = kind
    return tuple(
        term.code
        for term in terms
        if (not term.classes or TimeClass(named) in term.classes)
        and (not term.bases or BaseState(base) in term.bases)
        and (term.where is Where.ANY or (term.where is Where.SHIFT) is inside)
    )


def _add_parts(found: dict[Key, Sums], folding: Folding, cells: pa.Table) -> None:
    table = folding.fold(cells, _apart(folding, ("shift",)), COUNTS)
    shifts = table.column("shift").to_pylist()
    rows = zip(folding.keys(table), shifts, _rows(table, COUNTS), strict=True)
    for key, shift, row in rows:
        group = found[key]
        (group.off if shift == EMPTY else group.shift).add(row)


def _rows(table: pa.Table, names: Sequence[str]) -> Iterator[tuple[int, ...]]:
    return zip(*(table.column(name).to_pylist() for name in names), strict=True)


def _add_shifts(found: dict[Key, Sums], asked: Asked, folding: Folding, cells: pa.Table) -> None:
    """Distinct machine-shifts and machine-days, which cannot be added up from smaller groups."""
    counted = {
        Measure.WORKED_SHIFTS: ((TimeClass.PRODUCTION,), ("machine", "day", "shift")),
        Measure.SHIFT_DAYS: (tuple(SCHEDULED), ("machine", "day")),
    }
    for measure, (classes, of) in counted.items():
        terms = asked.of(measure)
        if not terms:
            continue
        named = pa.array([name.value for name in classes])
        kept = cells.filter(
            pc.and_(pc.is_in(cells.column("time_class"), named), pc.greater(cells.column("time"), pa.scalar(0)))
        )
        own = folding.fold(kept, _apart(folding, of), ("time",))
        alike = tuple(dict.fromkeys((*folding.groups, *of)))
        different = own.group_by(list(alike)).aggregate([])
        for key in folding.keys(different):
            for term in terms:
                found[key].amounts[term.code] += 1
