"""Time zones in settings: names of the zone database, `UTC` among them."""

from __future__ import annotations

from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo


def zone_of(name: str) -> tzinfo:
    """The zone of that name. Raises ValueError for a name that is none."""
    if name.upper() in {"UTC", "Z"}:
        # Not ZoneInfo("UTC"): reading stamps by column has a fast path for this very object.
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("write a name of the time zone database, like Europe/Moscow") from error


def checked_zone(name: str) -> str:
    """The name, for a settings field. Raises ValueError."""
    zone_of(name)
    return name
