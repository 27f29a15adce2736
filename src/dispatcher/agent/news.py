"""Whether an observation says something new, as agents suppress what does not (MTConnect Part 1, Agent)."""

from __future__ import annotations

from dispatcher.agent.ring import Entry, active, condition_key
from dispatcher.domain.signal import Condition, DataSet, Level, TimeSeries, Value


def is_unavailable(held: tuple[Entry, ...]) -> bool:
    """Whether what is held of an item is UNAVAILABLE, in either shape."""
    if not held:
        return False
    value = held[0].value
    return value is None or (isinstance(value, Condition) and value.level is Level.UNAVAILABLE)


def says_nothing_new(held: tuple[Entry, ...], value: Value) -> bool:
    """Whether the value is what already holds. A time series always is news: its samples are others."""
    if not held or isinstance(value, TimeSeries):
        return False
    if isinstance(value, Condition):
        return _condition_told(held, value)
    return held[0].value == value


def _condition_told(held: tuple[Entry, ...], value: Condition) -> bool:
    """Whether a condition report changes nothing."""
    now = active(held)
    key = condition_key(value)
    if value.level is not Level.NORMAL:
        return now.get(key) == value
    return not is_unavailable(held) and (key not in now if key else not now)


def changes(held: tuple[Entry, ...], value: DataSet, *, whole: bool) -> DataSet | None:
    """The entries that differ from the set that holds; None where none does.

    The set itself where it is a reset, nothing is held, or every report counts (`whole`).
    """
    before = held[0].value if held else None
    if value.reset or whole or not isinstance(before, DataSet):
        return value
    changed = {
        key: new
        for key, new in value.entries.items()
        if (new is None and key in before.entries) or (new is not None and before.entries.get(key) != new)
    }
    return DataSet(changed) if changed else None
