"""From lines to batches: numbering, notes, assets. Pure; the clock is handed in."""

from __future__ import annotations

from collections.abc import Iterator

from dispatcher.connectors.sdk.shdr_lines import AssetAction, AssetReport, Block, Books, Framer, LineReader, StampReader
from dispatcher.connectors.shdr.config import ShdrSettings
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import Asset, Batch, Declared, Garbled, Note, Rows, derived_sequence

SESSION = "shdr"
"""One numbering for all connections: an adapter sends its present values again after each, with their old
stamps, and the house drops what it knows."""

MAX_ASSETS = 10_000
"""Assets remembered for `@REMOVE_ALL_ASSETS@`; the oldest are forgotten first."""

MAX_BAD = 1_000
"""Bad lines without a single good one: this is no adapter."""

_NAMED = 20
"""So many bad lines of one delivery are named; the rest is counted."""


class Decoder:
    """Reads what one connection sends."""

    def __init__(self, books: Books, device: str, settings: ShdrSettings, assets: dict[str, dict[str, str]]) -> None:
        """`assets`: device -> asset id -> type, kept by the caller from connection to connection."""
        self._settings = settings
        self._books = books
        self._device = device
        self._framer = Framer()
        self._reader: LineReader | None = None
        self._assets = assets
        self._newest: dict[int, int] = {}
        self._repeats: dict[int, int] = {}
        self._announced: dict[int, Declared] = {}
        self._bad = 0
        self._good = False
        self._replaced = False
        self.pongs: list[str] = []
        """Answers to our questions since they were last looked at."""

    def feed(self, data: bytes, now: Instant) -> Batch:
        """What these bytes complete; without rows it is a sign of life. Raises Garbled for a peer that
        speaks something else.
        """
        if self._reader is None:
            self._reader = LineReader(self._books, self._device, StampReader(self._settings.zone, now))
        lines = self._framer.feed(data)
        block = self._reader.read(lines, now)
        self.pongs.extend(block.pongs)
        self._judge(block)
        notes = _notes(block)
        if lines.replaced and not self._replaced:
            self._replaced = True
            notes.append(Note(code="shdr_no_utf8", params={"line": lines.first}))
        assets = [asset for told in block.assets for asset in self._asset(told, notes)]
        rows = Rows(
            signal=block.signal,
            source_at=block.source_at,
            sequence=self._sequences(block.signal, block.source_at),
            num=block.num,
            text=block.text,
            rich=block.rich,
        )
        return Batch(
            received_at=now,
            session=SESSION,
            rows=rows,
            declared=self._due(),
            notes=tuple(notes),
            assets=tuple(assets),
            native=True,
        )

    def _judge(self, block: Block) -> None:
        """Whether the other side is an adapter at all."""
        if block.signal or block.pongs or block.assets:
            self._good = True
        self._bad += len(block.rejected)
        if not self._good and self._bad >= MAX_BAD:
            raise self.garbled(block.rejected[-1].text)

    def garbled(self, text: str) -> Garbled:
        """The error for a peer that is no adapter."""
        return Garbled("shdr_not_an_adapter", host=self._settings.host, port=self._settings.port, text=text)

    @property
    def spoke(self) -> bool:
        """Whether anything that came was the protocol."""
        return self._good

    @property
    def bad(self) -> int:
        """How many lines could not be read."""
        return self._bad

    def _sequences(self, signals: list[int], instants: list[int]) -> list[int]:
        """As in recordings, but remembering only the newest instant of each signal."""
        given: list[int] = []
        for signal, instant in zip(signals, instants, strict=True):
            if instant == self._newest.get(signal):
                self._repeats[signal] += 1
                given.append(derived_sequence(instant, self._repeats[signal]))
                continue
            if instant > self._newest.get(signal, instant - 1):
                self._newest[signal] = instant
                self._repeats[signal] = 0
            given.append(derived_sequence(instant, 0))
        return given

    def _due(self) -> tuple[Declared, ...]:
        """Declarations that are new or changed in this connection; the first batch carries all."""
        new = [each for each in self._books.catalogue.declared if self._announced.get(each.handle) is not each]
        self._announced.update((each.handle, each) for each in new)
        return tuple(new)

    def _asset(self, told: AssetReport, notes: list[Note]) -> Iterator[Asset]:
        known = self._assets.setdefault(told.device, {})
        match told.action:
            case AssetAction.PUT:
                known.pop(told.asset_id, None)
                known[told.asset_id] = told.type
                if len(known) > MAX_ASSETS:
                    del known[next(iter(known))]
                yield _asset(told, told.asset_id, told.type, removed=False)
            case AssetAction.REMOVE:
                yield _asset(told, told.asset_id, known.pop(told.asset_id, ""), removed=True)
            case AssetAction.REMOVE_ALL:
                for asset_id in [each for each, kind in known.items() if told.type in {"", kind}]:
                    yield _asset(told, asset_id, known.pop(asset_id), removed=True)
            case AssetAction.UPDATE:
                notes.append(
                    Note(code="shdr_asset_update", params={"asset": told.asset_id, "text": told.document[:2000]})
                )


def _asset(told: AssetReport, asset_id: str, kind: str, *, removed: bool) -> Asset:
    return Asset(device=told.device, asset_id=asset_id, type=kind, at=told.at, removed=removed, document=told.document)


def _notes(block: Block) -> list[Note]:
    notes = [
        Note(code="shdr_rejected", params={"line": each.line, "reason": each.code, "text": each.text})
        for each in block.rejected[:_NAMED]
    ]
    if len(block.rejected) > _NAMED:
        notes.append(Note(code="shdr_rejected_more", params={"count": len(block.rejected)}))
    return notes
