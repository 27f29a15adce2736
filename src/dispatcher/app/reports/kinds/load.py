"""Load and OEE by group over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dispatcher.app.figures.engine import Group
from dispatcher.app.reports.asking import KINDS, Sheet
from dispatcher.app.reports.document import Chart, Column, Document, Kind, Picture, Series, Table

KPIS = ("load_factor", "utilization_efficiency", "availability", "effectiveness", "quality_ratio", "oee", "parts")
DRAWN = ("load_factor", "oee")
LINES = 8
"""A chart of more lines says nothing."""


def build(sheet: Sheet) -> Document:
    """One table by group and step of time, a chart a figure, and the whole of each group."""
    desk, ask = sheet.readers.desk, sheet.ask
    group, step = ask.options["group"], ask.options["step"]
    [by_time] = desk.figures(KPIS, (group, step), [ask.when], ask.filters)
    [whole] = desk.figures(KPIS, (group,), [ask.when], ask.filters)
    steps = sorted({one.key[step] for one in by_time.groups})
    biggest = [one.key[group] for one in whole.groups][:LINES]
    for kpi in DRAWN:
        place = KPIS.index(kpi)
        found = {(one.key[group], one.key[step]): one.figures[place].value for one in by_time.groups}
        if len(steps) > 1 and any(value is not None for value in found.values()):
            sheet.add(
                Chart(
                    key=kpi,
                    title=sheet.kpi(kpi),
                    picture=Picture.LINE,
                    kind=Kind.RATIO,
                    labels=tuple(_name(sheet, step, at) for at in steps),
                    series=tuple(
                        Series(
                            name=_name(sheet, group, name),
                            values=tuple(found.get((name, at)) for at in steps),
                            color=f"reason-{place + 1}",
                        )
                        for place, name in enumerate(biggest)
                    ),
                )
            )
    sheet.add(_table(sheet, "whole", whole.groups, (group,)), _table(sheet, "steps", by_time.groups, (group, step)))
    if whole.groups:
        [all_together] = desk.figures(("oee",), (), [ask.when], ask.filters)
        sheet.trust(all_together.groups[0].figures[0])
    return sheet.document(wide=True)


def _table(sheet: Sheet, key: str, groups: Sequence[Group], by: tuple[str, ...]) -> Table:
    units = groups[0].figures if groups else ()
    return Table(
        key=key,
        title=sheet.say(f"load.{key}"),
        columns=(
            *(Column(key=name, title=sheet.say(f"col.{name}"), kind=Kind.TEXT, width=20) for name in by),
            *(Column(key=one.kpi, title=sheet.kpi(one.kpi), kind=KINDS[one.unit], width=14) for one in units),
        ),
        rows=tuple(
            (
                *(_name(sheet, name, group.key[name]) for name in by),
                *(sheet.value(figure) for figure in group.figures),
            )
            for group in groups
        ),
        empty=sheet.say("nothing"),
    )


def _name(sheet: Sheet, group: str, value: str) -> str:
    if group == "machine":
        return sheet.machine(value)
    return sheet.formats.date(date.fromisoformat(value)) if group == "day" else value or sheet.say("none")
