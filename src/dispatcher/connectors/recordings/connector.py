"""The contract for recordings: a link that has an end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace

from dispatcher.connectors.recordings.config import RecordingsSettings
from dispatcher.connectors.recordings.pieces import Piece, recorded
from dispatcher.connectors.recordings.reader import Recordings
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import (
    Batch,
    Binding,
    ConfigRejected,
    Cursor,
    Device,
    Garbled,
    Link,
    Probe,
    Rows,
)


class RecordingsConnector:
    """A set of recordings as a source. Reading it again changes nothing, so it needs no cursor."""

    def __init__(self, settings: RecordingsSettings, clock: Clock) -> None:
        """Nothing is read before `probe` or `open`."""
        self._settings = settings
        self._clock = clock

    async def probe(self) -> Probe:
        """What the files hold: devices, signals, last values. Reads all of them. Raises ConfigRejected, Garbled."""
        return await asyncio.to_thread(self._probe)

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open the files. Raises ConfigRejected where one is not there, Garbled for a broken device model."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        link = RecordingsLink(await asyncio.to_thread(self._recordings), tuple(bindings))
        try:
            yield link
        finally:
            link.close()

    def _recordings(self) -> Recordings:
        settings = self._settings
        model = None
        if settings.devices is not None:
            try:
                model = settings.devices.read_bytes()
            except OSError as error:
                raise ConfigRejected(
                    "recording_unreadable", path=str(settings.devices), problem=error.strerror or str(error)
                ) from error
        return Recordings(
            settings.files,
            now=self._clock.now(),
            model=model,
            zone=settings.zone,
            max_silence=settings.max_silence,
        )

    def _probe(self) -> Probe:
        recordings = self._recordings()
        newest: dict[int, tuple[int, Batch, int]] = {}
        for piece in recordings.pieces():
            for row, (signal, instant) in enumerate(
                zip(piece.batch.rows.signal, piece.batch.rows.source_at, strict=True)
            ):
                if signal not in newest or instant >= newest[signal][0]:
                    newest[signal] = (instant, piece.batch, row)
        rows = Rows()
        for signal in sorted(newest):
            instant, batch, row = newest[signal]
            if row in batch.rows.rich:
                rows.rich[len(rows)] = batch.rows.rich[row]
            rows.signal.append(signal)
            rows.source_at.append(instant)
            rows.sequence.append(batch.rows.sequence[row])
            rows.num.append(batch.rows.num[row])
            rows.text.append(batch.rows.text[row])
        declared = recordings.declared
        names = dict.fromkeys(each.device for each in declared if each.handle in newest)
        return Probe(
            protocol="recordings",
            version="",
            devices=tuple(Device(name=name, uuid=recordings.uuid(name)) for name in names),
            now=replace(recorded(self._clock.now(), rows), declared=declared),
        )


class RecordingsLink:
    """Gives the batches of the bound devices and ends."""

    def __init__(self, recordings: Recordings, bindings: Sequence[Binding]) -> None:
        self._recordings = recordings
        self._bound = {binding.device for binding in bindings}
        self._pieces: Iterator[Piece] = recordings.pieces()

    @property
    def recordings(self) -> Recordings:
        """Reports and progress."""
        return self._recordings

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """All batches, from the beginning whatever the cursor says: what is known already is dropped by
        the house. Raises Garbled where nothing could be read at all.
        """
        del after
        read = False
        while (piece := await asyncio.to_thread(next, self._pieces, None)) is not None:
            read = read or bool(len(piece.batch.rows) or piece.batch.assets)
            if piece.device in self._bound or "" in self._bound or not piece.device:
                yield piece.batch
        problems = [report for report in self._recordings.reports if report.problem]
        if not read and problems:
            raise Garbled("recording_nothing_read", file=problems[0].file, problem=problems[0].problem)

    def close(self) -> None:
        """Close the file that is being read, if any."""
        self._pieces = iter(())
