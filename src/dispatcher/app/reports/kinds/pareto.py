"""Downtime Pareto: what planned busy time was lost to, the most first."""

from __future__ import annotations

from itertools import accumulate

from dispatcher.app.reports.asking import Sheet
from dispatcher.app.reports.document import Chart, Column, Document, Kind, Picture, Series, Table

BARS = 15


def build(sheet: Sheet) -> Document:
    """Reasons by time, with their stops and the growing share."""
    _, _, lost = sheet.readers.desk.losses(sheet.ask.when, sheet.ask.filters)
    shown = lost[:BARS]
    running = list(accumulate(one.share for one in lost))
    sheet.add(
        Chart(
            key="pareto",
            title=sheet.say("pareto.chart"),
            picture=Picture.BARS,
            kind=Kind.DURATION,
            labels=tuple(_name(sheet, one.code, one.time_class.value) for one in shown),
            series=(
                Series(
                    name=sheet.say("col.time"),
                    values=tuple(float(one.time) for one in shown),
                    color="reason-none" if shown and not shown[0].code else "reason-1",
                ),
            ),
        ),
        Table(
            key="pareto",
            title=sheet.say("pareto.table"),
            columns=(
                Column(key="reason", title=sheet.say("col.reason"), kind=Kind.TEXT, width=34),
                Column(key="class", title=sheet.say("col.class"), kind=Kind.TEXT, width=24),
                Column(key="time", title=sheet.say("col.time"), kind=Kind.DURATION, width=12),
                Column(key="stops", title=sheet.say("col.stops"), kind=Kind.COUNT, width=8),
                Column(key="mean", title=sheet.say("col.mean"), kind=Kind.DURATION, width=12),
                Column(key="share", title=sheet.say("col.share"), kind=Kind.RATIO, width=9),
                Column(key="running", title=sheet.say("col.running_share"), kind=Kind.RATIO, width=10),
            ),
            rows=tuple(
                (
                    sheet.reason(one.code),
                    sheet.time_class(one.time_class),
                    one.time,
                    one.stops,
                    one.time // one.stops if one.stops else None,
                    one.share,
                    share,
                )
                for one, share in zip(lost, running, strict=True)
            ),
            total=(
                (
                    sheet.say("total"),
                    None,
                    sum(one.time for one in lost),
                    sum(one.stops for one in lost),
                    None,
                    1.0,
                    None,
                )
                if lost
                else None
            ),
            empty=sheet.say("nothing"),
        ),
    )
    sheet.note(sheet.say("pareto.note"))
    trust(sheet)
    return sheet.document()


def trust(sheet: Sheet) -> None:
    """Say how far the times go: as the trust of availability, which they make up."""
    [answer] = sheet.readers.desk.figures(("availability",), (), [sheet.ask.when], sheet.ask.filters)
    if answer.groups:
        sheet.trust(answer.groups[0].figures[0])


def _name(sheet: Sheet, code: str, time_class: str) -> str:
    return sheet.reason(code) if code else sheet.say(f"class.{time_class}")
