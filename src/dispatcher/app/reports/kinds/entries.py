"""Data-entry score: of the major stops, how many have a reason, who gave it, and how late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from dispatcher.app.reports.asking import Sheet
from dispatcher.app.reports.document import (
    Cell,
    Chart,
    Column,
    Document,
    Fact,
    Facts,
    Kind,
    Missing,
    Picture,
    Series,
    Table,
)
from dispatcher.app.reports.kinds.stops import Stop, stops_of, whole
from dispatcher.domain.account import Origin


@dataclass(slots=True)
class _Score:
    major: int = 0
    by_rule: int = 0
    by_person: int = 0
    late: int = 0
    delays: list[int] = field(default_factory=list)
    open_time: int = 0

    @property
    def justified(self) -> int:
        return self.by_rule + self.by_person


def build(sheet: Sheet) -> Document:
    """Score by the groups of the option `group`. A stop counts as justified when no part of it is left without a
    reason; major are those longer than the micro-stop threshold of the machine.
    """
    sheet.narrow()
    book = sheet.readers.book()
    limit = sheet.readers.desk.shelf().practice_at(sheet.end).late_after
    scores: dict[str, _Score] = defaultdict(_Score)
    everything = _Score()
    for pieces in whole(stops_of(sheet)):
        first = pieces[0]
        info = sheet.readers.plant.machine(first.machine)
        if sum(one.length for one in pieces) <= book.stop(info, first.start).micro:
            continue
        for score in (scores[_group(sheet, first)], everything):
            _count(score, pieces, limit)
    groups = sorted(scores, key=lambda name: (_share(scores[name]) or 0.0, name))
    sheet.add(
        Facts(
            (
                Fact(title=sheet.say("entries.score"), kind=Kind.RATIO, value=_ratio(sheet, everything)),
                Fact(title=sheet.say("entries.major"), kind=Kind.COUNT, value=everything.major),
                Fact(
                    title=sheet.say("entries.open"),
                    kind=Kind.COUNT,
                    value=everything.major - everything.justified,
                    status="bad" if everything.major > everything.justified else "good",
                ),
                Fact(title=sheet.say("entries.delay"), kind=Kind.DURATION, value=_delay(sheet, everything)),
            )
        )
    )
    if groups:
        sheet.add(
            Chart(
                key="entries",
                title=sheet.say("entries.chart"),
                picture=Picture.BARS,
                kind=Kind.RATIO,
                labels=tuple(groups[:20]),
                series=(
                    Series(
                        name=sheet.say("entries.score"),
                        values=tuple(_share(scores[name]) for name in groups[:20]),
                        color="reason-1",
                    ),
                ),
            )
        )
    sheet.add(_table(sheet, scores, groups, everything))
    sheet.note(sheet.say("entries.note", minutes=limit // 60_000_000))
    return sheet.document()


def _group(sheet: Sheet, stop: Stop) -> str:
    match sheet.ask.options["group"]:
        case "shift":
            return stop.shift
        case "team":
            return stop.team or sheet.say("none")
        case "area":
            return sheet.readers.plant.machine(stop.machine).area or sheet.say("none")
        case _:
            return sheet.machine(stop.machine)


def _count(score: _Score, pieces: Sequence[Stop], limit: int) -> None:
    score.major += 1
    if any(not one.reason for one in pieces):
        score.open_time += sum(one.length for one in pieces if not one.reason)
        return
    given = [one for one in pieces if one.origin is Origin.PERSON]
    if not given:
        score.by_rule += 1
        return
    score.by_person += 1
    delay = max(one.late for one in given)
    score.delays.append(delay)
    score.late += delay > limit


def _share(score: _Score) -> float | None:
    return score.justified / score.major if score.major else None


def _ratio(sheet: Sheet, score: _Score) -> Cell:
    share = _share(score)
    return Missing(sheet.say("entries.no_stops")) if share is None else share


def _delay(sheet: Sheet, score: _Score) -> Cell:
    return round(median(score.delays)) if score.delays else Missing(sheet.say("entries.nobody"))


def _table(sheet: Sheet, scores: dict[str, _Score], groups: Sequence[str], everything: _Score) -> Table:
    def row(name: str, score: _Score) -> tuple[Cell, ...]:
        return (
            name,
            score.major,
            score.by_person,
            score.by_rule,
            score.major - score.justified,
            score.open_time,
            _ratio(sheet, score),
            score.late,
            _delay(sheet, score),
        )

    return Table(
        key="entries",
        title=sheet.say("entries.table"),
        columns=(
            Column(key="group", title=sheet.say(f"col.{sheet.ask.options['group']}"), kind=Kind.TEXT, width=24),
            Column(key="major", title=sheet.say("entries.major"), kind=Kind.COUNT, width=10),
            Column(key="person", title=sheet.say("entries.person"), kind=Kind.COUNT, width=10),
            Column(key="rule", title=sheet.say("entries.rule"), kind=Kind.COUNT, width=10),
            Column(key="open", title=sheet.say("entries.open"), kind=Kind.COUNT, width=10),
            Column(key="open_time", title=sheet.say("entries.open_time"), kind=Kind.DURATION, width=12),
            Column(key="score", title=sheet.say("entries.score"), kind=Kind.RATIO, width=10),
            Column(key="late", title=sheet.say("entries.late"), kind=Kind.COUNT, width=10),
            Column(key="delay", title=sheet.say("entries.delay"), kind=Kind.DURATION, width=14),
        ),
        rows=tuple(row(name, scores[name]) for name in groups),
        total=row(sheet.say("total"), everything) if groups else None,
        empty=sheet.say("entries.no_stops"),
    )
