"""What passes between the library's side (client, wire) and ours: plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

Scalar = float | int | bool | str | bytes

BAD = 0x8000_0000
UNCERTAIN = 0x4000_0000
_DATA_VALUE = 0x0400
_OVERFLOW = 0x0080


class Reading(NamedTuple):
    """A value as the server gave it. value: None = none, or one we have no word for (`kind` names its type).

    Times are µs, None = not given.
    """

    value: Scalar | tuple[Scalar | None, ...] | None
    status: int = 0
    source_at: int | None = None
    server_at: int | None = None
    kind: str = ""

    @property
    def is_bad(self) -> bool:
        """The server says itself that there is no value."""
        return bool(self.status & BAD)

    @property
    def is_uncertain(self) -> bool:
        """The server doubts the value."""
        return not self.is_bad and bool(self.status & UNCERTAIN)

    @property
    def overflowed(self) -> bool:
        """The server's queue was full: values before this one are lost (Part 4, 7.34.1)."""
        return self.status & 0x0C00 == _DATA_VALUE and bool(self.status & _OVERFLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A node seen from another one. `node` and `type` are lasting names, `name` is (namespace, name)."""

    node: str
    name: tuple[str, str]
    title: str
    variable: bool
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A node to be watched under a handle of ours. `node` as on the wire; None sampling = an event item."""

    handle: int
    node: str
    sampling_ms: float | None
    queue: int


class Happening(NamedTuple):
    """An event: which item, the fields by the names of `EVENT_FIELDS`."""

    handle: int
    fields: Mapping[str, Scalar | None]


@dataclass(slots=True)
class Notice:
    """One answer of the server to a request to publish; empty = a sign of life.

    published_at: the server's clock. missed: how many notices went lost on the way.
    """

    changes: list[tuple[int, Reading]] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)
    published_at: int | None = None
    missed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerStatus:
    """What the server says of itself; times µs, 0 = not told."""

    started_at: int
    now: int
    manufacturer: str
    product: str
    version: str


EVENT_FIELDS: Mapping[str, tuple[str, ...]] = {
    "type": ("EventType",),
    "source": ("SourceName",),
    "time": ("Time",),
    "message": ("Message",),
    "severity": ("Severity",),
    "condition": (),
    "name": ("ConditionName",),
    "branch": ("BranchId",),
    "retain": ("Retain",),
    "enabled": ("EnabledState", "Id"),
    "active": ("ActiveState", "Id"),
    "suppressed": ("SuppressedOrShelved",),
    "code": ("mt:ErrorCode",),
    "identifier": ("mt:Identifier",),
}
"""Our name -> the path of an event's field; () is the condition's own node."""

REFRESH_START = "i=2787"
REFRESH_END = "i=2788"
"""Event types between which a server repeats the conditions that hold."""
