"""An open link: looks at an interval, tells what is new, moves away what is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import TypeVar

from dispatcher.connectors.files.config import FilesSettings, Finished
from dispatcher.connectors.files.decode import Standing
from dispatcher.connectors.files.marks import Mark, pack, unpack
from dispatcher.connectors.files.reading import News, Reading
from dispatcher.connectors.files.watch import Key, Known, Watch
from dispatcher.domain.instant import HOUR, Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Cursor, LinkDown, Note, Rows

SESSION = "files"
"""One numbering: records are counted on from the cursor."""
LIFE_S = 10.0
"""Where files may rest, a folder that can be looked at is the sign of life, told this often."""
_COUNT, _UNTIL = "n:", "t:"

T = TypeVar("T")


class FilesLink:
    """The files, from the cursor on."""

    def __init__(
        self, settings: FilesSettings, clock: Clock, standing: Standing, reading: Callable[[Watch], Reading]
    ) -> None:
        """reading: makes the reader over a watch; it counts into `standing`."""
        self._settings = settings
        self._clock = clock
        self._standing = standing
        self._make = reading
        self._until: dict[str, int] = {}
        self._stored: list[Known] = []
        self._place: dict[str, str | int] = {}

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What stands in the files after the cursor, and what is written from now on.

        Raises LinkDown, AccessDenied, and Garbled where a file is not what the settings say.
        """
        reading = self._begin(after or {})
        loop = asyncio.get_running_loop()
        await self._look(reading, loop.time() - self._settings.settle_ms / 1000)
        self._go_on_from(reading.watch.remembered(), reading.watch.border)
        opened = not self._settings.silence_ms
        if opened:
            yield self._batch(Rows(), reading)
        told = there = heard = loop.time()
        while True:
            while (news := await self._in_thread(reading.next)) is not None:
                if not opened and news.told.lines:
                    opened = True
                    yield self._batch(Rows(), reading)
                for batch in self._batches(news, reading):
                    yield batch
                told = loop.time()
                heard = told if news.told.lines else heard
            await self._move(reading)
            silence = self._settings.silence_ms / 1000
            if silence and loop.time() - heard >= silence:
                raise LinkDown("files_silent", path=self._settings.path, silence_ms=self._settings.silence_ms)
            if reading.notes or (not silence and loop.time() - told >= LIFE_S):
                yield self._batch(Rows(), reading)
                told = loop.time()
            await asyncio.sleep(self._settings.poll_ms / 1000)
            there = await self._look(reading, there)

    # ------------------------------------------------------------------ inside

    def _begin(self, after: Cursor) -> Reading:
        standing = self._standing
        standing.records = _whole(after.get("records"))
        for name, value in after.items():
            if name.startswith(_COUNT) and isinstance(value, int):
                device, _, key = name.removeprefix(_COUNT).rpartition(":")
                standing.counts[device, key] = value
            elif name.startswith(_UNTIL) and isinstance(value, int):
                self._until[name.removeprefix(_UNTIL)] = value
        border = after.get("border")
        changed, _, file = border.partition(":") if isinstance(border, str) else ("", "", "")
        limit: Key | None = (int(changed), file) if changed.isdigit() else None
        marks = after.get("marks")
        known = unpack(marks) if isinstance(marks, str) else ()
        return self._make(Watch(self._settings, known, limit, anew=not after))

    async def _look(self, reading: Reading, there: float) -> float:
        """See what is new; when there was last something. Raises LinkDown where a single file is missing for long."""
        now = asyncio.get_running_loop().time()
        if await self._in_thread(reading.look):
            return now
        if now - there >= self._settings.settle_ms / 1000:
            raise LinkDown("files_no_file", path=self._settings.path)
        return there

    async def _in_thread(self, work: Callable[[], T]) -> T:
        """Whatever touches the disk. Raises LinkDown where it hangs."""
        try:
            async with asyncio.timeout(self._settings.timeout_ms / 1000):
                return await asyncio.to_thread(work)
        except TimeoutError as error:
            raise LinkDown("files_stuck", path=self._settings.path, timeout_ms=self._settings.timeout_ms) from error

    async def _move(self, reading: Reading) -> None:
        """Move away what is in the journal."""
        if self._settings.finished is not Finished.MOVE:
            return
        files, self._stored, reading.finished = [*self._stored, *reading.finished], [], []
        for file in files:
            await self._in_thread(lambda file=file: reading.move(file))  # type: ignore[misc]  # bound by its default

    # ----------------------------------------------------------------- batches

    def _batches(self, news: News, reading: Reading) -> list[Batch]:
        """The rows, and where to go on. What lay there before we came is a record: it says itself of which time it
        speaks, and nothing about clocks.
        """
        told = news.told
        covered = self._covered(news)
        self._go_on_from(news.marks, news.border)
        reading.notes += told.notes
        finished = news.finished
        stored = None if finished is None else lambda: self._stored.append(finished)
        if not news.recorded or not (self._settings.time or reading.decoder.native):
            return [self._batch(told.rows, reading, news.at, stored)]
        record = Batch(
            received_at=news.at,
            session=SESSION,
            rows=told.rows,
            declared=reading.decoder.due(),
            covered=covered,
            native=reading.decoder.native,
            recorded=True,
        )
        return [record, self._batch(Rows(), reading, news.at, stored)]

    def _go_on_from(self, marks: Sequence[Mark], border: Key | None) -> None:
        self._place = {"marks": pack(marks)}
        if border is not None:
            self._place["border"] = f"{border[0]}:{border[1]}"

    def _covered(self, news: News) -> tuple[tuple[str, Interval], ...]:
        """What the lines speak for: from the last one before them, unless that is too long ago."""
        found: list[tuple[str, Interval]] = []
        for device, (begin, end) in news.told.spans.items():
            until = self._until.get(device)
            start = until if until is not None and 0 <= begin - until <= self._settings.max_gap_h * HOUR else begin
            found.append((device, Interval(Instant(start), Instant(end + 1))))
            self._until[device] = end if until is None else max(until, end)
        return tuple(found)

    def _batch(
        self,
        rows: Rows,
        reading: Reading,
        at: Instant | None = None,
        stored: Callable[[], None] | None = None,
    ) -> Batch:
        cursor: dict[str, str | int] = {"records": self._standing.records, **self._place}
        cursor.update((f"{_COUNT}{device}:{key}", count) for (device, key), count in self._standing.counts.items())
        cursor.update((f"{_UNTIL}{device}", until) for device, until in self._until.items())
        notes: tuple[Note, ...] = tuple(reading.notes)
        reading.notes.clear()
        return Batch(
            received_at=self._clock.now() if at is None else at,
            session=SESSION,
            rows=rows,
            declared=reading.decoder.due(),
            notes=notes,
            cursor=cursor,
            native=reading.decoder.native,
            stored=stored,
        )


def _whole(value: str | int | None) -> int:
    """A number of a cursor; 0 where there is none."""
    return value if isinstance(value, int) else 0
