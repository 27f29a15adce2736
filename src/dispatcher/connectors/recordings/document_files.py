"""MTConnect documents: streams in the order of their sequences, chains checked by their headers."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from dispatcher.connectors.recordings.coverage import UNPROVEN_SILENCE, CoverageTracker
from dispatcher.connectors.recordings.files import RecordedFile, read_document
from dispatcher.connectors.recordings.pieces import (
    Announcer,
    Piece,
    Shared,
    by_device,
    more_rejections,
    recorded,
    rejection_notes,
    taken,
)
from dispatcher.connectors.recordings.report import FileReport
from dispatcher.connectors.sdk.clocks import TwoClocks
from dispatcher.connectors.sdk.mtconnect_xml import (
    ErrorsDocument,
    StreamsDocument,
    StreamsReader,
    read_assets,
    read_devices,
    read_errors,
)
from dispatcher.connectors.sdk.shdr_lines import read_sources
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Category, Condition
from dispatcher.ports.connector import Asset, Garbled, Loss, Note, Rows


@dataclass(slots=True)
class _Chain:
    """Documents of one agent: the numbering they are in and how far it was followed.

    emitted: coverage already given out, device -> start -> end.
    """

    instance: str
    next: int | None = None
    clocks: TwoClocks = field(default_factory=TwoClocks)
    trackers: dict[str, CoverageTracker] = field(default_factory=dict)
    emitted: dict[str, dict[int, int]] = field(default_factory=dict)


class Documents:
    """Reads documents in the order given; remembers the chains they belong to."""

    def __init__(self, shared: Shared, now: Instant) -> None:
        self._shared = shared
        self._now = now
        self._chains: dict[str, _Chain] = {}
        self._agents: set[str] = set()
        self._reader = StreamsReader(shared.books.catalogue)

    def devices(self, file: RecordedFile) -> tuple[FileReport, list[Note]]:
        """Learn a device model."""
        report = FileReport(file=file.shown, format=file.format)
        try:
            self.learn(read_document(file.path))
        except Garbled as error:
            return report, _problem(report, error)
        return report, []

    def learn(self, data: bytes) -> None:
        """Learn a device model from its bytes. Raises Garbled."""
        document = read_devices(data)
        if isinstance(document, ErrorsDocument):
            raise Garbled("recording_error_document", text=_words(document))
        self._agents.update(model.device.name for model in document.devices if model.is_agent)
        self._shared.books.learn(document.devices, read_sources(data))

    def streams(self, file: RecordedFile, report: FileReport) -> Iterator[Piece]:
        """The pieces of a streams document; a document that cannot be read gives one with a note."""
        try:
            document = self._reader.read(read_document(file.path))
        except Garbled as error:
            yield self._noting(report, _problem(report, error))
            return
        if isinstance(document, ErrorsDocument):
            report.problem = _words(document)
            note = Note(code="recording_error_document", params={"file": report.file, "text": report.problem})
            yield self._noting(report, [note])
            return
        yield from self._streams(document, report)

    def assets(self, file: RecordedFile, report: FileReport) -> Iterator[Piece]:
        """The assets of an assets document."""
        try:
            document = read_assets(read_document(file.path))
        except Garbled as error:
            yield self._noting(report, _problem(report, error))
            return
        if isinstance(document, ErrorsDocument):
            report.problem = _words(document)
            return
        books = self._shared.books
        grouped: dict[str, list[Asset]] = {}
        for each in document.assets:
            device = books.named(each.device) or each.device or (books.devices[0] if len(books.devices) == 1 else "")
            at = each.at if each.at is not None else document.header.created_at or file.changed
            asset = Asset(
                device=device,
                asset_id=each.asset_id,
                type=each.type,
                at=at,
                removed=each.removed,
                document=each.document,
            )
            grouped.setdefault(device, []).append(self._shared.asset(asset))
            report.assets += 1
        for device, assets in grouped.items():
            yield Piece(file=report.file, device=device, batch=recorded(self._now, assets=assets))

    def errors(self, file: RecordedFile, report: FileReport) -> Iterator[Piece]:
        """An error document says nothing about a machine; it is noted."""
        try:
            report.problem = _words(read_errors(read_document(file.path)))
        except Garbled as error:
            yield self._noting(report, _problem(report, error))
            return
        note = Note(code="recording_error_document", params={"file": report.file, "text": report.problem})
        yield self._noting(report, [note])

    def _noting(self, report: FileReport, notes: list[Note]) -> Piece:
        return Piece(file=report.file, device="", batch=recorded(self._now, notes=notes))

    # ---------------------------------------------------------------- streams

    def _streams(self, document: StreamsDocument, report: FileReport) -> Iterator[Piece]:
        for rejected in document.rejected:
            report.reject(int(rejected.sequence) if rejected.sequence.isdecimal() else 0, rejected.code, rejected.item)
        notes = rejection_notes(report) + more_rejections(report)
        if document.repaired:
            notes.append(Note(code="recording_repaired", params={"file": report.file}))
        rows = taken(document.rows, np.argsort(np.array(document.rows.sequence, np.int64), kind="stable").tolist())
        snapshot = self._is_snapshot(rows)
        chain, fresh, losses = self._follow(document, rows, report, notes, snapshot=snapshot)
        if not snapshot:
            rows.at = chain.clocks.effective(rows)
        announcer = Announcer(self._shared.books.catalogue)
        pieces: list[tuple[str, Rows, list[tuple[str, Interval]]]] = []
        for device, own in by_device(rows, self._shared.books.catalogue) if len(rows) else ():
            if self._is_agent(device):
                continue
            self._count(report, device, own)
            moment = [(device, self._moment(document, own))] if snapshot else []
            pieces.append((device, own, moment or self._grown(chain, device, own, fresh)))
        if not pieces:
            yield self._noting(report, notes)
            return
        for device, own, covered in pieces:
            batch = recorded(
                self._now,
                own,
                session=chain.instance,
                declared=announcer.due(device, set(own.signal)),
                notes=notes,
                covered=covered,
                losses=[loss for loss in losses if loss.device == device],
            )
            notes = []
            yield Piece(file=report.file, device=device, batch=batch)

    def _follow(
        self, document: StreamsDocument, rows: Rows, report: FileReport, notes: list[Note], *, snapshot: bool
    ) -> tuple[_Chain, int, list[Loss]]:
        """The chain a document continues, from which sequence on it is new, and what is missing before it."""
        header = document.header
        chain = self._chains.get(header.sender)
        losses: list[Loss] = []
        if chain is None or chain.instance != header.instance:
            if chain is not None:
                params = {"file": report.file, "before": chain.instance, "after": header.instance}
                notes.append(Note(code="agent_restarted", params=params))
            chain = self._chains[header.sender] = _Chain(header.instance)
        if snapshot or not len(rows):
            return chain, 0, losses
        first, last = rows.sequence[0], rows.sequence[-1]
        fresh = first if chain.next is None else chain.next
        if first > fresh and _is_whole(rows):
            losses = self._losses(chain, rows, report)
            for tracker in chain.trackers.values():
                tracker.broken()
        report.duplicates = sum(sequence < fresh for sequence in rows.sequence)
        chain.next = max(fresh, last + 1, header.next or 0)
        return chain, fresh, losses

    def _losses(self, chain: _Chain, rows: Rows, report: FileReport) -> list[Loss]:
        """A document of the chain is missing: from the last known observation to the first of this one."""
        found: list[Loss] = []
        for device, own in by_device(rows, self._shared.books.catalogue):
            tracker = chain.trackers.get(device)
            if tracker is None:
                continue
            end = own.source_at[0]
            ends = [interval.end for interval in tracker.intervals() if interval.end < end]
            params: dict[str, str | int] = {"file": report.file, "first": chain.next or 0, "last": rows.sequence[0] - 1}
            # Where nothing known lies before it, at least the place of the loss is named.
            interval = Interval(Instant(max(ends, default=end - 1)), Instant(end))
            found.append(Loss(device=device, interval=interval, code="recording_hole", params=params))
        return found

    def _grown(self, chain: _Chain, device: str, rows: Rows, fresh: int) -> list[tuple[str, Interval]]:
        """The coverage this document adds to that of the chain; what earlier ones had counts once."""
        tracker = chain.trackers.setdefault(device, CoverageTracker(self._shared.max_silence))
        if not _is_whole(rows):
            tracker.doubt(UNPROVEN_SILENCE)
        skip = bisect_left(rows.sequence, fresh)
        tracker.add(np.array(rows.source_at[skip:], np.int64))
        emitted = chain.emitted.setdefault(device, {})
        grown = [
            interval for interval in tracker.intervals() if emitted.get(interval.start, interval.start) < interval.end
        ]
        emitted.update((interval.start, interval.end) for interval in grown)
        return [(device, interval) for interval in grown]

    def _is_agent(self, device: str) -> bool:
        """Whether this is the agent's description of itself (2.0 and later): it is no machine."""
        if device in self._agents:
            return True
        declared = self._shared.books.catalogue.declared
        return any(each.device == device and each.spec.component_type == "Agent" for each in declared)

    def _is_snapshot(self, rows: Rows) -> bool:
        """Whether this is a `current`: every item once, from all over the sequences."""
        if _is_whole(rows):
            return False
        declared = self._shared.books.catalogue.declared
        often = Counter(handle for handle in rows.signal if declared[handle].spec.category is not Category.CONDITION)
        return not often or max(often.values()) == 1

    def _moment(self, document: StreamsDocument, rows: Rows) -> Interval:
        """What a snapshot speaks for: the instant at which it was made."""
        made = max(document.header.created_at or 0, *rows.source_at)
        return Interval(Instant(made), Instant(made + 1))

    def _count(self, report: FileReport, device: str, rows: Rows) -> None:
        count = report.device(device)
        declared = self._shared.books.catalogue.declared
        count.observations += len(rows)
        count.out_of_order += int(np.count_nonzero(np.diff(np.array(rows.source_at, np.int64)) < 0))
        first, last = Instant(min(rows.source_at)), Instant(max(rows.source_at))
        count.first_at = first if count.first_at is None else min(first, count.first_at)
        count.last_at = last if count.last_at is None else max(last, count.last_at)
        count.signals.update(declared[handle].spec.key for handle in dict.fromkeys(rows.signal))
        count.levels.update(value.level.value for value in rows.rich.values() if isinstance(value, Condition))


def _is_whole(rows: Rows) -> bool:
    """Whether the sequences have no hole: nothing was filtered out."""
    return len(rows) > 0 and rows.sequence[-1] - rows.sequence[0] + 1 == len(set(rows.sequence))


def _words(document: ErrorsDocument) -> str:
    return "; ".join(f"{error.code}: {error.text}" for error in document.errors)[:300]


def _problem(report: FileReport, error: Garbled) -> list[Note]:
    report.problem = str(error)
    params: dict[str, str | int] = {"file": report.file, "problem": str(error)[:300]}
    return [Note(code="recording_garbled", params=params)]
