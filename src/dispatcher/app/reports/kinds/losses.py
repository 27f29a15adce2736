"""Loss waterfall: from all time down to the standard time of good parts."""

from __future__ import annotations

from dispatcher.app.figures.losses import Step
from dispatcher.app.reports.asking import Sheet
from dispatcher.app.reports.document import Cell, Chart, Column, Document, Kind, Picture, Series, Table
from dispatcher.app.reports.kinds.pareto import trust


def build(sheet: Sheet) -> Document:
    """Levels and losses in order; what is not known is said and not drawn."""
    _, steps, _ = sheet.readers.desk.losses(sheet.ask.when, sheet.ask.filters)
    whole = next((step.time for step in steps if step.time), 0) or 0
    labels = tuple(_word(sheet, step) for step in steps)
    sheet.add(
        Chart(
            key="losses",
            title=sheet.say("losses.chart"),
            picture=Picture.WATERFALL,
            kind=Kind.DURATION,
            labels=labels,
            series=(
                Series(
                    name=sheet.say("losses.level"),
                    values=tuple(_drawn(step) if step.level else None for step in steps),
                    color="class-production",
                ),
                Series(
                    name=sheet.say("losses.loss"),
                    values=tuple(None if step.level else _drawn(step) for step in steps),
                    color="reason-none",
                ),
            ),
        ),
        Table(
            key="losses",
            title=sheet.say("losses.table"),
            columns=(
                Column(key="step", title=sheet.say("losses.step"), kind=Kind.TEXT, width=34),
                Column(key="kind", title=sheet.say("losses.kind"), kind=Kind.TEXT, width=12),
                Column(key="time", title=sheet.say("col.time"), kind=Kind.DURATION, width=24),
                Column(key="share", title=sheet.say("losses.share"), kind=Kind.RATIO, width=12),
            ),
            rows=tuple(
                (
                    label,
                    sheet.say("losses.level" if step.level else "losses.loss"),
                    _time(sheet, step),
                    step.time / whole if step.time is not None and whole else None,
                )
                for label, step in zip(labels, steps, strict=True)
            ),
        ),
    )
    trust(sheet)
    return sheet.document()


def _word(sheet: Sheet, step: Step) -> str:
    return sheet.readers.texts.text(sheet.ask.language, f"figures.step.{step.code}")


def _time(sheet: Sheet, step: Step) -> Cell:
    return sheet.why(step.why) if step.time is None else step.time


def _drawn(step: Step) -> float | None:
    return None if step.time is None else float(step.time)
