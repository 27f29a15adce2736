"""Topics and filters (MQTT 5, 4.7): `+` stands for one level, `#` at the end for all below."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

V = TypeVar("V")
MAX_TOPIC = 65_535
"""Bytes."""
_REMEMBERED = 20_000
"""Topics whose filters are remembered; an endless stream of new topics empties the memory, never fills it."""


def problem(topic: str) -> str | None:
    """What is wrong with a filter, in words; None for a good one."""
    levels = topic.split("/")
    if not topic or "\x00" in topic or len(topic.encode()) > MAX_TOPIC:
        return "write a topic of 1 to 65535 bytes"
    if any("#" in level and level != "#" for level in levels) or "#" in levels[:-1]:
        return "# stands only alone, at the end"
    if any("+" in level and level != "+" for level in levels):
        return "+ stands for a whole level between two slashes"
    return None


def fits(pattern: str, topic: str) -> bool:
    """Whether a topic is one of a filter's; wildcards do not reach what the broker says of itself (`$SYS`)."""
    if topic.startswith("$") and pattern[:1] in {"+", "#"}:
        return False
    wanted, levels = pattern.split("/"), topic.split("/")
    for at, level in enumerate(wanted):
        if level == "#":
            return True
        if at >= len(levels) or level not in {"+", levels[at]}:
            return False
    return len(wanted) == len(levels)


class Filters(Generic[V]):
    """Finds what belongs to a topic among many filters."""

    def __init__(self, pairs: Iterable[tuple[str, V]]) -> None:
        self._exact: dict[str, list[V]] = {}
        self._wild: list[tuple[str, V]] = []
        self._found: dict[str, tuple[V, ...]] = {}
        for pattern, value in pairs:
            if "+" in pattern or "#" in pattern:
                self._wild.append((pattern, value))
            else:
                self._exact.setdefault(pattern, []).append(value)

    def of(self, topic: str) -> tuple[V, ...]:
        """All that belongs to the topic, in the order it was given within each kind."""
        known = self._found.get(topic)
        if known is None:
            known = (
                *self._exact.get(topic, ()),
                *(value for pattern, value in self._wild if fits(pattern, topic)),
            )
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[topic] = known
        return known
