"""The shift report: what every machine did, what it lost, and what is still to be explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dispatcher.app.figures.engine import Group
from dispatcher.app.reports.asking import KINDS, Sheet
from dispatcher.app.reports.document import Cell, Chart, Column, Document, Facts, Kind, Picture, Series, Table
from dispatcher.app.reports.kinds.stops import Stop, stops_of
from dispatcher.domain.account import TimeClass

KPIS = ("oee", "availability", "effectiveness", "quality_ratio")
COUNTED = ("parts", "running_time", "stop_time")
SHOWN = (
    *(TimeClass.PRODUCTION, TimeClass.SETUP, TimeClass.MICRO, TimeClass.DELAY, TimeClass.FAILURE),
    *(TimeClass.UNEXPLAINED, TimeClass.PLANNED, TimeClass.PREVENTIVE, TimeClass.NO_DATA),
)
LONGEST = 20


def build(sheet: Sheet) -> Document:
    """Figures, classes of time, the longest stops."""
    sheet.narrow()
    desk, ask = sheet.readers.desk, sheet.ask
    kpis = (*KPIS, *COUNTED)
    [whole] = desk.figures(kpis, (), [ask.when], ask.filters)
    if whole.groups:
        sheet.add(Facts(tuple(sheet.fact(figure) for figure in whole.groups[0].figures)))
    [by_machine] = desk.figures(kpis, ("machine",), [ask.when], ask.filters)
    sheet.add(_figures(sheet, by_machine.groups))
    sheet.add(*_classes(sheet))
    found = stops_of(sheet)
    sheet.add(
        _stops(sheet, "open", [stop for stop in found if not stop.reason and stop.time_class is TimeClass.UNEXPLAINED]),
        _stops(sheet, "longest", found),
    )
    if whole.groups:
        sheet.trust(whole.groups[0].figures[0])
    return sheet.document(wide=True)


def _figures(sheet: Sheet, groups: Sequence[Group]) -> Table:
    columns = [Column(key="machine", title=sheet.say("col.machine"), kind=Kind.TEXT, width=22)]
    if groups:
        columns += [
            Column(key=figure.kpi, title=sheet.kpi(figure.kpi), kind=KINDS[figure.unit], width=14)
            for figure in groups[0].figures
        ]
    return Table(
        key="figures",
        title=sheet.say("shift.figures"),
        columns=tuple(columns),
        rows=tuple(
            (sheet.machine(group.key["machine"]), *(sheet.value(figure) for figure in group.figures))
            for group in groups
        ),
        empty=sheet.say("nothing"),
    )


def _classes(sheet: Sheet) -> tuple[Chart, Table]:
    _, rows = sheet.readers.desk.times(("machine", "time_class"), sheet.ask.when, sheet.ask.filters, {})
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        found[row.key["machine"]][row.key["time_class"]] = row.time
    machines = [machine for machine in sheet.machines if machine in found]
    columns = (
        Column(key="machine", title=sheet.say("col.machine"), kind=Kind.TEXT, width=22),
        *(Column(key=one.value, title=sheet.time_class(one), kind=Kind.DURATION, width=10) for one in SHOWN),
    )
    lines: list[tuple[Cell, ...]] = [
        (sheet.machine(machine), *(found[machine].get(one.value, 0) for one in SHOWN)) for machine in machines
    ]
    total: tuple[Cell, ...] = (
        sheet.say("total"),
        *(sum(found[machine].get(one.value, 0) for machine in machines) for one in SHOWN),
    )
    chart = Chart(
        key="classes",
        title=sheet.say("shift.classes"),
        picture=Picture.BARS,
        kind=Kind.DURATION,
        labels=tuple(sheet.machine(machine) for machine in machines),
        series=tuple(
            Series(
                name=sheet.time_class(one),
                values=tuple(float(found[machine].get(one.value, 0)) for machine in machines),
                color=f"class-{one.value}".replace("_", "-"),
            )
            for one in SHOWN
        ),
    )
    table = Table(
        key="classes",
        title=sheet.say("shift.classes"),
        columns=columns,
        rows=tuple(lines),
        total=total if lines else None,
        empty=sheet.say("nothing"),
    )
    return chart, table


def _stops(sheet: Sheet, key: str, found: list[Stop]) -> Table:
    shown = sorted(found, key=lambda stop: (-stop.length, stop.machine, stop.start))[:LONGEST]
    return Table(
        key=key,
        title=sheet.say(f"shift.{key}", count=len(shown), all=len(found)),
        columns=(
            Column(key="machine", title=sheet.say("col.machine"), kind=Kind.TEXT, width=20),
            Column(key="start", title=sheet.say("col.start"), kind=Kind.INSTANT, width=18),
            Column(key="end", title=sheet.say("col.end"), kind=Kind.INSTANT, width=18),
            Column(key="length", title=sheet.say("col.length"), kind=Kind.DURATION, width=10),
            Column(key="reason", title=sheet.say("col.reason"), kind=Kind.TEXT, width=26),
            Column(key="class", title=sheet.say("col.class"), kind=Kind.TEXT, width=20),
            Column(key="program", title=sheet.say("col.program"), kind=Kind.TEXT, width=14),
        ),
        rows=tuple(
            (
                sheet.machine(stop.machine),
                stop.start,
                sheet.say("lasts") if stop.open else stop.end,
                stop.length,
                sheet.reason(stop.reason, stop.start),
                sheet.time_class(stop.time_class),
                stop.program,
            )
            for stop in shown
        ),
        empty=sheet.say("nothing"),
    )
