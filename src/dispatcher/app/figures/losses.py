"""Where the time went: from all time of the range down to the standard time of good parts, and the reasons of stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatcher.app.figures.builtin import terms
from dispatcher.app.figures.grouping import Folding
from dispatcher.app.figures.knowing import Practice, known
from dispatcher.app.figures.selection import Filters, Range
from dispatcher.app.figures.source import Account, Shifts
from dispatcher.app.figures.sums import UNSEEN, Asked, Sums, summed
from dispatcher.app.figures.times import Asked as AskedTimes
from dispatcher.app.figures.times import times
from dispatcher.app.plant import PartsSource, Plant
from dispatcher.domain.account import TimeClass
from dispatcher.domain.instant import Micros

LOST = (TimeClass.SETUP, TimeClass.MICRO, TimeClass.DELAY, TimeClass.UNEXPLAINED, TimeClass.FAILURE)
"""Classes of the Pareto: what planned busy time is lost to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A bar of the waterfall. level: what is left; otherwise a loss, which the level before it is short of.
    time None: not known, `why`. A speed loss below zero means that the norm is too long; it is shown as it is.
    """

    code: str
    level: bool
    time: Micros | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Time lost to one reason ("" = none given), its stops, and its share of all that was lost."""

    code: str
    time_class: TimeClass
    time: Micros
    stops: int
    share: float


def waterfall(plant: Plant, account: Account, given: Range, filters: Filters, practice: Practice) -> list[Step]:
    """The steps in order. Levels are what the losses before them leave."""
    wanted = Asked(tuple(terms()[code] for code in ("APT", "IDEAL", "GQ", "PQ")))
    found = summed(account, wanted, given, Folding(plant, ()), filters.columns())
    chosen = filters.chosen(plant)
    counted = bool(chosen) and all(info.parts is not PartsSource.NONE for info in chosen)
    return list(_steps(found.get((), Sums()), practice, counted=counted))


def _steps(sums: Sums, practice: Practice, *, counted: bool) -> Iterator[Step]:
    left = sums.everything
    yield _level("calendar", left)
    for level, losses in (
        ("observed", {"no_data": UNSEEN}),
        ("scheduled", {"not_scheduled": {TimeClass.NOT_SCHEDULED}, "extra": {TimeClass.EXTRA}}),
        ("busy", {"planned": {TimeClass.PLANNED}, "preventive": {TimeClass.PREVENTIVE}}),
        ("production", {name.value: {name} for name in LOST}),
    ):
        for code, classes in losses.items():
            lost = sums.total(classes)
            left -= lost
            yield Step(code=code, level=False, time=lost, why=None)
        yield _level(level, left)
    yield from _of_parts(left, sums, practice, counted=counted)


def _of_parts(production: Micros, sums: Sums, practice: Practice, *, counted: bool) -> Iterator[Step]:
    ideal, good, made = (known(terms()[code], sums, practice, counted=counted) for code in ("IDEAL", "GQ", "PQ"))
    norm = None if ideal.amount is None else round(ideal.amount)
    why = ideal.why if norm is None else None
    yield Step(code="speed", level=False, time=None if norm is None else production - norm, why=why)
    yield Step(code="ideal", level=True, time=norm, why=why)
    useful: int | None = None
    if norm is not None:
        why = good.why if good.amount is None else None
        if good.amount is not None and made.amount is not None:
            useful = round(norm * good.amount / made.amount) if made.amount else 0
    bad = None if norm is None or useful is None else norm - useful
    yield Step(code="quality", level=False, time=bad, why=why)
    yield Step(code="good", level=True, time=useful, why=why)


def _level(code: str, time: Micros) -> Step:
    return Step(code=code, level=True, time=time, why=None)


def pareto(plant: Plant, account: Account, shifts: Shifts, given: Range, filters: Filters) -> Sequence[Lost]:
    """Reasons by time lost, the most first."""
    only = {"time_class": tuple(name.value for name in LOST)}
    asked = AskedTimes(group_by=("reason", "time_class"), given=given, filters=filters, only=only)
    rows = times(plant, account, shifts, asked)
    whole = sum(row.time for row in rows)
    lost = [
        Lost(
            code=row.key["reason"],
            time_class=TimeClass(row.key["time_class"]),
            time=row.time,
            stops=row.stops,
            share=row.time / whole if whole else 0.0,
        )
        for row in rows
    ]
    return sorted(lost, key=lambda one: (-one.time, one.code, one.time_class))
