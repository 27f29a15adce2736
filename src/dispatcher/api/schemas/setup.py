"""Setting a machine up: recognise, look around, try, discover."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr

from dispatcher.api.schemas.common import Answer, CodedText, SignalValue, Stamp, Words
from dispatcher.api.schemas.explain import Explanation
from dispatcher.app.plant import LinkState, MachineKind
from dispatcher.domain.signal import Category

Settings = dict[str, JsonValue]
"""Settings of a connector by name."""

MANY = 5000
"""Entries of a mapping."""


class RecogniseIn(BaseModel):
    """Where to look. The password is used for this look only, and never shown again."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(min_length=1, max_length=2000)
    user: str | None = Field(default=None, max_length=200)
    password: SecretStr | None = None


class SuggestedMachine(Answer):
    """Fields of a machine to begin with."""

    id: str
    name: str
    kind: MachineKind


class SignalPreview(Answer):
    """A signal and its present value; `at` null = nothing came of it yet."""

    key: str
    name: str
    category: Category
    type: str
    sub_type: str | None
    units: str | None
    component: str
    value: SignalValue
    at: Stamp | None


class ProfileFit(Answer):
    """A device profile for a device. `missing`: roles its state rules ask for and no signal plays. `state` empty: its
    own signals must be read before anybody knows.
    """

    id: str
    title: Words
    connector: str = Field(description="the connector it is for; empty = any that speaks the vocabulary")
    score: float = Field(description="0 to 1, best first")
    missing: list[str]
    state: str
    rule: str
    reason: str


class DevicePreview(Answer):
    """A device as a first look found it."""

    device: str
    uuid: str
    manufacturer: str
    model: str
    serial: str
    suggested: SuggestedMachine
    signals: list[SignalPreview]
    truncated: bool = Field(description="there are more signals than are shown")
    profiles: list[ProfileFit]


class Candidate(Answer):
    """A connector that understood what is there. `settings` are without secrets; `problem` is worth knowing first."""

    connector: str
    title: str
    score: float = Field(description="0 to 1, best first")
    settings: Settings
    protocol: str
    version: str
    devices: list[DevicePreview]
    problem: CodedText | None


class Tried(Answer):
    """A connector that did not understand, and why."""

    connector: str
    title: str
    problem: CodedText


class Recognised(Answer):
    """POST /setup/recognise. `address` without user and password."""

    address: str
    candidates: list[Candidate]
    tried: list[Tried]


class BrowseIn(BaseModel):
    """Where to look around; the folder "" is the top."""

    model_config = ConfigDict(extra="forbid")

    connector: str = Field(max_length=64)
    settings: Settings
    folder: str = Field(default="", max_length=2000)


class PlaceOut(Answer):
    """A folder (`leaf` false) or a value that can be mapped."""

    address: str
    title: str
    leaf: bool
    type: str
    units: str
    value: str


class Places(Answer):
    """POST /setup/browse."""

    places: list[PlaceOut]
    truncated: bool


class TrialIn(BaseModel):
    """A source as it would be configured, and the profile of its machine."""

    model_config = ConfigDict(extra="forbid")

    connector: str = Field(max_length=64)
    settings: Settings
    device: str = Field(default="", max_length=200)
    profile: str = Field(default="mtconnect-generic", max_length=100)


class TrialChange(BaseModel):
    """What is to be otherwise; null stays as it is. `profile_text` is TOML."""

    model_config = ConfigDict(extra="forbid")

    profile: str | None = Field(default=None, max_length=100)
    profile_text: str | None = Field(default=None, max_length=200_000)
    signals: list[Settings] | None = Field(default=None, max_length=MANY)


class TrialLink(Answer):
    """The link of a trial."""

    state: LinkState
    error: CodedText | None
    since: Stamp


class TrialState(Answer):
    """The present state, and why."""

    code: str
    rule: str
    reason: str
    since: Stamp | None
    tree: Explanation


class TrialSpan(Answer):
    """A span of the state track; `end` null while it lasts."""

    start: Stamp
    end: Stamp | None
    state: str
    rule: str


class Trial(Answer):
    """A live look at a machine that is not there yet. It ends at `expires_at` unless it is asked for again."""

    id: str
    expires_at: Stamp
    connector: str
    device: str
    link: TrialLink
    observations: int
    rate_per_s: float
    profile: str
    profile_text: str
    signals: list[SignalPreview]
    truncated: bool = Field(description="there are more signals than are shown")
    state: TrialState
    spans: list[TrialSpan]
    problems: list[CodedText]


class DiscoverIn(BaseModel):
    """Where to search: a range like 192.168.1.0/28; no connectors = all that can be found by an address."""

    model_config = ConfigDict(extra="forbid")

    range: str = Field(min_length=1, max_length=64)
    connectors: list[str] = Field(default_factory=list, max_length=64)


class SearchStarted(Answer):
    """POST /setup/discover."""

    id: str


class FoundDevice(Answer):
    """Somebody who answered; the address can be recognised."""

    connector: str
    address: str
    device: str


class Search(Answer):
    """GET /setup/discover/{id}. `total`, `done`: addresses."""

    range: str
    total: int
    done: int
    found: list[FoundDevice]
    finished: bool
