"""Which tables can leave the house, and where the rows of each come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyarrow as pa

from dispatcher.app.exports.encode import Shape, encoded
from dispatcher.domain.errors import NotFound
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.export import EXPORTS, JOURNAL
from dispatcher.ports.store import Journal

Source = Callable[[Interval, Sequence[MachineId]], Iterator[pa.RecordBatch]]
"""Batches of a table in a window; no machines = all. Blocks, and is used in worker threads."""


class Exports:
    """Every table by name, streaming."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        """`sources`: names of `ports.export.EXPORTS`, in its columns."""
        self._sources = {name: sources[name] for name in EXPORTS if name in sources}

    @property
    def names(self) -> tuple[str, ...]:
        """The tables there are."""
        return tuple(self._sources)

    def batches(self, table: str, window: Interval, machines: Sequence[MachineId]) -> Iterator[pa.RecordBatch]:
        """Rows in the columns of `EXPORTS[table]`. Raises NotFound `export_unknown`."""
        source = self._sources.get(table)
        if source is None:
            raise NotFound("export_unknown", table=table, tables=", ".join(self._sources))
        return source(window, machines)

    def file(self, table: str, window: Interval, machines: Sequence[MachineId], shape: Shape) -> Iterator[bytes]:
        """The table as pieces of a file. Raises NotFound `export_unknown` at once, StoreFailed on the way."""
        return encoded(
            EXPORTS[table] if table in EXPORTS else pa.schema([]), self.batches(table, window, machines), shape
        )


def journal_sources(journal: Journal) -> Mapping[str, Source]:
    """The tables of a journal."""

    def of(table: str) -> Source:
        return lambda window, machines: journal.export(table, window, machines)

    return {table: of(table) for table in JOURNAL}
