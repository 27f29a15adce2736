"""State rules (device profiles) and their versions."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer, Stamp, Words

OriginName = Literal["packaged", "file", "entered"]
Standing = Literal["in_force", "waiting", "past", "superseded"]
LONGEST = 200_000
"""Characters of a text: far more than any machine needs."""


class ProfileShort(Answer):
    """A profile as it is in force now. effective_from null: from ever. waiting: whether another text is to come.
    connector: whose devices it reads, empty = any that speak the vocabulary; signals: how many entries it brings.
    """

    id: str
    title: Words
    version: int
    effective_from: Stamp | None
    origin: OriginName
    waiting: bool
    machines: list[str]
    connector: str
    signals: int


class Profiles(Answer):
    """All profiles by id."""

    profiles: list[ProfileShort]


class ProfileEdition(Answer):
    """A text of the profile. number 0: the file; version: what the text calls itself. It holds from effective_from
    (null: from ever) to effective_until (null: until further notice), unless it is superseded.
    """

    number: int
    version: int
    origin: OriginName
    standing: Standing
    effective_from: Stamp | None
    effective_until: Stamp | None
    entered_at: Stamp | None
    author: str
    text: str


class ProfileWhole(Answer):
    """A profile with all its texts, the newest entry first. next_version: a number no text has yet."""

    id: str
    title: Words
    text: str
    next_version: int
    machines: list[str]
    versions: list[ProfileEdition]


class ProfileIn(BaseModel):
    """A text to put in force."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST, description="TOML")
    effective_from: str | None = Field(description="RFC 3339 with offset; null: from ever")
