"""Query parameters that many routes share: instants, windows, the reader's language."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Query

from dispatcher.api.services import Given
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, MILLISECOND, Instant, Micros, parse_instant
from dispatcher.domain.interval import Interval

_EPOCH_MS = re.compile(r"-?\d{1,15}", re.ASCII)
_ZONED = re.compile(r".*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)", re.ASCII)
_LOST_PLUS = re.compile(r"(.*\d) (\d{2}:?\d{2})", re.ASCII)
_INSTANT = "RFC 3339 with offset, or integer milliseconds since the epoch"


def read_instant(text: str, parameter: str) -> Instant:
    """An instant as a client may write it. A `+` that a URL turned into a blank is put back.

    Raises InvalidInput `bad_instant`, or `instant_without_zone`: the server guesses no zone.
    """
    given = text.strip()
    try:
        if _EPOCH_MS.fullmatch(given):
            return Instant(int(given) * MILLISECOND)
        lost = _LOST_PLUS.fullmatch(given)
        stamp = f"{lost[1]}+{lost[2]}" if lost and "T" in lost[1].upper() else given
        instant = parse_instant(stamp)
    except (ValueError, OverflowError):
        raise InvalidInput("bad_instant", parameter=parameter, value=given[:64]) from None
    if not _ZONED.fullmatch(stamp[10:]):
        raise InvalidInput("instant_without_zone", parameter=parameter, value=given[:64])
    return instant


def window(start: str | None, end: str | None, now: Instant, *, limit: Micros, default: Micros = DAY) -> Interval:
    """[from, to): `to` defaults to now, `from` to `default` before it.

    Raises InvalidInput `range_reversed`, `range_too_long`.
    """
    stop = read_instant(end, "to") if end else now
    begin = read_instant(start, "from") if start else Instant(stop - default)
    if begin >= stop:
        raise InvalidInput("range_reversed")
    if stop - begin > limit:
        raise InvalidInput("range_too_long", days=limit // DAY)
    return Interval(begin, stop)


From = Annotated[str | None, Query(alias="from", description=f"{_INSTANT}; default: a day before `to`")]
To = Annotated[str | None, Query(alias="to", description=f"{_INSTANT}; default: now")]
At = Annotated[str | None, Query(description=f"{_INSTANT}; default: now")]


async def language(
    services: Given,
    lang: Annotated[str | None, Query(description="en or ru; otherwise Accept-Language decides")] = None,
    accept_language: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> str:
    """The reader's language, one of those the house speaks."""
    return services.texts.choose(lang, accept_language)


Language = Annotated[str, Depends(language)]
