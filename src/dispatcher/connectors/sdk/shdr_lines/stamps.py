"""The first field of a line to an instant: ISO stamps of every dialect, durations, relative and no stamps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, tzinfo

from dispatcher.domain.instant import Instant
from dispatcher.ports.columns import instants_or_none, number

_SECOND = 1_000_000
_MILLISECOND = 1_000
_LARGEST = 1e13
"""Milliseconds or seconds; an offset beyond this is no offset (300 years)."""


class StampReader:
    """Reads stamps in the order of the lines.

    zone: of stamps without one. base: where relative stamps count from; the first one stands for `base`
    itself, later ones for as many milliseconds after it as they are greater (the reference agent's
    RelativeTime); with `delays` each one is the seconds to wait after the line before (scenario files of
    adapter simulators). A line without a stamp gets `now` where one is given (a live line: the instant of
    receipt), else the instant of the line before, else `base`.
    """

    def __init__(self, zone: tzinfo = UTC, base: Instant | None = None, *, delays: bool = False) -> None:
        # Another UTC than the standard library's own would miss the fast path of reading stamps by column.
        self._zone = UTC if str(zone) == "UTC" else zone
        self._base = base
        self._delays = delays
        self._offset: float | None = None
        self._last = base
        self.relative = 0
        """How many stamps were relative."""
        self.missing = 0
        """How many lines had no stamp."""

    def read(self, stamps: Sequence[str], now: Instant | None = None, lines: Sequence[int] = ()) -> list[int | None]:
        """The instant of each stamp, None where it is none. `lines`: which line each is of, if one line may
        stand there several times.
        """
        found = instants_or_none(stamps, self._zone)
        if None in found:
            self._odd(stamps, found, now, lines)
        elif found:
            self._last = _instant(found[-1])
        return found

    def peek(self, stamp: str, now: Instant | None = None) -> int | None:
        """The instant of one stamp, out of the order: nothing is counted or remembered."""
        found = instants_or_none([stamp], self._zone)[0]
        return self._one(stamp.strip(), now) if found is None else found

    def _odd(self, stamps: Sequence[str], found: list[int | None], now: Instant | None, lines: Sequence[int]) -> None:
        """Second look at what is no ISO stamp; in order, because some count from the line before."""
        for index, given in enumerate(stamps):
            if found[index] is None and index and lines and lines[index] == lines[index - 1]:
                found[index] = found[index - 1]
            elif found[index] is None:
                stamp = given.strip()
                found[index] = self._one(stamp, now)
                self._count(stamp, found[index])
            if found[index] is not None:
                self._last = _instant(found[index])

    def _count(self, stamp: str, found: int | None) -> None:
        if not stamp:
            self.missing += 1
        elif found is not None and (offset := number(stamp.partition("@")[0])) is not None:
            self.relative += 1
            if self._offset is None:
                self._offset = offset

    def _one(self, stamp: str, now: Instant | None) -> int | None:
        if not stamp:
            return self._last if now is None else now
        plain, at, _ = stamp.partition("@")
        if at:
            # `stamp@duration`: a statistic over the time before; the value is of the stamp.
            return self.peek(plain, now) if plain.strip() else None
        offset = number(stamp)
        if offset is None or self._base is None or not 0 <= offset < _LARGEST:
            return None
        if self._delays:
            return (self._last or self._base) + round(offset * _SECOND)
        since = offset - (offset if self._offset is None else self._offset)
        return self._base + round(since * _MILLISECOND)


def _instant(value: int | None) -> Instant | None:
    return None if value is None else Instant(value)
