"""The plant board and the head of a machine page."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer, SignalValue, Stamp, Words
from dispatcher.api.schemas.source import Identifier, SourceBody, SourceStatus
from dispatcher.app.plant import LinkState, MachineKind
from dispatcher.app.sources.entries import Origin
from dispatcher.domain.signal import Category, Representation
from dispatcher.domain.state import BaseState, Shape


class StateKind(Answer):
    """One state of the plant: colour (a design-token name), shape and word."""

    code: str
    base: BaseState
    words: Words
    color: str
    shape: Shape


class MachineState(Answer):
    """The state now. `reason` says why there is no data (a locale code), null otherwise.

    `since` is null only for a machine that has never been seen.
    """

    code: str
    base: BaseState
    since: Stamp | None
    rule: str
    reason: str | None


class MachineMode(Answer):
    """What the machine should be doing; `since` null while nothing is known."""

    code: str
    since: Stamp | None


class RunningProgram(Answer):
    """The program in effect."""

    name: str
    since: Stamp


class FirstAlarm(Answer):
    """The alarm that stands longest among the worst level."""

    code: str
    message: str
    since: Stamp


class Alarms(Answer):
    """Active conditions by level."""

    fault: int
    warning: int
    first: FirstAlarm | None


class PartsToday(Answer):
    """Parts since local midnight of the site; `count` null = neither a counter nor a rule."""

    count: int | None
    inferred: bool
    since: Stamp


class MachineSummary(Answer):
    """All the board says of one machine."""

    id: str
    name: str
    site: str = Field(description="id of the site where it stands; empty = the first")
    area: str
    line: str
    kind: MachineKind
    manufacturer: str
    model: str
    protocol: str
    state: MachineState
    mode: MachineMode
    program: RunningProgram | None
    alarms: Alarms
    parts: PartsToday
    last_data_at: Stamp | None
    last_contact_at: Stamp | None
    link: LinkState
    clock_skew_us: int | None = Field(description="source's clock minus ours, microseconds")


class Site(Answer):
    """A place of the plant."""

    id: str
    name: str
    time_zone: str = Field(description="IANA name, e.g. Europe/Moscow")


class Machines(Answer):
    """GET /machines."""

    machines: list[MachineSummary]
    states: list[StateKind]
    now: Stamp
    site: Site = Field(description="the first, often the only one")
    sites: list[Site] = Field(description="all of them, the first first")


class Profile(Answer):
    """The device profile whose rules give the state."""

    id: str
    version: str
    title: Words


class Totals(Answer):
    """What the journal holds of the machine."""

    signals: int
    observations: int
    first_at: Stamp | None
    last_at: Stamp | None


class Machine(Answer):
    """GET /machines/{id}."""

    machine: MachineSummary
    origin: Origin = Field(description="file: only the configuration file can change it")
    left_at: Stamp | None = Field(description="when it was taken off the board; null while it is there")
    profile: Profile
    sources: list[SourceStatus]
    totals: Totals


class LatestValue(Answer):
    """The last observation of a signal."""

    at: Stamp
    value: SignalValue
    quality: str


class Signal(Answer):
    """A signal as its source declares it, with its last value (null = never observed)."""

    id: int
    key: str
    name: str
    category: Category
    type: str
    sub_type: str | None
    units: str | None
    component: str
    representation: Representation
    latest: LatestValue | None


class Signals(Answer):
    """GET /machines/{id}/signals."""

    signals: list[Signal]


class Asset(Answer):
    """The newest record of an asset document."""

    asset_id: str
    type: str
    at: Stamp
    removed: bool
    document: str


class Assets(Answer):
    """GET /machines/{id}/assets."""

    assets: list[Asset]


class MachineBody(BaseModel):
    """A machine to add or to describe anew."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    id: Identifier
    name: str = Field(min_length=1, max_length=200)
    site: str = Field(default="", max_length=64, description="id of the site where it stands; empty = the first")
    area: str = Field(default="", max_length=200)
    line: str = Field(default="", max_length=200)
    kind: MachineKind = MachineKind.OTHER
    manufacturer: str = Field(default="", max_length=200)
    model: str = Field(default="", max_length=200)
    profile: str = Field(
        default="mtconnect-generic", max_length=100, description="device profile that gives its states"
    )


class MachineConfigured(Answer):
    """A machine as it is on the board now."""

    machine: MachineSummary


class ConnectIn(BaseModel):
    """A machine with its source, or (`machine` null) a source for machines that are there."""

    model_config = ConfigDict(extra="forbid")

    machine: MachineBody | None = None
    source: SourceBody


class Connected(Answer):
    """Both run now."""

    machine: str
    source: str
