"""From texts to columns: stamps to instants and values to numbers, a column at a time.

Protocol parsers collect texts; turning them into integers and doubles one by one costs several times
what it costs by column (docs/benchmarks.md). The results never depend on how a stream was cut into
columns: the fast path takes only what the slow one reads to the same figure.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

import numpy as np
import pyarrow as pa

from dispatcher.domain.instant import parse_instant

UNAVAILABLE = "UNAVAILABLE"
"""What MTConnect and SHDR write where there is no value (Part 1, 5.9)."""

_FEW = 40
"""Below this many stamps the set-up of an Arrow column costs more than it saves (measured)."""

_FIGURES = re.compile(r"[0-9.eE+\- \t\r\n]*")

_DEAR = 8
_COLUMN = 200
"""A stamp read by itself costs as much as eight in a column, setting up the column as much as 200 in it: items
of one line share their stamp, so that few of many are different (measured)."""

_ZONED = pa.timestamp("us", tz="UTC")
_ZONED_FINE = pa.timestamp("ns", tz="UTC")
_ZONELESS = pa.timestamp("us")
_SHORTEST_ZONED = len("2016-02-01T10:00:00Z")
_SHORTEST_ZONELESS = len("2016-02-01T10:00:00")
_NS_SAFE = ("1678-", "2262-")
"""Nanoseconds since 1970 fit 64 bits between these years; outside them Arrow wraps around."""
_LONGEST = 39
"""`2016-10-31T08:15:00.` with eighteen digits and a `Z`: more is no stamp."""
_YEAR_1 = -62_135_596_800_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000
_SECOND = 1_000_000


def instants(stamps: Sequence[str], zone: tzinfo = UTC) -> list[int]:
    """Microseconds since the epoch of each stamp; stamps without a zone are read in `zone`.

    Reads exactly what `domain.instant.parse_instant` reads. Raises ValueError for the first stamp
    that is none; use `instants_or_none` where the bad ones must be told from the good ones.
    """
    different = dict.fromkeys(stamps)
    if len(different) * _DEAR <= len(stamps) + _COLUMN:
        known = {stamp: _instant(stamp, zone) for stamp in different}
        return list(map(known.__getitem__, stamps))
    fast = _instants_by_column(stamps, zone)
    if fast is not None:
        return fast
    return [_instant(stamp, zone) for stamp in stamps]


def instants_or_none(stamps: Sequence[str], zone: tzinfo = UTC) -> list[int | None]:
    """The same with None in the place of each stamp that cannot be read; never raises."""
    different = dict.fromkeys(stamps)
    if len(different) * _DEAR <= len(stamps) + _COLUMN:
        known = {stamp: _instant_or_none(stamp, zone) for stamp in different}
        return list(map(known.__getitem__, stamps))
    fast = _instants_by_column(stamps, zone)
    if fast is not None:
        return list(fast)
    return [_instant_or_none(stamp, zone) for stamp in stamps]


def number(text: str) -> float | None:
    """The finite number a text stands for, or None.

    Blanks around it are passed over; a decimal comma counts as a point where there is no point and no
    second comma. What is not a finite decimal number (UNAVAILABLE, NaN, INF, hexadecimal, thousands
    groups, several numbers) is None: the text is kept as text by whoever asks.
    """
    try:
        value = float(text)
    except ValueError:
        if text.count(",") != 1 or "." in text:
            return None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return None
    # float() also reads "1_000", "nan" and the digits of every script.
    if math.isfinite(value) and text.isascii() and "_" not in text:
        return value
    return None


def numbers(texts: Sequence[str]) -> list[float | None]:
    """`number` of each text. (Arrow's cast is no faster for columns of the usual length.)"""
    if _FIGURES.fullmatch("".join(texts)) is not None:
        # Nothing that only `float` takes for a number is among them: no look at each one is needed.
        with contextlib.suppress(ValueError):
            found = list(map(float, texts))
            if math.isfinite(sum(found)):
                return list(found)
    return list(map(number, texts))


def _instant(stamp: str, zone: tzinfo) -> int:
    """`parse_instant`, by the interpreter's own reader for the one form that nearly all sources use."""
    # The guards keep out what `fromisoformat` takes beyond that form (week dates, compact times, `.Z`, `:Z`).
    if (
        stamp[-1:] == "Z"
        and stamp[7:8] == "-"
        and stamp[10:11] == "T"
        and stamp[13:14] == stamp[16:17] == ":"
        and (stamp[19:20] == "Z" or (stamp[19:20] in (".", ",") and stamp[20:-1].isdigit()))
        and len(stamp) <= _LONGEST
    ):
        try:
            since = datetime.fromisoformat(stamp) - _EPOCH
        except ValueError:
            return parse_instant(stamp, zone)
        return since.days * _DAY + since.seconds * _SECOND + since.microseconds
    return parse_instant(stamp, zone)


def _instant_or_none(stamp: str, zone: tzinfo) -> int | None:
    try:
        return _instant(stamp, zone)
    except ValueError:
        return None


def _instants_by_column(stamps: Sequence[str], zone: tzinfo) -> list[int] | None:
    """All instants at once, or None where Arrow cannot read them all to the very same figures."""
    if len(stamps) < _FEW:
        return None
    try:
        column = pa.array(stamps, pa.string())
    except UnicodeError:
        return None
    shortest = min(map(len, stamps))
    # The lengths keep out what Arrow takes for a stamp and `parse_instant` does not (`2016-02-01`).
    if shortest >= _SHORTEST_ZONED:
        found = _cast(column, _ZONED, 1)
        # Seven to nine fraction digits: by way of nanoseconds, cut down to microseconds.
        if found is None and _NS_SAFE[0] <= min(stamps) and max(stamps) < _NS_SAFE[1]:
            found = _cast(column, _ZONED_FINE, 1000)
        if found is not None:
            return found
    if zone is UTC and shortest >= _SHORTEST_ZONELESS:
        return _cast(column, _ZONELESS, 1)
    return None


def _cast(column: pa.StringArray, target: pa.DataType, per_micro: int) -> list[int] | None:
    """The column as integers of `target`'s unit, divided down; None where one of them does not fit."""
    try:
        ticks = column.cast(target).cast(pa.int64()).to_numpy()
    except pa.ArrowInvalid:
        return None
    micros = ticks if per_micro == 1 else np.floor_divide(ticks, per_micro)
    if micros.min() < _YEAR_1:
        return None
    values: list[int] = micros.tolist()
    return values
