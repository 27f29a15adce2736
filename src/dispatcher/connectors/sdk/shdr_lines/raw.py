"""Rows while lines are read: columns of texts, converted a column at a time at the end."""

from __future__ import annotations

from dispatcher.connectors.sdk.shdr_lines.block import Block, RejectedLine
from dispatcher.connectors.sdk.shdr_lines.book import Books
from dispatcher.connectors.sdk.shdr_lines.stamps import StampReader
from dispatcher.connectors.sdk.shdr_lines.values import ODD, odd_text
from dispatcher.domain.instant import Instant
from dispatcher.ports.columns import UNAVAILABLE

SAMPLE_TEXT = 80
"""Characters of a rejected line that are shown."""


class RawRows:
    """Parallel columns: handle, stamp and value as texts, number of the line."""

    __slots__ = ("lines", "signals", "stamps", "texts")

    def __init__(self) -> None:
        self.signals: list[int] = []
        self.stamps: list[str] = []
        self.texts: list[str] = []
        self.lines: list[int] = []

    def __len__(self) -> int:
        """How many rows."""
        return len(self.signals)

    def add(self, line: int, stamp: str, handle: int, text: str) -> None:
        """One row."""
        self.signals.append(handle)
        self.stamps.append(stamp)
        self.texts.append(text)
        self.lines.append(line)

    def convert(self, block: Block, books: Books, reader: StampReader, now: Instant | None) -> None:
        """Fill the columns of the block; rows without a readable time are rejected, line by line."""
        at = reader.read(self.stamps, now, self.lines)
        if None in at:
            at = self._drop_bad_times(at, block)
        readers, empties = books.readers, books.empties
        num = [readers[handle](text) for handle, text in zip(self.signals, self.texts, strict=True)]
        block.text = [
            None
            if value is not None or text == UNAVAILABLE
            else text
            if text[:1] not in ODD
            else odd_text(text, empties[handle])
            for handle, value, text in zip(self.signals, num, self.texts, strict=True)
        ]
        block.signal, block.num, block.line = self.signals, num, self.lines
        block.source_at = [instant for instant in at if instant is not None]

    def _drop_bad_times(self, at: list[int | None], block: Block) -> list[int | None]:
        """Reject the lines whose first field is no stamp; gives the instants of the rows that stay."""
        kept = [row for row, instant in enumerate(at) if instant is not None]
        seen: set[int] = set()
        for row, instant in enumerate(at):
            if instant is None and self.lines[row] not in seen:
                seen.add(self.lines[row])
                text = f"{self.stamps[row]}|…"
                block.rejected.append(RejectedLine(self.lines[row], "bad_time", text[:SAMPLE_TEXT]))
        place = {row: index for index, row in enumerate(kept)}
        block.rich = {place[row]: value for row, value in block.rich.items() if row in place}
        self.signals = [self.signals[row] for row in kept]
        self.texts = [self.texts[row] for row in kept]
        self.lines = [self.lines[row] for row in kept]
        return [at[row] for row in kept]
