"""The controller's types of time. Pure. Durations are seconds; points in time are texts as ISO 8601 writes them
without a zone, for the clock of a controller has none.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from dispatcher.connectors.s7.addresses import Format

_FIRST_DAY = date(1990, 1, 1)
_MIDNIGHT = datetime(1990, 1, 1)  # noqa: DTZ001 - a time of day is one in any zone
_CENTURY = 90
"""Two digits of a year from 90 on are of the last century: DATE_AND_TIME reaches from 1990 to 2089."""
_BASES_S = (0.01, 0.1, 1.0, 10.0)
"""Time bases of S5TIME."""
_MOST_TICKS = 999
_DIGITS = 10


def _duration(data: bytes) -> float:
    return int.from_bytes(data, "big", signed=True) / 1000


def _s5time(data: bytes) -> float:
    return round(_BASES_S[data[0] >> 4 & 3] * digits(bytes((data[0] & 0x0F, data[1]))), 2)


def _date(data: bytes) -> str:
    return (_FIRST_DAY + timedelta(days=int.from_bytes(data, "big"))).isoformat()


def _time_of_day(data: bytes) -> str:
    since = timedelta(milliseconds=int.from_bytes(data, "big"))
    if since >= timedelta(days=1):
        raise ValueError("later than a day")
    return (_MIDNIGHT + since).time().isoformat("milliseconds")


def _date_and_time(data: bytes) -> str:
    """Packed digits; the last byte holds the third digit of the milliseconds and the day of the week."""
    year, month, day, hour, minute, second, hundredths = (digits(data[at : at + 1]) for at in range(7))
    year += 1900 if year >= _CENTURY else 2000
    millis = hundredths * 10 + digits(bytes((data[7] >> 4,)))
    return datetime(year, month, day, hour, minute, second, millis * 1000).isoformat()  # noqa: DTZ001 - no zone is known


def _dtl(data: bytes) -> str:
    year, month, day, _, hour, minute, second, nanos = struct.unpack(">HBBBBBBI", data)
    return datetime(year, month, day, hour, minute, second, nanos // 1000).isoformat()  # noqa: DTZ001 - no zone is known


READERS: dict[Format, Callable[[bytes], float | str]] = {
    Format.TIME: _duration,
    Format.S5TIME: _s5time,
    Format.DATE: _date,
    Format.TOD: _time_of_day,
    Format.DT: _date_and_time,
    Format.DTL: _dtl,
}
"""Each raises ValueError (or OverflowError) for bytes that are none of its type."""


def write(format_: Format, raw: str) -> bytes:
    """The bytes of a time, for a simulated controller."""
    match format_:
        case Format.TIME:
            return round(float(raw) * 1000).to_bytes(4, "big", signed=True)
        case Format.S5TIME:
            return _write_s5time(float(raw))
        case Format.DATE:
            return (date.fromisoformat(raw) - _FIRST_DAY).days.to_bytes(2, "big")
        case Format.TOD:
            since = datetime.combine(_MIDNIGHT, time.fromisoformat(raw)) - _MIDNIGHT
            return (since // timedelta(milliseconds=1)).to_bytes(4, "big")
        case _:
            return _write_clock(datetime.fromisoformat(raw), long=format_ is Format.DTL)


def _write_s5time(seconds: float) -> bytes:
    base = next((base for base, unit in enumerate(_BASES_S) if round(seconds / unit) <= _MOST_TICKS), 3)
    return bytes.fromhex(f"{base}{round(seconds / _BASES_S[base]):03d}")


def _write_clock(at: datetime, *, long: bool) -> bytes:
    weekday = at.isoweekday() % 7 + 1  # Sunday is 1
    if long:
        nanos = at.microsecond * 1000
        return struct.pack(">HBBBBBBI", at.year, at.month, at.day, weekday, at.hour, at.minute, at.second, nanos)
    return bytes.fromhex(f"{at:%y%m%d%H%M%S}{at.microsecond // 1000:03d}{weekday}")


def digits(data: bytes) -> int:
    """Packed decimal digits as a number. Raises ValueError where one is none."""
    number = 0
    for byte in data:
        for digit in (byte >> 4, byte & 0x0F):
            if digit >= _DIGITS:
                raise ValueError("not a decimal digit")
            number = number * _DIGITS + digit
    return number
