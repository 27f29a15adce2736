"""State log: every stretch of time with its state, its reason, and how it counts."""

from __future__ import annotations

from dispatcher.app.figures.times import stretches
from dispatcher.app.reports.asking import Sheet
from dispatcher.app.reports.document import Column, Document, Kind, Table
from dispatcher.domain.errors import InvalidInput

ROWS = 20_000


def build(sheet: Sheet) -> Document:
    """Stretches by machine and start. Raises InvalidInput `report_too_many_rows`."""
    sheet.narrow()
    account, columns = sheet.readers.desk.account, sheet.ask.filters.columns()
    found = sorted(stretches(account, sheet.given, columns), key=lambda one: (one.machine, one.start))
    if len(found) > ROWS:
        raise InvalidInput("report_too_many_rows", rows=len(found), limit=ROWS)
    sheet.add(
        Table(
            key="states",
            title=sheet.say("states.table"),
            columns=(
                Column(key="machine", title=sheet.say("col.machine"), kind=Kind.TEXT, width=18),
                Column(key="start", title=sheet.say("col.start"), kind=Kind.INSTANT, width=18),
                Column(key="end", title=sheet.say("col.end"), kind=Kind.INSTANT, width=18),
                Column(key="length", title=sheet.say("col.length"), kind=Kind.DURATION, width=9),
                Column(key="state", title=sheet.say("col.state"), kind=Kind.TEXT, width=14),
                Column(key="reason", title=sheet.say("col.reason"), kind=Kind.TEXT, width=22),
                Column(key="origin", title=sheet.say("col.origin"), kind=Kind.TEXT, width=10),
                Column(key="class", title=sheet.say("col.class"), kind=Kind.TEXT, width=18),
                Column(key="shift", title=sheet.say("col.shift"), kind=Kind.TEXT, width=10),
                Column(key="program", title=sheet.say("col.program"), kind=Kind.TEXT, width=14),
            ),
            rows=tuple(
                (
                    sheet.machine(one.machine),
                    one.start,
                    sheet.say("lasts") if one.open else one.end,
                    one.length,
                    sheet.state(one.state),
                    sheet.reason(one.reason, one.start) if one.reason else "",
                    sheet.say(f"origin.{one.origin.value}"),
                    sheet.time_class(one.time_class),
                    one.shift,
                    one.program,
                )
                for one in found
            ),
            empty=sheet.say("nothing"),
        )
    )
    return sheet.document(wide=True)
