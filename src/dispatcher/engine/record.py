"""What a run of the engine brings forth: closed spans per track, part counts, in order of time."""

from __future__ import annotations

from dataclasses import dataclass, field

from dispatcher.domain.state import Track
from dispatcher.engine.memory import Active

Detail = dict[str, str | int | float | None]


@dataclass(slots=True)
class Drawn:
    """A span as the engine draws it; the driver adds machine and track."""

    start: int
    end: int | None
    value: str
    rule: str
    detail: Detail


@dataclass(slots=True)
class DrawnCount:
    """Parts at an instant; zero parts mark a doubt (rule `counter:…`)."""

    at: int
    parts: int
    signal: int | None
    before: float | None
    after: float | None
    program: str
    inferred: bool
    rule: str


@dataclass(slots=True)
class Record:
    """Everything one run closed. Open spans stay in the memory."""

    spans: dict[Track, list[Drawn]] = field(
        default_factory=lambda: {track: [] for track in (Track.STATE, Track.MODE, Track.PROGRAM, Track.CYCLE)}
    )
    counts: list[DrawnCount] = field(default_factory=list)
    alarms: list[tuple[str, int, int, Active]] = field(default_factory=list)
    """(key, start, end, entry) of closed alarms, in order of closing."""
