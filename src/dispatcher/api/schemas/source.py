"""Sources: health of each link, and the source's own journal."""

from __future__ import annotations

from pydantic import Field

from dispatcher.api.schemas.common import Answer, CodedText, Params, Stamp
from dispatcher.app.plant import LinkState


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


class Sources(Answer):
    """GET /sources."""

    sources: list[SourceStatus]


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
