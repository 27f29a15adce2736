"""One SHDR log: rows with derived sequences, what it speaks for, its assets, what was wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dispatcher.connectors.recordings.coverage import Column, CoverageTracker
from dispatcher.connectors.recordings.files import DAMAGED, RecordedFile, read_chunks
from dispatcher.connectors.recordings.numbering import Numbering
from dispatcher.connectors.recordings.pieces import (
    Announcer,
    Piece,
    Shared,
    by_device,
    more_rejections,
    recorded,
    rejection_notes,
)
from dispatcher.connectors.recordings.report import DeviceCount, FileReport
from dispatcher.connectors.sdk.clocks import TwoClocks
from dispatcher.connectors.sdk.shdr_lines import AssetAction, AssetReport, Block, Framer, LineReader, StampReader
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Condition
from dispatcher.ports.connector import Asset, Note, Rows

HOLD = 300_000
"""Rows held back so that what a file speaks for goes ahead of its rows: nothing derived has to be derived
twice. Of a larger file the coverage comes last, with the same result."""

_KEYS_LOOKED_AT = 2_000


@dataclass(slots=True)
class _Held:
    """A batch that waits for the coverage."""

    device: str
    rows: Rows
    notes: list[Note]
    assets: list[Asset]


class ShdrFile:
    """Reads one log. `report` is filled while it is read."""

    def __init__(self, file: RecordedFile, shared: Shared, now: Instant) -> None:
        self.report = FileReport(file=file.shown, format=file.format)
        self._file = file
        self._shared = shared
        self._now = now
        self._device = device_of(file, shared)
        self._stamps = StampReader(shared.zone, file.changed, delays=file.delays)
        self._live_from = file.name.day_start(shared.zone)
        self._numbering = Numbering()
        self._clocks = TwoClocks()
        self._trackers: dict[str, CoverageTracker] = {}
        self._last: dict[str, int] = {}
        self._announcer = Announcer(shared.books.catalogue)
        self._noted = 0

    def pieces(self) -> Iterator[Piece]:
        """Everything the file holds; never raises for what is in it."""
        held: list[_Held] = []
        rows = 0
        streaming = False
        for block in self._blocks():
            for each in self._take(block):
                if streaming:
                    yield self._piece(each)
                    continue
                held.append(each)
                rows += len(each.rows)
            if rows > HOLD and not streaming:
                streaming = True
                yield from map(self._piece, held)
                held.clear()
        self.report.missing_stamps = self._stamps.missing
        self.report.relative_stamps = self._stamps.relative
        covered = self._covered()
        for each in held:
            own = [span for span in covered if span[0] == each.device]
            covered = [span for span in covered if span[0] != each.device]
            yield self._piece(each, own)
        notes = self._closing_notes()
        for device in dict.fromkeys(device for device, _ in covered):
            own = [span for span in covered if span[0] == device]
            yield Piece(file=self.report.file, device=device, batch=recorded(self._now, covered=own, native=True))
        if notes:
            yield Piece(file=self.report.file, device=self._device, batch=recorded(self._now, notes=notes))

    # ----------------------------------------------------------------- blocks

    def _blocks(self) -> Iterator[Block]:
        framer = Framer()
        reader = LineReader(self._shared.books, self._device, self._stamps)
        try:
            with self._file.path.open("rb") as file:
                for chunk in read_chunks(file):
                    lines = framer.feed(chunk)
                    self.report.replaced += lines.replaced
                    yield reader.read(lines)
        except DAMAGED as error:
            # What could be unpacked counts; the rest is gone.
            self.report.problem = str(error) or type(error).__name__
        lines = framer.close()
        self.report.replaced += lines.replaced
        yield reader.read(lines)
        yield reader.close()

    def _take(self, block: Block) -> Iterator[_Held]:
        report = self.report
        report.lines += block.lines
        report.commands += len(block.commands)
        for rejected in block.rejected:
            report.reject(rejected.line, rejected.code, rejected.text)
        notes = rejection_notes(report, self._noted)
        self._noted = min(len(report.rejected), self._noted + len(notes))
        assets: dict[str, list[Asset]] = {}
        for told in block.assets:
            for asset in self._assets(told, notes):
                assets.setdefault(asset.device, []).append(asset)
        rows = Rows(
            signal=block.signal,
            source_at=block.source_at,
            sequence=self._numbering.sequences(block.signal, block.source_at),
            num=block.num,
            text=block.text,
            rich=block.rich,
        )
        rows.at = self._clocks.effective(rows)
        self._count(block)
        for device, own in by_device(rows, self._shared.books.catalogue) if len(rows) else ():
            yield _Held(device, own, notes, assets.pop(device, []))
            notes = []
        for device, left in assets.items():
            yield _Held(device, Rows(), notes, left)
            notes = []
        if notes:
            yield _Held(self._device, Rows(), notes, [])

    def _piece(self, held: _Held, covered: list[tuple[str, Interval]] | None = None) -> Piece:
        declared = self._announcer.due(held.device, set(held.rows.signal))
        batch = recorded(
            self._now,
            held.rows,
            declared=declared,
            notes=held.notes,
            assets=held.assets,
            covered=covered or (),
            native=True,
        )
        return Piece(file=self.report.file, device=held.device, batch=batch)

    # ----------------------------------------------------------------- assets

    def _assets(self, told: AssetReport, notes: list[Note]) -> Iterator[Asset]:
        shared, report = self._shared, self.report
        match told.action:
            case AssetAction.PUT:
                report.assets += 1
                yield shared.asset(_asset(told, told.asset_id, told.type, removed=False))
            case AssetAction.REMOVE:
                report.asset_removals += 1
                kind = shared.assets_of(told.device, "").get(told.asset_id, "")
                yield shared.asset(_asset(told, told.asset_id, kind, removed=True))
            case AssetAction.REMOVE_ALL:
                report.asset_clearings += 1
                for asset_id, kind in shared.assets_of(told.device, told.type).items():
                    yield shared.asset(_asset(told, asset_id, kind, removed=True))
            case AssetAction.UPDATE:
                # A part of a document: it is kept as a note, the asset's document stays as it was.
                report.asset_updates += 1
                notes.append(
                    Note(
                        code="recording_asset_update",
                        params={"file": report.file, "line": told.line, "asset": told.asset_id, "text": told.document},
                    )
                )

    # --------------------------------------------------------------- counting

    def _count(self, block: Block) -> None:
        """Counts and coverage, by device and by line."""
        if not block.signal:
            for _ in block.commands:
                self._greet()
            return
        declared = self._shared.books.catalogue.declared
        signals = np.array(block.signal, np.int32)
        instants = np.array(block.source_at, np.int64)
        lines = np.array(block.line, np.int64)
        commands = [line for line, _ in block.commands]
        for device in dict.fromkeys(declared[handle].device for handle in dict.fromkeys(block.signal)):
            count = self.report.device(device)
            own = [handle for handle in np.unique(signals).tolist() if declared[handle].device == device]
            mask = np.isin(signals, own)
            self._count_rows(count, signals[mask], instants[mask])
            first_of_line = np.flatnonzero(np.diff(lines[mask], prepend=-1))
            self._count_lines(count, instants[mask][first_of_line], lines[mask][first_of_line], commands)
        for row, value in block.rich.items():
            if isinstance(value, Condition) and self._is_live(block.source_at[row]):
                device = declared[block.signal[row]].device
                self.report.device(device).levels[value.level.value] += 1

    def _count_rows(self, count: DeviceCount, signals: npt.NDArray[np.int32], instants: Column) -> None:
        books = self._shared.books
        live = instants >= self._live_from if self._live_from is not None else np.ones(len(instants), bool)
        count.observations += len(instants)
        for handle in np.unique(signals).tolist():
            count.signals.add(books.spec(handle).key)
            if books.is_guessed(handle):
                count.unknown[books.spec(handle).key] += int(np.count_nonzero(signals == handle))
        count.live_signals.update(books.spec(handle).key for handle in np.unique(signals[live]).tolist())
        first, last = Instant(int(instants.min())), Instant(int(instants.max()))
        count.first_at = first if count.first_at is None else min(first, count.first_at)
        count.last_at = last if count.last_at is None else max(last, count.last_at)

    def _is_live(self, instant: int) -> bool:
        return self._live_from is None or instant >= self._live_from

    def _count_lines(self, count: DeviceCount, instants: Column, lines: Column, commands: list[int]) -> None:
        count.lines += len(instants)
        if self._live_from is not None:
            live = instants >= self._live_from
            instants, lines = instants[live], lines[live]
        count.live_lines += len(instants)
        tracker = self._tracker(count.device)
        at = 0
        for command in commands:
            until = int(np.searchsorted(lines, command))
            tracker.add(instants[at:until])
            tracker.greeting()
            at = until
        tracker.add(instants[at:])
        if not len(instants):
            return
        before = self._last.get(count.device, int(instants[0]))
        count.out_of_order += int(np.count_nonzero(np.diff(instants, prepend=before) < 0))
        self._last[count.device] = int(instants[-1])
        count.first_live = Instant(int(instants[0])) if count.first_live is None else count.first_live
        count.last_live = Instant(int(instants[-1]))

    def _greet(self) -> None:
        for tracker in self._trackers.values():
            tracker.greeting()

    def _tracker(self, device: str) -> CoverageTracker:
        if device not in self._trackers:
            self._trackers[device] = CoverageTracker(self._shared.max_silence)
        return self._trackers[device]

    def _covered(self) -> list[tuple[str, Interval]]:
        return [(device, interval) for device, tracker in self._trackers.items() for interval in tracker.intervals()]

    def _closing_notes(self) -> list[Note]:
        report = self.report
        notes = more_rejections(report)
        if report.problem:
            notes.append(Note(code="recording_damaged", params={"file": report.file, "problem": report.problem}))
        counted = {
            "recording_no_utf8": report.replaced,
            "recording_no_stamp": report.missing_stamps,
            "recording_relative": report.relative_stamps,
        }
        notes += [
            Note(code=code, params={"file": report.file, "count": count}) for code, count in counted.items() if count
        ]
        return notes


def _asset(told: AssetReport, asset_id: str, kind: str, *, removed: bool) -> Asset:
    return Asset(device=told.device, asset_id=asset_id, type=kind, at=told.at, removed=removed, document=told.document)


def device_of(file: RecordedFile, shared: Shared) -> str:
    """Whose items the keys without a device are.

    The device the file's name names (a day file always names one), else the one of the model that knows
    most of the first keys, else what the name suggests.
    """
    books = shared.books
    named = file.name.device(books.named)
    if named is not None or file.name.day is not None:
        return named or file.name.prefix
    keys = {key.strip() for line in file.head[:_KEYS_LOOKED_AT] for key in line.split("|")[1::2] if key.strip()}
    scores = {device: sum(books.book(device).find(key) is not None for key in keys) for device in books.devices}
    best = max(scores, key=scores.__getitem__, default=None)
    if best is not None and scores[best] > 0:
        return best
    return file.name.guess()
