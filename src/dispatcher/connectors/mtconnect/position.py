"""Where we are in an agent's numbering, and what the header of an answer says about it (traps 1-4).

A sequence means something only together with the agent and its instanceId. Pure: no network, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from dispatcher.connectors.sdk.mtconnect_xml import Header
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.connector import Cursor, Rows


class Verdict(Enum):
    """What a header means for the position we hold."""

    CONTINUES = "continues"
    OVERRUN = "overrun"
    """The buffer has dropped what we have not read yet (trap 3)."""
    RESTARTED = "restarted"
    """Another instance of the agent: all its numbers are new (traps 1, 2)."""
    RENUMBERED = "renumbered"
    """The same instance, yet its numbers fell back behind ours (trap 4): to be confirmed by asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What is read so far. `next`: the first sequence not read yet. `epoch` counts renumberings within
    one instance. `seen`: source time of the last row read (not the newest: what an agent stamps itself at its
    start may be years after the data it replays); `heard`: the agent's clock when it last
    said that there was nothing more; both µs, 0 = none. `devices`: what was read, so that a device added
    later is noticed.
    """

    agent: str
    instance: str
    next: int
    epoch: int = 0
    seen: int = 0
    heard: int = 0
    devices: str = ""

    @property
    def session(self) -> str:
        """The name of the numbering."""
        return f"{self.instance}~{self.epoch}" if self.epoch else self.instance

    def cursor(self) -> Cursor:
        """The same as a cursor."""
        return {
            "agent": self.agent,
            "instance": self.instance,
            "next": self.next,
            "epoch": self.epoch,
            "seen": self.seen,
            "heard": self.heard,
            "devices": self.devices,
        }

    def judge(self, header: Header) -> Verdict:
        """What an answer means. A header without numbers (2.x error documents) says only who it is."""
        if header.instance != self.instance:
            return Verdict.RESTARTED
        if header.next is not None and header.next < self.next:
            return Verdict.RENUMBERED
        if header.first is not None and header.first > self.next:
            return Verdict.OVERRUN
        return Verdict.CONTINUES

    def read(self, header: Header, rows: Rows) -> Position:
        """The position after an answer with rows in sequence. Never falls back, whatever an old answer says."""
        following = header.next if header.next is not None else max(rows.sequence, default=self.next - 1) + 1
        # Only who has read to the end knows that there was nothing more.
        whole = header.last is None or following > header.last
        return replace(
            self,
            next=max(self.next, following),
            seen=rows.source_at[-1] if len(rows) else self.seen,
            heard=max(self.heard, (header.created_at or 0) if whole else 0),
        )


def position_from(cursor: Cursor | None) -> Position | None:
    """The position in a cursor; None for none, or for what is no cursor of ours."""
    if cursor is None:
        return None
    texts = {name: _text(cursor, name) for name in ("agent", "instance", "devices")}
    following = _whole(cursor, "next", -1)
    if not texts["instance"] or following < 0:
        return None
    return Position(
        agent=texts["agent"],
        instance=texts["instance"],
        devices=texts["devices"],
        next=following,
        epoch=_whole(cursor, "epoch", 0),
        seen=_whole(cursor, "seen", 0),
        heard=_whole(cursor, "heard", 0),
    )


def lost_between(position: Position, first_at: int | None, heard: int) -> Interval:
    """The span whose data are lost: from what we saw last to the first thing the agent still has.

    `first_at`: source time of the first observation that is left (None: not known), `heard`: the
    agent's clock now. The agent's word that it had nothing more counts as seeing; where clocks of
    agent and adapter contradict each other the wider span that is still possible is taken. Never
    empty: a loss must not vanish in rounding.
    """
    starts = sorted((moment for moment in (position.seen, position.heard) if moment), reverse=True)
    for end in (moment for moment in (first_at, heard) if moment):
        for start in starts:
            if start < end:
                return Interval(Instant(start), Instant(end))
    at = starts[0] if starts else first_at or heard
    return Interval(Instant(at), Instant(at + 1))


def _text(cursor: Mapping[str, str | int], name: str) -> str:
    value = cursor.get(name, "")
    return value if isinstance(value, str) else ""


def _whole(cursor: Mapping[str, str | int], name: str, missing: int) -> int:
    value = cursor.get(name, missing)
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else missing
