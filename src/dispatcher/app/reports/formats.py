"""Values as people read them, in the language and the zone of a document. Rounding happens here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from dispatcher.app.reports.document import Cell, Document, Kind, Missing
from dispatcher.domain.instant import HOUR, MINUTE, SECOND, Instant, Micros, to_datetime

THIN = "\u202f"
"""Narrow no-break space between thousands."""
DASH = "–"


@dataclass(frozen=True, slots=True)
class Formats:
    """How a document writes its values."""

    language: str
    zone: ZoneInfo

    @classmethod
    def of(cls, document: Document) -> Formats:
        """Those of a document."""
        return cls(document.language, ZoneInfo(document.zone))

    def cell(self, kind: Kind, value: Cell) -> str:
        """A value of a kind; what is missing says why."""
        if value is None:
            return ""
        if isinstance(value, Missing):
            return value.words
        if isinstance(value, str):
            return value
        if isinstance(value, date):
            return self.date(value)
        match kind:
            case Kind.INSTANT:
                return self.instant(Instant(int(value)))
            case Kind.DURATION:
                return duration(round(value))
            case Kind.RATIO:
                return self.ratio(value)
            case Kind.COUNT:
                return self.count(round(value))
            case _:
                return self.number(value)

    def date(self, day: date) -> str:
        """23.11.2026 or 2026-11-23."""
        return f"{day.day:02}.{day.month:02}.{day.year:04}" if self.language == "ru" else day.isoformat()

    def instant(self, instant: Instant) -> str:
        """Date and time of the zone's wall, whole seconds, cut and not rounded."""
        wall = to_datetime(instant, self.zone)
        return f"{self.date(wall.date())} {wall:%H:%M:%S}"

    def minute(self, instant: Instant) -> str:
        """The same without seconds, for headings."""
        return self.instant(instant)[:-3]

    def ratio(self, share: float) -> str:
        """Per cent with one digit."""
        return f"{self.number(share * 100, 1)}\u00a0%"

    def count(self, number: int) -> str:
        """Whole, with thousands apart."""
        return f"{number:,}".replace(",", THIN).replace("-", "−")

    def number(self, number: float, digits: int = 2) -> str:
        """With so many digits after the sign."""
        text = f"{number:,.{digits}f}".replace("-", "−")
        return text.replace(",", THIN).replace(".", ",") if self.language == "ru" else text.replace(",", THIN)


def duration(length: Micros) -> str:
    """Hours, minutes, seconds: 7:05:09; rounded to the second, half away from zero."""
    seconds = (abs(length) + SECOND // 2) // SECOND
    hours, rest = divmod(seconds, HOUR // SECOND)
    minutes, seconds = divmod(rest, MINUTE // SECOND)
    return f"{'−' if length < 0 else ''}{hours}:{minutes:02}:{seconds:02}"
