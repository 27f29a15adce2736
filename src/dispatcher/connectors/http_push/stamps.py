"""Instants as senders write them: RFC 3339, or a number since 1970 in a unit the delivery names."""

from __future__ import annotations

from datetime import tzinfo
from fractions import Fraction

from dispatcher.connectors.http_push.said import LATEST
from dispatcher.domain.instant import parse_instant
from dispatcher.ports.connector import Garbled

NANOSECOND = Fraction(1, 1000)
PRECISIONS = {
    "ns": NANOSECOND,
    "n": NANOSECOND,
    "us": Fraction(1),
    "u": Fraction(1),
    "µs": Fraction(1),
    "ms": Fraction(1_000),
    "s": Fraction(1_000_000),
    "m": Fraction(60_000_000),
    "h": Fraction(3_600_000_000),
}
"""Microseconds in one of them; names of InfluxDB 1 and 2."""


def unit_of(precision: str, default: str) -> Fraction:
    """Microseconds in the unit. Raises Garbled `http_push_precision`."""
    unit = PRECISIONS.get(precision or default)
    if unit is None:
        raise Garbled("http_push_precision", given=precision[:20], known="ns, us, ms, s, m, h")
    return unit


def instant_of(given: object, unit: Fraction, zone: tzinfo) -> int:
    """Microseconds since 1970; digits past the sixth are cut. Raises ValueError."""
    if isinstance(given, str):
        at = int(parse_instant(given, zone))
    elif isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError("neither a text nor a number")  # noqa: TRY004 - one error for what is no instant
    elif isinstance(given, int):
        at = given * unit.numerator // unit.denominator
    else:
        at = int(Fraction(given) * unit)  # raises ValueError and OverflowError for what is no number
    if not 0 <= at <= LATEST:
        raise ValueError("before 1970 or after 2255")
    return at
