"""A figure opened down to the ground: its terms, what each is made of, and the stretches of time themselves.

From a stretch on, its rule, corrections and signals are explained by the timeline of the machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatcher.app.figures.engine import Engine, Figure, Request
from dispatcher.app.figures.grouping import Folding
from dispatcher.app.figures.selection import Range
from dispatcher.app.figures.source import Account
from dispatcher.app.figures.sums import fitting
from dispatcher.app.figures.times import HOURS_MACHINE_DAYS, stretches
from dispatcher.app.plant import Plant
from dispatcher.domain.account import Stretch
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.kpi import Definition, Measure, Term, Where

PAGE = 200
"""Stretches shown at once."""
OF_TIME = ("time_class", "state", "base", "reason", "program", "shift")
COLUMN = {Measure.PARTS: "parts", Measure.SCRAP: "scrap", Measure.REWORK: "rework", Measure.IDEAL: "ideal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one kind of time, or one program, contributes to a term: `amount` in its unit."""

    time_class: str
    state: str
    reason: str
    program: str
    amount: int
    stretches: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A figure with everything under it. `next`: cursor of the stretches that follow, empty at the end."""

    figure: Figure
    definition: Definition
    terms: Sequence[tuple[Term, float | None, Sequence[Part]]]
    stretches: Sequence[Stretch]
    next: str


def explain(engine: Engine, plant: Plant, account: Account, request: Request, after: Instant | None) -> Opened:
    """Open the one figure that is asked for, not grouped. after: the `next` of the page before.

    Raises what `Engine.figures` raises.
    """
    (group,) = engine.figures(request)
    (figure,) = group.figures
    book = engine.book(engine.end(request.given))
    terms = book.terms_of(figure.kpi)
    opened = [(term, figure.terms[term.code], _parts(plant, account, request, term)) for term in terms]
    timed = [term for term in terms if term.measure in (Measure.TIME, Measure.STOPS)]
    page, following = _page(account, request, timed, after)
    return Opened(figure=figure, definition=book.kpis[figure.kpi], terms=opened, stretches=page, next=following)


def _parts(plant: Plant, account: Account, request: Request, term: Term) -> list[Part]:
    """The parts of a term, the largest first."""
    if term.of_parts:
        found = _of_programs(plant, account, request, term)
    elif term.measure in (Measure.TIME, Measure.STOPS):
        found = _of_cells(plant, account, request, term)
    else:
        return []
    return sorted(found, key=lambda part: (-part.amount, part.time_class, part.state, part.reason, part.program))


def _of_cells(plant: Plant, account: Account, request: Request, term: Term) -> Iterator[Part]:
    sums = ("stops" if term.measure is Measure.STOPS else "time", "stretches")
    alike: dict[tuple[str, str, str, str], list[int]] = {}
    for cut in request.given.cuts:
        cells = account.times(cut.query(OF_TIME, request.filters.columns()), cut.window)
        table = Folding(plant, ()).fold(cells, OF_TIME, sums)
        for named, state, base, reason, program, shift, amount, count in zip(
            *(table.column(name).to_pylist() for name in (*OF_TIME, *sums)), strict=True
        ):
            if fitting([term], (named, base, shift != "")):
                row = alike.setdefault((named, state, reason, program), [0, 0])
                row[0] += amount
                row[1] += count
    for (named, state, reason, program), (amount, count) in alike.items():
        if amount:
            yield Part(time_class=named, state=state, reason=reason, program=program, amount=amount, stretches=count)


def _of_programs(plant: Plant, account: Account, request: Request, term: Term) -> Iterator[Part]:
    found: dict[str, int] = {}
    columns = ("parts", "scrap", "rework", "ideal")
    for cut in request.given.cuts:
        cells = account.parts(cut.query(("program", "shift"), request.filters.columns()), cut.window)
        table = Folding(plant, ()).fold(cells, ("program", "shift"), columns)
        for program, shift, *amounts in zip(
            *(table.column(name).to_pylist() for name in ("program", "shift", *columns)), strict=True
        ):
            if term.where is not Where.ANY and (term.where is Where.SHIFT) is not (shift != ""):
                continue
            of = dict(zip(columns, amounts, strict=True))
            good = of["parts"] - of["scrap"] - of["rework"]
            found[program] = found.get(program, 0) + (
                good if term.measure is Measure.GOOD else of[COLUMN[term.measure]]
            )
    for program, amount in found.items():
        if amount:
            yield Part(time_class="", state="", reason="", program=program, amount=amount, stretches=0)


def _page(
    account: Account, request: Request, terms: Sequence[Term], after: Instant | None
) -> tuple[list[Stretch], str]:
    """The newest stretches of the terms that began before the cursor: PAGE of them, and those that began with the last.

    Only so much of the range is read as answers quickly; a page may be short, and the next one goes on from there.
    """
    shown = request.given.shown
    begin, end = shown.start - DAY, shown.end + DAY
    at = end if after is None else after
    machines = sum(len(cut.machines) for cut in request.given.cuts) or 1
    reach = HOURS_MACHINE_DAYS * DAY // machines
    lower = max(begin, at - reach)
    if lower >= at:
        return [], ""
    window = Interval(Instant(lower), Instant(min(end, at + reach)))
    cuts = tuple(cut for cut in request.given.cuts if cut.window is None or _touch(cut.window, window))
    found = [
        one
        for one in stretches(account, Range(shown=window, cuts=cuts), request.filters.columns())
        if one.start < at and fitting(terms, (one.time_class.value, one.base.value, one.shift != ""))
    ]
    found.sort(key=lambda one: (-one.start, one.machine))
    if len(found) > PAGE:
        last = found[PAGE - 1].start
        return [one for one in found if one.start >= last], str(last)
    return found, str(lower) if lower > begin else ""


def _touch(left: Interval, right: Interval) -> bool:
    return left.start < right.end and right.start < left.end
