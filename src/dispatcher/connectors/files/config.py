"""Settings of a growing file or a watched folder, and what its columns mean."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, field_validator, model_validator

from dispatcher.connectors.sdk.line_patterns import MAX_PATTERN, groups_of
from dispatcher.connectors.sdk.mapping import Entry, told_apart
from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.connectors.sdk.time_forms import checked_form
from dispatcher.connectors.sdk.zones import checked_zone, zone_of

MAX_SIGNALS = 2_000
NAME = "@file"
"""The column that every line has: the name of its file."""
_GLOB = frozenset("*?[")


class Format(StrEnum):
    """What a line is."""

    CSV = "csv"
    TSV = "tsv"
    JSONL = "jsonl"
    SHDR = "shdr"


class Encoding(StrEnum):
    """How letters are written."""

    UTF_8 = "utf-8"
    ASCII = "ascii"
    CP1251 = "cp1251"
    CP866 = "cp866"
    KOI8_R = "koi8-r"
    LATIN_1 = "latin-1"


class Count(StrEnum):
    """What counts a part."""

    NONE = ""
    LINES = "lines"
    FILES = "files"


class Finished(StrEnum):
    """What becomes of a file that was read."""

    LEAVE = "leave"
    MOVE = "move"


class FilesEntry(Entry):
    """A signal in the lines: the value of a column, in lines whose other columns hold what `only` says; or each such
    line, or each file, counts one part.
    """

    column: str = Field("", max_length=200)
    only: Mapping[str, str] = Field(default_factory=dict)
    count: Count = Count.NONE

    @model_validator(mode="after")
    def _fitting(self) -> FilesEntry:
        if bool(self.column) == bool(self.count):
            raise ValueError("give either column (a value) or count (parts)")
        if self.count and self.values:
            raise ValueError("count gives a number; it takes no words (values)")
        if self.count is Count.FILES and self.only:
            raise ValueError("a file is counted whole; `only` is for lines")
        return self


class FilesSettings(Settings):
    """One growing file, or a folder with a pattern."""

    path: str = setting(key="files.path", example="/mnt/mill-7/log/*.csv", min_length=1, max_length=1_000)
    format: Format = setting(Format.CSV, key="files.format", example="csv")
    delimiter: str = setting("", key="files.delimiter", example=";", max_length=1)
    header: bool = setting(True, key="files.header", example="true")
    skip_lines: int = setting(0, key="files.skip_lines", example="2", ge=0, le=1_000)
    comment: str = setting("", key="files.comment", example="#", max_length=10)
    encoding: Encoding = setting(Encoding.UTF_8, key="files.encoding", example="cp1251")
    time: tuple[str, ...] = setting((), key="files.time", example='["Date", "Time"]', max_length=4)
    time_form: Annotated[str, AfterValidator(checked_form)] = setting(
        "", key="files.time_form", example="%d.%m.%Y %H:%M:%S", max_length=100
    )
    time_zone: Annotated[str, AfterValidator(checked_zone)] = setting(
        "UTC", key="files.time_zone", example="Europe/Moscow"
    )
    device_column: str = setting("", key="files.device_column", example="Machine", max_length=200)
    devices: Path | None = setting(None, key="files.devices", example="Devices.xml")
    whole: bool = setting(False, key="files.whole", example="true")
    name_pattern: str = setting("", key="files.name_pattern", example="^(?P<part>[A-Z0-9]+)_", max_length=MAX_PATTERN)
    finished: Finished = setting(Finished.LEAVE, key="files.finished", example="move")
    move_to: str = setting("done", key="files.move_to", example="done", min_length=1, max_length=1_000)
    poll_ms: int = setting(1_000, key="files.poll_ms", unit="ms", example="1000", ge=50, le=60_000)
    settle_ms: int = setting(2_000, key="files.settle_ms", unit="ms", example="2000", ge=0, le=60_000)
    silence_ms: int = setting(0, key="files.silence_ms", unit="ms", example="60000", ge=0, le=100_000)
    timeout_ms: int = setting(30_000, key="files.timeout_ms", unit="ms", example="30000", ge=500, le=60_000)
    max_gap_h: int = setting(24, key="files.max_gap_h", unit="h", example="24", ge=1, le=8_760)
    signals: tuple[FilesEntry, ...] = setting(
        (), key="files.signals", example='{ key = "load", type = "LOAD", category = "SAMPLE", column = "Load, %" }'
    )

    @field_validator("path")
    @classmethod
    def _checked_path(cls, path: str) -> str:
        path = path.strip()
        folder = os.path.dirname(path)  # noqa: PTH120 - a path with a pattern is no path yet
        if not path:
            raise ValueError("write a file, or a folder with a pattern")
        if _GLOB & set(folder):
            raise ValueError("a pattern may stand only in the name of the file, not in that of a folder")
        if "\x00" in path:
            raise ValueError("a path holds no NUL")
        return path

    @field_validator("move_to")
    @classmethod
    def _checked_target(cls, folder: str) -> str:
        path = Path(folder.strip())
        if path.is_absolute() or ".." in path.parts or not path.name:
            raise ValueError("write the name of a folder within the watched one")
        return str(path)

    @field_validator("name_pattern")
    @classmethod
    def _checked_pattern(cls, pattern: str) -> str:
        if pattern and not groups_of(pattern):
            raise ValueError("the pattern has no group (?P<name>…): it would say nothing")
        return pattern

    @field_validator("signals")
    @classmethod
    def _bounded(cls, signals: tuple[FilesEntry, ...]) -> tuple[FilesEntry, ...]:
        if len(signals) > MAX_SIGNALS:
            raise ValueError(f"at most {MAX_SIGNALS} signals; make several sources of it")
        return told_apart(signals)

    @model_validator(mode="after")
    def _together(self) -> FilesSettings:
        if self.finished is Finished.MOVE and not self.whole:
            raise ValueError("only files that are written once (whole = true) can be moved away")
        if self.format is Format.SHDR and (self.signals or self.time or self.device_column):
            raise ValueError("SHDR lines say their signals, times and devices themselves")
        if self.format is not Format.SHDR and self.devices is not None:
            raise ValueError("a device model belongs to SHDR lines")
        if not self.whole and any(entry.count is Count.FILES for entry in self.signals):
            raise ValueError("files can be counted only where each is written once (whole = true)")
        if self.whole and self.format is Format.SHDR:
            raise ValueError("SHDR lines stand in growing files")
        return self

    @property
    def zone(self) -> tzinfo:
        """Of times that name none."""
        return zone_of(self.time_zone)

    @property
    def folder(self) -> Path:
        """Where the files lie."""
        path = Path(self.path)
        return path if self.path.endswith(("/", "\\")) else path.parent

    @property
    def name(self) -> str:
        """The name of the file, or the pattern of names."""
        return "*" if self.path.endswith(("/", "\\")) else Path(self.path).name

    @property
    def single(self) -> bool:
        """Whether it is one file."""
        return not _GLOB & set(self.name)

    @property
    def address(self) -> str:
        """One spelling for every way to write one place (trap 13)."""
        return f"file://{os.path.abspath(self.folder)}/{self.name}"  # noqa: PTH100 - links are not followed
