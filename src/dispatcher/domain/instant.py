"""Instants and durations: integer microseconds, UTC, since 1970-01-01T00:00:00Z.

Microseconds because real controls stamp with 3, 6 or 7 fraction digits; integers because a figure
that is added a million times must not drift. Digits past the sixth are cut, never rounded, so that
an instant is never later than the source said.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NewType

Instant = NewType("Instant", int)
"""Microseconds since the Unix epoch, UTC."""

Micros = int
"""A duration in microseconds."""

MILLISECOND: Micros = 1_000
SECOND: Micros = 1_000_000
MINUTE: Micros = 60 * SECOND
HOUR: Micros = 60 * MINUTE
DAY: Micros = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STAMP = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,18}))?)?"
    r"(Z|z|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.ASCII,
)


def from_datetime(moment: datetime) -> Instant:
    """The instant of an aware datetime. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        message = "naive datetime"
        raise ValueError(message)
    return Instant((moment - _EPOCH) // timedelta(microseconds=1))


def to_datetime(instant: Instant, zone: tzinfo = UTC) -> datetime:
    """The aware datetime of an instant, exact to the microsecond. OverflowError past year 9999."""
    return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone)


def parse_instant(text: str, zone: tzinfo = UTC) -> Instant:
    """Read an ISO 8601 / RFC 3339 stamp: `T` or space, 0-18 fraction digits after `.` or `,`.

    A stamp without zone is read in `zone` (SHDR and MTConnect mean UTC). Raises ValueError.
    """
    match = _STAMP.fullmatch(text.strip())
    if match is None:
        message = f"not a timestamp: {text[:64]!r}"
        raise ValueError(message)
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    whole = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=zone)
    if offset is not None:
        whole = whole.replace(tzinfo=_offset(offset))
    micros = int(f"{fraction:0<6}"[:6]) if fraction else 0
    return Instant(from_datetime(whole) + micros)


def _offset(text: str) -> tzinfo:
    """The fixed zone of `Z`, `+hh`, `+hhmm` or `+hh:mm`."""
    if text in "Zz":
        return UTC
    return datetime.strptime(text.replace(":", "").ljust(5, "0"), "%z").tzinfo or UTC


def format_instant(instant: Instant) -> str:
    """RFC 3339 in UTC with six fraction digits and `Z`."""
    # Not strftime: it writes the year 26 as "26".
    return to_datetime(instant).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
