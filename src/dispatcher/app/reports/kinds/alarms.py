"""Alarm statistics: how often, how long, since when, by machine and code."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from dispatcher.app.reports.asking import Sheet
from dispatcher.app.reports.document import Chart, Column, Document, Fact, Facts, Kind, Picture, Series, Table
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval, clip, total
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Track

BARS = 15
BEGINNING = Instant(0)


@dataclass(slots=True)
class _Alarm:
    intervals: list[Interval] = field(default_factory=list)
    began: int = 0
    level: str = ""
    message: str = ""
    last: Instant = BEGINNING
    longest: int = 0


def build(sheet: Sheet) -> Document:
    """Alarms that touch the range, by time. Times are clipped to it; what overlaps counts once."""
    sheet.narrow()
    found: dict[tuple[MachineId, str], _Alarm] = defaultdict(_Alarm)
    window = sheet.past
    everything: dict[MachineId, list[Interval]] = defaultdict(list)
    for span in sheet.readers.journal.spans(sheet.machines, [Track.ALARM], window):
        part = clip(span.start, span.end, window, sheet.now)
        if part is None:
            continue
        alarm = found[span.machine, str(span.detail.get("code") or span.value)]
        alarm.intervals.append(part)
        everything[span.machine].append(part)
        alarm.began += span.start >= window.start
        if span.start >= alarm.last:
            alarm.last = span.start
            alarm.level = str(span.detail.get("level") or "")
            alarm.message = str(span.detail.get("message") or "") or alarm.message
        alarm.longest = max(alarm.longest, part.length)
    ordered = sorted(found, key=lambda key: (-total(found[key].intervals), key))
    sheet.add(
        Facts(
            (
                Fact(title=sheet.say("alarms.began"), kind=Kind.COUNT, value=sum(one.began for one in found.values())),
                Fact(title=sheet.say("alarms.kinds"), kind=Kind.COUNT, value=len(found)),
                Fact(
                    title=sheet.say("alarms.time"),
                    kind=Kind.DURATION,
                    value=sum(total(intervals) for intervals in everything.values()),
                ),
            )
        )
    )
    if ordered:
        shown = ordered[:BARS]
        sheet.add(
            Chart(
                key="alarms",
                title=sheet.say("alarms.chart"),
                picture=Picture.BARS,
                kind=Kind.DURATION,
                labels=tuple(f"{sheet.machine(machine)} · {code}" for machine, code in shown),
                series=(
                    Series(
                        name=sheet.say("col.time"),
                        values=tuple(float(total(found[key].intervals)) for key in shown),
                        color="class-failure",
                    ),
                ),
            )
        )
    sheet.add(
        Table(
            key="alarms",
            title=sheet.say("alarms.table"),
            columns=(
                Column(key="machine", title=sheet.say("col.machine"), kind=Kind.TEXT, width=20),
                Column(key="code", title=sheet.say("alarms.code"), kind=Kind.TEXT, width=14),
                Column(key="message", title=sheet.say("alarms.message"), kind=Kind.TEXT, width=36),
                Column(key="level", title=sheet.say("alarms.level"), kind=Kind.TEXT, width=10),
                Column(key="began", title=sheet.say("alarms.began"), kind=Kind.COUNT, width=8),
                Column(key="time", title=sheet.say("col.time"), kind=Kind.DURATION, width=10),
                Column(key="longest", title=sheet.say("alarms.longest"), kind=Kind.DURATION, width=10),
                Column(key="last", title=sheet.say("alarms.last"), kind=Kind.INSTANT, width=18),
            ),
            rows=tuple(
                (
                    sheet.machine(machine),
                    code,
                    found[machine, code].message,
                    found[machine, code].level,
                    found[machine, code].began,
                    total(found[machine, code].intervals),
                    found[machine, code].longest,
                    found[machine, code].last,
                )
                for machine, code in ordered
            ),
            empty=sheet.say("alarms.nothing"),
        )
    )
    sheet.note(sheet.say("alarms.note"))
    return sheet.document(wide=True)
