"""What the name of a file says: device, day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from dispatcher.domain.instant import Instant, from_datetime

_DAY_FILE = re.compile(r"(?P<device>.+?)-(?P<day>\d{8})-(?P<until>\d{8})")
_SUFFIXES = (".gz", ".txt", ".log", ".shdr", ".xml", ".dat", ".csv", ".out")
_SEPARATOR = re.compile(r"[\s_.\-()\[\]]+")
_NO_DEVICE = re.compile(
    r"\d+|\d+of\d+|op\d+|\d{4}w\d+|w\d+|part\d*|clean|raw|copy|box|cover|plate|log|shdr|adapter|recording|data",
    re.IGNORECASE,
)
"""Parts of file names that never name a machine: numbers, dates, `07of20`, `OP3`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileName:
    """A file's name without its path and endings. `day` is the day a day file is about, else None."""

    stem: str
    prefix: str
    day: date | None

    def day_start(self, zone: tzinfo = UTC) -> Instant | None:
        """Midnight at which the day begins; lines before it are carried over."""
        if self.day is None:
            return None
        return from_datetime(datetime(self.day.year, self.day.month, self.day.day, tzinfo=zone))

    def device(self, known: Callable[[str], str | None]) -> str | None:
        """The known device this name names: the whole name, the part before the day, or one of its words."""
        for candidate in (self.stem, self.prefix, *self._words()):
            found = known(candidate)
            if found is not None:
                return found
        return None

    def guess(self) -> str:
        """A device's name where nobody knows any: the part that is no number, date, operation or piece."""
        if self.day is not None:
            return self.prefix
        words = self._words()
        likely = [word for word in words if not _NO_DEVICE.fullmatch(word)]
        if len(likely) == len(words):
            return self.stem
        return "-".join(likely) or self.stem

    def _words(self) -> list[str]:
        return [word for word in _SEPARATOR.split(self.stem) if word]


def read_name(name: str) -> FileName:
    """Take a file's name apart. `GFAgie01-20161031-20161101.txt.gz` is about GFAgie01 on 2016-10-31."""
    stem = name
    while stem.lower().endswith(_SUFFIXES):
        stem = stem[: stem.rindex(".")]
    match = _DAY_FILE.fullmatch(stem)
    if match is not None:
        days = [_date(match[group]) for group in ("day", "until")]
        if None not in days:
            return FileName(stem=stem, prefix=match["device"], day=days[0])
    return FileName(stem=stem, prefix=stem, day=None)


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
