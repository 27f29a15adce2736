"""The plant's present as values: site, machines, sources, and the summary a board shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from dispatcher.domain.errors import NotFound
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.signal import MachineId, Quality, SourceId, Value
from dispatcher.domain.state import BaseState, Mode, Shape, StateKind


class MachineKind(StrEnum):
    """What a machine does to the work; chooses the picture on the board."""

    TURNING = "turning"
    MILLING = "milling"
    MILL_TURN = "mill_turn"
    GRINDING = "grinding"
    EDM = "edm"
    SAW = "saw"
    PRESS = "press"
    LASER = "laser"
    ROBOT = "robot"
    MEASURING = "measuring"
    PRINTER = "printer"
    CONVEYOR = "conveyor"
    OTHER = "other"


class LinkState(StrEnum):
    """Contact with a source. FLAPPING: up and down again and again (trap 8)."""

    UP = "up"
    DOWN = "down"
    FLAPPING = "flapping"
    NEVER = "never"
    """Not one contact since the server started."""


class PartsSource(StrEnum):
    """Where a machine's part counts come from."""

    NONE = "none"
    """Neither a counter nor a rule: the count is "not configured", never zero (trap 12)."""
    COUNTER = "counter"
    INFERRED = "inferred"


class NoDataReason(StrEnum):
    """Why a machine has no data; `detail["reason"]` of a no_data span."""

    NEVER_SEEN = "never_seen"
    LINK_DOWN = "link_down"
    UNAVAILABLE = "unavailable"
    STALE = "stale"
    NOT_COVERED = "not_covered"
    PAUSED = "paused"
    """A person paused its sources; told of the present only, of the past the loss tells it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place of the plant. `time_zone` is an IANA name."""

    name: str
    time_zone: str
    id: str = "main"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileInfo:
    """A device profile as people know it; `title` by language."""

    id: str
    version: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineInfo:
    """What is configured about a machine."""

    id: MachineId
    name: str
    site: str = ""
    """Id of its site; empty = the first."""
    area: str = ""
    line: str = ""
    kind: MachineKind = MachineKind.OTHER
    manufacturer: str = ""
    model: str = ""
    protocol: str = ""
    profile: str = ""
    parts: PartsSource = PartsSource.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """A machine that was taken out of the plant at an instant; what it did stays readable."""

    info: MachineInfo
    left: Instant


@dataclass(slots=True, kw_only=True, eq=False)
class Plant:
    """Sites, machines in the order of the board, state kinds, profiles by id. `site`: the first, often the only one.

    Machines come and go while the house runs. Each change is a new tuple put in place of the old one, so any thread may
    read at any time; whoever keeps something made of it notes the `revision` first, and asks whether it still holds.
    """

    site: Site
    machines: tuple[MachineInfo, ...]
    states: tuple[StateKind, ...]
    profiles: Mapping[str, ProfileInfo] = field(default_factory=dict)
    further: tuple[Site, ...] = ()
    former: tuple[Former, ...] = ()
    revision: int = 0

    def put(self, info: MachineInfo) -> None:
        """Add a machine at the end of the board, or put another description in its place."""
        if any(known.id == info.id for known in self.machines):
            self.machines = tuple(info if known.id == info.id else known for known in self.machines)
        else:
            self.machines = (*self.machines, info)
        self.former = tuple(one for one in self.former if one.info.id != info.id)
        self.revision += 1

    def remove(self, machine: MachineId, left: Instant) -> None:
        """Take a machine out; from now on it is a former one."""
        gone = tuple(Former(info=info, left=left) for info in self.machines if info.id == machine)
        self.former = (*self.former, *gone)
        self.machines = tuple(info for info in self.machines if info.id != machine)
        self.revision += 1

    @property
    def known(self) -> tuple[MachineInfo, ...]:
        """Those there are, then those there were."""
        return (*self.machines, *(one.info for one in self.former))

    def left(self, machine: MachineId) -> Instant | None:
        """When a former machine was taken out; None for one that is there."""
        return next((one.left for one in self.former if one.info.id == machine), None)

    @property
    def sites(self) -> tuple[Site, ...]:
        """All of them, the first first."""
        return (self.site, *self.further)

    def site_of(self, info: MachineInfo) -> Site:
        """Where a machine stands."""
        return next((site for site in self.further if site.id == info.site), self.site)

    def scopes(self) -> frozenset[str]:
        """Everything that a setting may name: "site:x", "area:x", "line:x", "machine:x"; what was once there, too."""
        named = [(f"machine:{info.id}", f"line:{info.line}", f"area:{info.area}") for info in self.known]
        sites = [f"site:{site.id}" for site in self.sites]
        return frozenset(scope for scopes in (sites, *named) for scope in scopes if not scope.endswith(":"))

    def scopes_of(self, info: MachineInfo) -> tuple[str, ...]:
        """Those a machine lies in, the narrowest first."""
        own = (f"machine:{info.id}", f"line:{info.line}", f"area:{info.area}", f"site:{self.site_of(info).id}")
        return tuple(scope for scope in own if not scope.endswith(":"))

    def machine(self, machine: str) -> MachineInfo:
        """By id, a former one too. Raises NotFound `machine_unknown`."""
        for info in self.known:
            if info.id == machine:
                return info
        raise NotFound("machine_unknown", machine=machine)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceError:
    """Why a source is not well; `code` is a locale key `error.<code>`, `kind` tells what sort of help it needs."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A person stopped a source: who, why, and since when."""

    by: str
    reason: str
    since: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """The present of one source. `lag` = received minus source time of the newest observation;
    `clock_skew` = the source's clock minus ours; counts are since the start of the server.
    """

    id: SourceId
    connector: str
    address: str
    machines: tuple[MachineId, ...]
    link: LinkState
    since: Instant
    last_data_at: Instant | None = None
    last_contact_at: Instant | None = None
    retry_at: Instant | None = None
    error: SourceError | None = None
    rate_per_s: float = 0.0
    lag: Micros | None = None
    clock_skew: Micros | None = None
    quarantined: int = 0
    paused: Paused | None = None
    observations: int = 0
    duplicates: int = 0
    out_of_order: int = 0


class Newest(NamedTuple):
    """The newest value of a signal; `at` is the instant everything derived uses. (A tuple, because one is
    made for each signal in each commit.)
    """

    at: Instant
    value: Value
    quality: Quality = Quality.GOOD


@dataclass(frozen=True, slots=True, kw_only=True)
class StateNow:
    """The state in effect; `since` None = never seen; `reason` set only where there is no data."""

    code: str
    base: BaseState
    since: Instant | None
    rule: str
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeNow:
    """The mode in effect."""

    code: str = Mode.UNKNOWN.value
    since: Instant | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramNow:
    """The program in effect."""

    name: str
    since: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmNow:
    """One active condition."""

    code: str
    message: str
    since: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmsNow:
    """Active conditions by level and the one to show first."""

    fault: int = 0
    warning: int = 0
    first: AlarmNow | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsNow:
    """Parts since local midnight of the site; None = neither a counter nor a rule."""

    count: int | None
    inferred: bool
    since: Instant


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineSummary:
    """All the board says of one machine."""

    info: MachineInfo
    state: StateNow
    mode: ModeNow
    program: ProgramNow | None
    alarms: AlarmsNow
    parts: PartsNow
    last_data_at: Instant | None
    last_contact_at: Instant | None
    link: LinkState
    clock_skew: Micros | None


def standard_states() -> tuple[StateKind, ...]:
    """The seven base states as they look where a plant defines nothing of its own."""
    looks = {
        BaseState.RUNNING: (Shape.PLAY, "Running", "В работе"),
        BaseState.PAUSED: (Shape.PAUSE, "Paused", "Пауза"),
        BaseState.IDLE: (Shape.CIRCLE, "Idle", "Ожидание"),
        BaseState.MANUAL: (Shape.HAND, "Manual", "Ручной режим"),
        BaseState.ALARM: (Shape.TRIANGLE, "Alarm", "Авария"),
        BaseState.OFF: (Shape.POWER, "Powered off", "Выключен"),
        BaseState.NO_DATA: (Shape.CROSS, "No data", "Нет данных"),
    }
    return tuple(
        StateKind(
            code=base.value,
            base=base,
            words={"en": english, "ru": russian},
            color=f"state-{base.value.replace('_', '-')}",
            shape=shape,
        )
        for base, (shape, english, russian) in looks.items()
    )
