"""Modified data: every correction entered in the range, what the machine told, and what a person said instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dispatcher.app.reports.asking import Sheet
from dispatcher.app.reports.document import Chart, Column, Document, Fact, Facts, Kind, Picture, Series, Table
from dispatcher.app.reports.formats import duration
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval, clip
from dispatcher.domain.state import Track
from dispatcher.engine.overlay import holding

ROWS = 20_000
PAINTS = (CorrectionKind.REASON, CorrectionKind.STATE, CorrectionKind.RESET)


def build(sheet: Sheet) -> Document:
    """The log of corrections by the time they were entered. Raises InvalidInput `report_too_many_rows`."""
    lines = sheet.readers.corrections.entered(sheet.past, sheet.machines, ROWS + 1)
    if len(lines) > ROWS:
        raise InvalidInput("report_too_many_rows", rows=len(lines), limit=ROWS)
    log = sheet.readers.corrections
    undos = log.undoing([line.id for line in lines])
    standing = {line.id for line in holding([*lines, *undos])}
    undone = sum(line.id not in standing for line in lines)
    by_author: dict[str, int] = defaultdict(int)
    for line in lines:
        by_author[line.author or sheet.say("modified.nobody")] += 1
    authors = sorted(by_author, key=lambda name: (-by_author[name], name))
    sheet.add(
        Facts(
            (
                Fact(title=sheet.say("modified.lines"), kind=Kind.COUNT, value=len(lines)),
                Fact(title=sheet.say("modified.undone"), kind=Kind.COUNT, value=undone),
                Fact(title=sheet.say("modified.people"), kind=Kind.COUNT, value=len(by_author)),
            )
        )
    )
    if len(authors) > 1:
        sheet.add(
            Chart(
                key="authors",
                title=sheet.say("modified.authors"),
                picture=Picture.BARS,
                kind=Kind.COUNT,
                labels=tuple(authors[:15]),
                series=(
                    Series(
                        name=sheet.say("modified.lines"),
                        values=tuple(float(by_author[name]) for name in authors[:15]),
                        color="reason-1",
                    ),
                ),
            )
        )
    sheet.add(_table(sheet, lines, standing))
    sheet.note(sheet.say("modified.note"))
    return sheet.document(wide=True)


def _table(sheet: Sheet, lines: Sequence[Correction], standing: set[int]) -> Table:
    return Table(
        key="modified",
        title=sheet.say("modified.table"),
        columns=(
            Column(key="id", title=sheet.say("modified.id"), kind=Kind.COUNT, width=6),
            Column(key="entered", title=sheet.say("modified.entered"), kind=Kind.INSTANT, width=18),
            Column(key="author", title=sheet.say("modified.author"), kind=Kind.TEXT, width=14),
            Column(key="machine", title=sheet.say("col.machine"), kind=Kind.TEXT, width=16),
            Column(key="what", title=sheet.say("modified.what"), kind=Kind.TEXT, width=14),
            Column(key="start", title=sheet.say("col.start"), kind=Kind.INSTANT, width=18),
            Column(key="end", title=sheet.say("col.end"), kind=Kind.INSTANT, width=18),
            Column(key="before", title=sheet.say("modified.before"), kind=Kind.TEXT, width=22),
            Column(key="after", title=sheet.say("modified.after"), kind=Kind.TEXT, width=22),
            Column(key="comment", title=sheet.say("modified.comment"), kind=Kind.TEXT, width=18),
            Column(key="stands", title=sheet.say("modified.stands"), kind=Kind.TEXT, width=8),
        ),
        rows=tuple(
            (
                line.id,
                line.at,
                line.author,
                sheet.machine(line.machine),
                sheet.say(f"modified.kind.{line.kind.value}"),
                None if line.kind is CorrectionKind.UNDO else line.start,
                line.end,
                _before(sheet, line),
                _after(sheet, line),
                line.comment,
                sheet.say("yes" if line.id in standing else "no"),
            )
            for line in lines
        ),
        empty=sheet.say("modified.nothing"),
    )


def _before(sheet: Sheet, line: Correction) -> str:
    """What the signals said of the time: states with their share of it, the longest first."""
    if line.kind not in PAINTS:
        return ""
    until = Instant(min(sheet.now, line.end if line.end is not None else sheet.now))
    if until <= line.start:
        return ""
    window = Interval(line.start, until)
    times: dict[str, int] = defaultdict(int)
    for span in sheet.readers.journal.spans([line.machine], [Track.STATE], window):
        part = clip(span.start, span.end, window, sheet.now)
        if part is not None:
            times[span.value] += part.length
    told = sorted(times, key=lambda state: (-times[state], state))
    return ", ".join(f"{sheet.state(state)} {duration(times[state])}" for state in told[:3])


def _after(sheet: Sheet, line: Correction) -> str:
    """What the line says."""
    match line.kind:
        case CorrectionKind.REASON:
            return sheet.reason(line.value, line.start)
        case CorrectionKind.STATE:
            reason = f", {sheet.reason(line.reason, line.start)}" if line.reason else ""
            return sheet.state(line.value) + reason
        case CorrectionKind.PARTS:
            return sheet.say("modified.parts", program=line.value or "–", scrap=line.scrap, rework=line.rework)
        case CorrectionKind.UNDO:
            return sheet.say("modified.undoes", line=line.target)
        case _:
            return ""
