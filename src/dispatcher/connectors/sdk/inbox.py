"""Deliveries on their way into the house, for sources that are brought to its door: bounded, and each answered when all
of it is in the journal. What is not answered was not promised: whoever brought it brings it again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from dispatcher.ports.connector import Batch, Busy, Crowded

PATIENCE_S = 20.0
"""A delivery is answered within this time, if only to say that it takes longer."""
OPENING_S = 5.0
"""So long a delivery waits for a link that is about to be opened."""
AGAIN_S = 5
CROWDED_S = 2


@dataclass(slots=True, eq=False)
class Parcel:
    """What is stored and answered together; the answer is how many of its rows were known."""

    batches: tuple[Batch, ...]
    answer: asyncio.Future[int]
    rows: int
    left: int
    known: dict[int, int] = field(default_factory=dict)

    def repeated(self, batch: int, rows: int) -> None:
        """So many rows of that batch are in the journal already. Any thread."""
        self.known[batch] = rows

    def stored(self) -> None:
        """One batch is in the journal."""
        self.left -= 1
        if not self.left and not self.answer.done():
            self.answer.set_result(sum(self.known.values()))

    def refuse(self) -> None:
        """It will not be stored: the link closed over it."""
        if not self.answer.done():
            self.answer.set_exception(Busy("delivery_not_open", retry_after_s=AGAIN_S))
            self.answer.exception()  # seen, also where nobody waits for it


class Inbox:
    """Of one source; lives as long as its connector, and is emptied by whatever link is open."""

    def __init__(self, limit: int) -> None:
        """`limit`: rows that may wait."""
        self._limit = limit
        self._rows = 0
        self._waiting: deque[Parcel] = deque()
        self._come = asyncio.Event()
        self._open = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether a link empties it."""
        return self._open.is_set()

    def check_room(self) -> None:
        """Raises Crowded."""
        if self._rows >= self._limit:
            raise Crowded("delivery_crowded", waiting=self._rows, retry_after_s=CROWDED_S)

    async def opened(self) -> None:
        """Return when a link empties it. Raises Busy where none comes soon."""
        try:
            async with asyncio.timeout(OPENING_S):
                await self._open.wait()
        except TimeoutError:
            raise Busy("delivery_not_open", retry_after_s=AGAIN_S) from None

    def put(self, batches: Sequence[Batch]) -> Parcel:
        """Queue them, in order. Raises Busy without a link."""
        if not self.is_open:
            raise Busy("delivery_not_open", retry_after_s=AGAIN_S)
        parcel = Parcel(
            batches=(),
            answer=asyncio.get_running_loop().create_future(),
            rows=sum(len(batch.rows) for batch in batches),
            left=len(batches),
        )
        parcel.batches = tuple(
            replace(batch, stored=parcel.stored, repeated=partial(parcel.repeated, number))
            for number, batch in enumerate(batches)
        )
        self._rows += parcel.rows
        self._waiting.append(parcel)
        self._come.set()
        return parcel

    async def deliver(self, batches: Sequence[Batch]) -> int:
        """How many of the rows were known; returns when all are in the journal. Raises Busy."""
        parcel = self.put(batches)
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await parcel.answer
        except TimeoutError:
            raise Busy("delivery_not_stored", seconds=round(PATIENCE_S), retry_after_s=AGAIN_S) from None

    @contextlib.contextmanager
    def emptied(self) -> Iterator[None]:
        """While a link is open; what it leaves behind is refused."""
        self._open.set()
        try:
            yield
        finally:
            self._open.clear()
            while self._waiting:
                self._waiting.popleft().refuse()
            self._rows = 0

    async def batches(self, beat_s: float, beat: Callable[[], Batch | None]) -> AsyncIterator[Batch]:
        """What is brought; after each `beat_s` without any, what `beat` gives (it may raise)."""
        while True:
            parcel = await self._next(beat_s)
            if parcel is None:
                sign = beat()
                if sign is not None:
                    yield sign
                continue
            try:
                for batch in parcel.batches:
                    yield batch
            except BaseException:
                parcel.refuse()  # whoever took the batches did not come for the next
                raise
            self._rows -= parcel.rows

    async def _next(self, wait_s: float) -> Parcel | None:
        if not self._waiting:
            self._come.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._come.wait()
        return self._waiting.popleft() if self._waiting else None
