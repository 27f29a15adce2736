"""Sources: health of each link, and the source's own journal."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from dispatcher.api.schemas.common import Answer, CodedText, Params, Stamp
from dispatcher.api.schemas.connectors import SettingField
from dispatcher.app.plant import LinkState
from dispatcher.app.sources.entries import IDENTIFIER, Origin


class SourceStatus(Answer):
    """The present of one source."""

    id: str
    connector: str
    address: str
    link: LinkState
    since: Stamp
    last_data_at: Stamp | None
    last_contact_at: Stamp | None
    retry_at: Stamp | None
    error: CodedText | None
    rate_per_s: float = Field(description="observations per second, the last minute")
    lag_us: int | None = Field(description="received minus source time of the newest observation, microseconds")
    clock_skew_us: int | None = Field(description="source's clock minus ours, microseconds")
    quarantined: int = Field(description="implausible observations kept out of everything derived")


class Source(SourceStatus):
    """A source with what is configured of it and what it lacks. Counts are since the start of the server."""

    connector_title: str
    machines: list[str]
    devices: dict[str, str] = Field(description='device at the source -> machine; "" = its only device')
    paused: bool
    paused_by: str = Field(description="who paused it; empty where nobody said a name, or nobody did")
    paused_reason: str
    paused_at: Stamp | None
    origin: Origin = Field(description="file: only the configuration file can change it")
    observations: int
    duplicates: int = Field(description="observations that came again")
    out_of_order: int = Field(description="observations older than one already taken of the same signal")
    gaps_24h: int
    gap_time_24h_us: int
    abilities: list[str]
    advice: str = Field(description="what to do, in words; empty where all is well")


class Sources(Answer):
    """GET /sources."""

    sources: list[Source]


class OneSource(Answer):
    """A source after something was done to it."""

    source: Source


class SourceWhole(Answer):
    """GET /sources/{id}: what people set, secrets only as being there, and the form it is set in."""

    source: Source
    settings: dict[str, JsonValue] = Field(description='a secret is {"secret": true, "set": …}')
    fields: list[SettingField]


class Gap(Answer):
    """Time of which a source told nothing of a machine; `end` null while it lasts."""

    machine: str
    start: Stamp
    end: Stamp | None
    code: str
    params: Params
    text: str


class Gaps(Answer):
    """GET /sources/{id}/gaps, newest first."""

    gaps: list[Gap]


Identifier = Annotated[str, Field(pattern=IDENTIFIER, description="letters, digits, dot, dash, underscore; 64 at most")]


class SourceBody(BaseModel):
    """A source to add or change: `machine` where it has one device, `devices` (device at the source -> machine) where
    it has several. In a change a secret that is left out stays as it is; null takes it away.
    """

    model_config = ConfigDict(extra="forbid")

    id: Identifier
    connector: str = Field(max_length=100)
    machine: Identifier | None = None
    devices: Annotated[dict[str, Identifier], Field(max_length=1000)] = Field(default_factory=dict)
    settings: dict[str, JsonValue] = Field(default_factory=dict)


class PauseIn(BaseModel):
    """Why it is paused; stands in the source's journal."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=500)


class NothingIn(BaseModel):
    """An empty body."""

    model_config = ConfigDict(extra="forbid")


class Note(Answer):
    """One line of a source's own journal."""

    at: Stamp
    source: str
    code: str
    params: Params
    text: str


class Notes(Answer):
    """GET /machines/{id}/notes, newest first."""

    notes: list[Note]
