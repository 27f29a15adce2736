"""Backups the server takes."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from dispatcher.api.schemas.common import Answer, CodedText, Stamp


class BackupIn(BaseModel):
    """POST /backups: into the folder of the configuration."""

    model_config = ConfigDict(extra="forbid")

    with_key: bool = False


class BackupItem(Answer):
    """A whole backup; `at` is the moment it holds."""

    name: str
    at: Stamp
    version: str
    files: int
    bytes: int
    scheduled: bool
    with_key: bool


class BackupOutcome(Answer):
    """How the last one since the start of the server ended: a name, or a problem."""

    at: Stamp
    name: str | None
    problem: CodedText | None


class BackupList(Answer):
    """directory: null where none is configured. since: when the one under way began."""

    directory: str | None
    data: str
    since: Stamp | None
    last: BackupOutcome | None
    backups: list[BackupItem]
