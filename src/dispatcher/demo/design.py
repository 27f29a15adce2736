"""What a machine of the demo plant is: words for people, habits for the physics."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatcher.demo.panel import Alarm
from dispatcher.demo.schedule import Pattern


class Wire(StrEnum):
    """How the machine is reached."""

    MTCONNECT = "mtconnect"
    SHDR = "shdr"
    MODBUS = "modbus"
    S7 = "s7"
    OPCUA = "opcua"
    SPARKPLUG = "sparkplug"
    PUSH = "http_push"


class Unattended(StrEnum):
    """How far the machine works on alone."""

    NO = "no"
    """Each part is loaded by hand: the cycle in hand ends, then it waits."""
    BREAKS = "breaks"
    """It runs through lunch, not through the night."""
    NIGHTS = "nights"
    """Pallets, a bar feeder or a robot carry it through the night until the stock is used up."""


class Power(StrEnum):
    """What happens to the mains when nobody works, and what is seen of it."""

    ALWAYS = "always"
    MAINS = "mains"
    """Switched off; a gateway of its own goes on reporting that the mains are off."""
    SILENT = "silent"
    """Switched off; the agent lives on and reports UNAVAILABLE."""
    DARK = "dark"
    """Switched off together with the adapter: nobody answers."""


class Counter(StrEnum):
    """How the part counter behaves."""

    NONE = "none"
    WEEK = "week"
    """Set to zero at the end of the week's last shift."""
    ORDER = "order"
    """Set to zero at each set-up."""
    SHIFT = "shift"
    """Set to zero at the start of each shift."""
    WRAP = "wrap"
    """Three digits: 999 is followed by 0."""


WRAP_WIDTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """Messages of a control by what they do to the work."""

    minor: tuple[Alarm, ...]
    """Reset by the operator within minutes."""
    major: tuple[Alarm, ...]
    """Breakdowns; the first one comes with the others in its wake now and then."""
    warning: tuple[Alarm, ...]
    """Stop nothing."""

    @property
    def all(self) -> tuple[Alarm, ...]:
        """Every message."""
        return (*self.minor, *self.major, *self.warning)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Figures of the physics. Durations in seconds, (low, high); chances per cycle unless said."""

    cycle: tuple[float, float]
    tools: tuple[int, int]
    load: tuple[float, float]
    lot: tuple[int, int]
    setup: tuple[float, float]
    rpm: float
    feed: float
    """Greatest path feed rate in mm/s."""
    spindle_load: float
    """Usual load while cutting, percent."""
    m1_chance: float = 0.02
    m0_share: float = 0.0
    """Share of programs that stop once a cycle for the part to be turned."""
    hold_chance: float = 0.02
    minor_chance: float = 0.006
    wait_chance: float = 0.03
    """No blank, no operator, measuring: an idle stop between two cycles."""
    breakdowns: float = 0.35
    """A week."""
    warnings: float = 2.0
    """A week."""
    warm_up: float = 0.0
    per_cycle: int = 1
    stock: tuple[int, int] = (0, 0)
    """Cycles it can make alone before somebody has to bring blanks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Link faults, mean number a week of each kind."""

    silent: float = 0.4
    dark: float = 0.3
    flapping: float = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A name in both languages."""

    en: str
    ru: str

    def of(self, language: str) -> str:
        """The Russian word for `ru`, the English one otherwise."""
        return self.ru if language == "ru" else self.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """One machine of the plant. `programs` is a pattern with `{n}`; `skew` is how far the clock of
    its adapter is ahead, µs; `stagger` moves its breaks, minutes.
    """

    id: str
    name: Words
    area: Words
    line: Words
    kind: str
    manufacturer: str
    model: str
    wire: Wire
    dialect: str
    pattern: Pattern
    unattended: Unattended
    power: Power
    counter: Counter
    programs: str
    warm_up_program: str
    habits: Habits
    alarms: Alarms
    trouble: Trouble = Trouble()
    skew: int = 0
    stagger: int = 0
    profile: str = ""
