"""What was found in each file: the counts a person checks a recording by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from dispatcher.connectors.recordings.files import Format
from dispatcher.domain.instant import Instant

MAX_LISTED = 10_000
"""Rejected lines of one file that are listed; all of them are counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A line (SHDR) or observation (XML: its sequence) that could not be read, and why."""

    file: str
    line: int
    reason: str
    text: str


@dataclass(slots=True, kw_only=True)
class DeviceCount:
    """One device in one file. Live rows are those after the carried-over ones of a day file.

    out_of_order: lines older than the line before, among live ones; unknown: rows of items that the
    device's model does not know, by key; levels: conditions reported in live rows, by level.
    """

    device: str
    observations: int = 0
    lines: int = 0
    live_lines: int = 0
    out_of_order: int = 0
    first_at: Instant | None = None
    last_at: Instant | None = None
    first_live: Instant | None = None
    """Of the first live line in the order of the file."""
    last_live: Instant | None = None
    """Of the last live line in the order of the file."""
    signals: set[str] = field(default_factory=set)
    live_signals: set[str] = field(default_factory=set)
    levels: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class FileReport:
    """One file. `lines` counts all lines of a log, 0 for documents. `problem` says why nothing was read."""

    file: str
    format: Format
    lines: int = 0
    replaced: int = 0
    """Lines that were no UTF-8."""
    missing_stamps: int = 0
    relative_stamps: int = 0
    commands: int = 0
    assets: int = 0
    asset_updates: int = 0
    asset_removals: int = 0
    asset_clearings: int = 0
    duplicates: int = 0
    """Observations of an MTConnect document that an earlier document of its chain already had."""
    problem: str = ""
    rejected: list[Rejection] = field(default_factory=list)
    rejected_count: int = 0
    devices: dict[str, DeviceCount] = field(default_factory=dict)

    def device(self, name: str) -> DeviceCount:
        """The counts of a device."""
        if name not in self.devices:
            self.devices[name] = DeviceCount(device=name)
        return self.devices[name]

    def reject(self, line: int, reason: str, text: str) -> None:
        """Count and list a line."""
        self.rejected_count += 1
        if len(self.rejected) < MAX_LISTED:
            self.rejected.append(Rejection(file=self.file, line=line, reason=reason, text=text))
