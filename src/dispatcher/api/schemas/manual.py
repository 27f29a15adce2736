"""The manual workplace: what people enter of a machine without signals, and what a panel for it shows."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from dispatcher.api.schemas.common import Answer, CodedText, Stamp
from dispatcher.api.schemas.correction import Asked
from dispatcher.app.plant import LinkState
from dispatcher.domain.state import BaseState, Shape

_KEY = "new for each intended act, 8 to 100 of A-Z a-z 0-9 . _ : -; the same key again changes nothing"
_COMMENT = "at most 1000 characters"
Doings = Literal["running", "idle", "setup", "maintenance", "breakdown", "off"]


class EnterManual(Asked):
    """What a person says. At least one of state, program, parts, scrap; null: nothing about that."""

    key: str = Field(description=_KEY)
    state: Doings | None = Field(default=None, description="what the machine does from `at` on")
    program: str | None = Field(default=None, description="which program it runs from `at` on; empty: none")
    parts: int | None = Field(default=None, description="so many more parts were made, 1 to 10000; entries add up")
    scrap: int | None = Field(
        default=None, description="so many of its parts were scrap, 1 to 10000; entered as a correction of its time"
    )
    at: str | None = Field(
        default=None, description="RFC 3339 with offset, between `earliest` of GET and now; null: now"
    )
    comment: str = Field(default="", description=_COMMENT)


class UndoManual(Asked):
    """Take the last entry back."""

    key: str = Field(description=_KEY)
    entry: str = Field(description="key of the entry: `undo` of GET")
    comment: str = Field(default="", description=_COMMENT)


class ManualEntry(Answer):
    """One act. null: it says nothing about that. `at`: from when it holds; `said`: when it was entered."""

    key: str
    author: str
    comment: str
    said: Stamp
    at: Stamp
    state: str | None
    program: str | None
    parts: int | None
    scrap: int | None
    undone: bool


class ManualChoice(Answer):
    """A state that can be entered: its code, its word in the reader's language, and how it looks."""

    code: str
    text: str
    base: BaseState
    color: str
    shape: Shape


class ManualStanding(Answer):
    """The last word about the state. `holds`: it is not too old, and the machine has contact; else there is no data."""

    code: str
    text: str
    since: Stamp
    said: Stamp
    author: str
    holds: bool


class Manual(Answer):
    """GET /machines/{machine}/manual: everything a panel needs. `program`: empty where none was named."""

    machine: str
    source: str
    link: LinkState
    now: Stamp
    earliest: Stamp = Field(description="from when on something may be entered and taken back")
    state: ManualStanding | None
    program: str
    choices: list[ManualChoice]
    entries: list[ManualEntry] = Field(description="the last 20, newest first, with those that were taken back")
    undo: str | None = Field(description="key of the entry that may be taken back now; null: none")


class ManualSaid(Answer):
    """What came of an act: the entry, the workplace after it, and what is odd about it."""

    entry: ManualEntry
    manual: Manual
    warnings: list[CodedText]
