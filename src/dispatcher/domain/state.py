"""The vocabulary of machine states: seven base states, and a plant's own ones mapped onto them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId


class BaseState(StrEnum):
    """What a machine does; every state of a plant maps to exactly one of these (glossary)."""

    RUNNING = "running"
    PAUSED = "paused"
    IDLE = "idle"
    MANUAL = "manual"
    ALARM = "alarm"
    OFF = "off"
    NO_DATA = "no_data"


class Shape(StrEnum):
    """The shape that stands beside a state's colour, so that colour is never alone."""

    PLAY = "play"
    PAUSE = "pause"
    CIRCLE = "circle"
    HAND = "hand"
    TRIANGLE = "triangle"
    POWER = "power"
    CROSS = "cross"
    SQUARE = "square"
    DIAMOND = "diamond"
    STAR = "star"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateKind:
    """One state of the plant: code, base, words in each language, colour token, shape."""

    code: str
    base: BaseState
    words: dict[str, str]
    color: str
    shape: Shape


class Mode(StrEnum):
    """What the machine should be doing; an axis of its own beside the state."""

    PRODUCTION = "production"
    SETUP = "setup"
    MAINTENANCE = "maintenance"
    OTHER = "other"
    UNKNOWN = "unknown"


class Track(StrEnum):
    """The parallel lanes of a machine's timeline; each tiles the axis by itself.

    ALARM is the exception: its intervals may overlap, one per active condition.
    """

    STATE = "state"
    MODE = "mode"
    PROGRAM = "program"
    ALARM = "alarm"
    CYCLE = "cycle"


class CycleEnd(StrEnum):
    """How a cycle ended."""

    COMPLETED = "completed"
    ABORTED = "aborted"
    UNKNOWN = "unknown"
    """Sight of the machine was lost before the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One interval of one track of one machine.

    `end` is None while open. `value` is the state or mode code, the program name, the condition's
    `signal key:native code`, or the cycle's program. `rule` names the profile rule that gave it
    (`profile@version/rule`). `detail` carries what the track adds (alarm: level, code, message;
    cycle: outcome, parts, how counted; no_data: why), as a small JSON-able mapping.
    """

    machine: MachineId
    track: Track
    start: Instant
    end: Instant | None
    value: str
    rule: str = ""
    detail: dict[str, str | int | float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCount:
    """Parts made at one instant. `inferred` when no counter said so but a rule of the profile."""

    machine: MachineId
    at: Instant
    parts: int
    signal_key: str
    raw_before: float | None
    raw_after: float | None
    program: str
    inferred: bool
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackPatch:
    """The new truth of one track of one machine: every stored span whose START lies in [start, end)
    goes, `spans` take their place. `end` None means "to the end of time".

    The engine chooses `start` and `end` so that tiling tracks still tile afterwards; the receiver
    cuts nothing. Spans are sorted by start and start inside the window.
    """

    machine: MachineId
    track: Track
    start: Instant
    end: Instant | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsPatch:
    """The same for part counts: counts in [start, end) of the machine are replaced by `counts`."""

    machine: MachineId
    start: Instant
    end: Instant | None
    counts: tuple[PartCount, ...]
