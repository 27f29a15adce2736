"""What the readers of the single formats share: the pieces they give and the memory they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from dispatcher.connectors.recordings.coverage import MAX_SILENCE
from dispatcher.connectors.recordings.report import FileReport
from dispatcher.connectors.sdk.mtconnect_xml import Catalogue
from dispatcher.connectors.sdk.shdr_lines import Books
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.ports.connector import Asset, Batch, Declared, Loss, Note, Rows

SESSION = "recording"
"""Session of recordings that number nothing: all of them together are one numbering (see numbering.py)."""

MAX_NOTES = 100
"""Rejections of one file that become notes in the journal; the report lists more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One batch of one device from one file. A batch never mixes devices.

    device: "" where the piece only carries notes about the file.
    """

    file: str
    device: str
    batch: Batch


@dataclass(slots=True, kw_only=True)
class Shared:
    """What all files of one run have in common."""

    books: Books = field(default_factory=lambda: Books(Catalogue()))
    zone: tzinfo = UTC
    max_silence: Micros = MAX_SILENCE
    known_assets: dict[str, dict[str, str]] = field(default_factory=dict)
    """device -> asset id -> type, to know what a removal of all removes"""

    def asset(self, asset: Asset) -> Asset:
        """Remember an asset."""
        known = self.known_assets.setdefault(asset.device, {})
        if asset.removed:
            known.pop(asset.asset_id, None)
        else:
            known[asset.asset_id] = asset.type
        return asset

    def assets_of(self, device: str, kind: str) -> Mapping[str, str]:
        """Known assets of a device, of one type or ("") of all."""
        known = self.known_assets.get(device, {})
        return {asset: its for asset, its in known.items() if not kind or its == kind}


class Announcer:
    """Which declarations a file's batches still have to carry: the first batch of a device carries all of
    its signals, later ones what is new. Every file begins anew, because `native` may differ between files.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._announced: dict[int, Declared] = {}
        self._devices: set[str] = set()

    def due(self, device: str, handles: Iterable[int]) -> tuple[Declared, ...]:
        """What the next batch of this device has to declare."""
        declared = self._catalogue.declared
        wanted: Iterable[Declared] = (declared[handle] for handle in sorted(handles))
        if device not in self._devices:
            self._devices.add(device)
            wanted = (each for each in declared if each.device == device)
        new = [each for each in wanted if self._announced.get(each.handle) != each]
        self._announced.update((each.handle, each) for each in new)
        return tuple(new)


def recorded(  # noqa: PLR0913 - the fields of a batch, by name
    received_at: Instant,
    rows: Rows | None = None,
    *,
    session: str = SESSION,
    declared: tuple[Declared, ...] = (),
    notes: Sequence[Note] = (),
    assets: Sequence[Asset] = (),
    losses: Sequence[Loss] = (),
    covered: Sequence[tuple[str, Interval]] = (),
    native: bool = False,
) -> Batch:
    """A batch of a recording."""
    return Batch(
        received_at=received_at,
        session=session,
        rows=Rows() if rows is None else rows,
        declared=declared,
        notes=tuple(notes),
        assets=tuple(assets),
        losses=tuple(losses),
        covered=tuple(covered),
        native=native,
        recorded=True,
    )


def taken(rows: Rows, order: Sequence[int]) -> Rows:
    """These rows in this order."""
    rich, at = rows.rich, rows.at
    return Rows(
        signal=[rows.signal[row] for row in order],
        source_at=[rows.source_at[row] for row in order],
        sequence=[rows.sequence[row] for row in order],
        num=[rows.num[row] for row in order],
        text=[rows.text[row] for row in order],
        rich={place: rich[row] for place, row in enumerate(order) if row in rich} if rich else {},
        at={place: at[row] for place, row in enumerate(order) if row in at} if at else {},
    )


def by_device(rows: Rows, catalogue: Catalogue) -> Iterator[tuple[str, Rows]]:
    """The rows of each device, in the order in which the devices appear."""
    declared = catalogue.declared
    devices = {handle: declared[handle].device for handle in dict.fromkeys(rows.signal)}
    names = list(dict.fromkeys(devices.values()))
    if len(names) == 1:
        yield names[0], rows
        return
    for name in names:
        yield name, taken(rows, [row for row, handle in enumerate(rows.signal) if devices[handle] == name])


def rejection_notes(report: FileReport, since: int = 0) -> list[Note]:
    """Notes for the journal about rejected lines from the `since`-th on."""
    return [
        Note(
            code="recording_rejected",
            params={"file": each.file, "line": each.line, "reason": each.reason, "text": each.text},
        )
        for each in report.rejected[since:MAX_NOTES]
    ]


def more_rejections(report: FileReport) -> list[Note]:
    """The note about those that are not listed one by one."""
    if report.rejected_count <= MAX_NOTES:
        return []
    return [Note(code="recording_rejected_more", params={"file": report.file, "count": report.rejected_count})]
