"""What some lines say: columns of rows, asset lines, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Condition, DataSet, TimeSeries


class AssetAction(Enum):
    """What an asset line asks for."""

    PUT = "put"
    UPDATE = "update"
    REMOVE = "remove"
    REMOVE_ALL = "remove_all"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetReport:
    """An asset line. `document` is the asset's XML, or what an update says, as it came."""

    line: int
    action: AssetAction
    device: str
    at: Instant
    asset_id: str = ""
    type: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A line that could not be read; `text` is its beginning."""

    line: int
    code: str
    text: str


@dataclass(slots=True)
class Block:
    """What some lines say. Rows are parallel columns in the order of the lines; `line` is theirs."""

    signal: list[int] = field(default_factory=list)
    source_at: list[int] = field(default_factory=list)
    num: list[float | None] = field(default_factory=list)
    text: list[str | None] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    rich: dict[int, Condition | DataSet | TimeSeries] = field(default_factory=dict)
    assets: list[AssetReport] = field(default_factory=list)
    rejected: list[RejectedLine] = field(default_factory=list)
    commands: list[tuple[int, str]] = field(default_factory=list)
    """(line, what follows the `*`) of everything but PING and PONG."""
    pongs: list[str] = field(default_factory=list)
    """What follows `* PONG`: the heartbeat in milliseconds."""
    lines: int = 0
    """Lines taken in, blank ones included."""
