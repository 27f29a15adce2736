"""What can be read off a machine at one moment, before a dialect gives it names.

`Panel` holds the discrete things; a dialect shows some of them under its own names and types.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from dispatcher.domain.signal import Level


class Execution(StrEnum):
    """MTConnect EXECUTION (Part 3, Event elements)."""

    READY = "READY"
    ACTIVE = "ACTIVE"
    INTERRUPTED = "INTERRUPTED"
    FEED_HOLD = "FEED_HOLD"
    STOPPED = "STOPPED"
    OPTIONAL_STOP = "OPTIONAL_STOP"
    PROGRAM_STOPPED = "PROGRAM_STOPPED"
    PROGRAM_COMPLETED = "PROGRAM_COMPLETED"


class ControllerMode(StrEnum):
    """MTConnect CONTROLLER_MODE."""

    AUTOMATIC = "AUTOMATIC"
    SEMI_AUTOMATIC = "SEMI_AUTOMATIC"
    MANUAL = "MANUAL"
    MANUAL_DATA_INPUT = "MANUAL_DATA_INPUT"
    EDIT = "EDIT"


class Duty(StrEnum):
    """MTConnect FUNCTIONAL_MODE: what the machine should be doing."""

    PRODUCTION = "PRODUCTION"
    SETUP = "SETUP"
    TEARDOWN = "TEARDOWN"
    MAINTENANCE = "MAINTENANCE"
    PROCESS_DEVELOPMENT = "PROCESS_DEVELOPMENT"


class Channel(StrEnum):
    """Where an alarm belongs; a dialect has a condition item for some of these."""

    SYSTEM = "system"
    LOGIC = "logic"
    MOTION = "motion"
    SERVO = "servo"
    SPINDLE = "spindle"
    COOLANT = "coolant"
    LUBRICATION = "lubrication"
    COMMUNICATIONS = "communications"


class Alarm(NamedTuple):
    """A message of the control: the maker's code and text in the language the control is set to."""

    channel: Channel
    level: Level
    code: str
    text: str
    severity: str = ""
    qualifier: str = ""


class Panel(NamedTuple):
    """Everything discrete at one moment. `offsets` is the version of the work offsets in force,
    `parts` what the counter shows (already wrapped or reset).
    """

    execution: str
    mode: str
    program: str
    comment: str
    tool: int
    parts: int
    estop: str
    power: str
    feed_override: int
    rapid_override: int
    spindle_override: int
    door: str
    duty: str
    order: str
    single_block: str
    message: str
    offsets: int
    pallet: int
    alarms: tuple[Alarm, ...]


class Phase(StrEnum):
    """What the machine is physically about; the waves of the analogue signals depend on it."""

    OFF = "off"
    BOOT = "boot"
    IDLE = "idle"
    SETUP = "setup"
    WARM_UP = "warm_up"
    CUT = "cut"
    CHANGE = "change"
    """Tool change, indexing, wire threading: in cycle, not cutting."""
    LOAD = "load"
    HALT = "halt"
    """Stopped inside a cycle: M0, M1, feed hold."""
    FAULT = "fault"
