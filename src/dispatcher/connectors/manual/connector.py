"""The contract: contact is the house itself, and what people say is handed over by it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.manual.config import ManualSettings
from dispatcher.connectors.manual.decode import (
    Instruction,
    add_parts,
    add_program,
    add_state,
    declared,
    read_instruction,
)
from dispatcher.connectors.sdk.inbox import Inbox
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import (
    AccessDenied,
    Batch,
    Binding,
    Busy,
    ConfigRejected,
    Cursor,
    Delivery,
    Device,
    Link,
    Note,
    Probe,
    Receipt,
    Rows,
)

SESSION = "manual"
BEAT_S = 5.0
"""How exactly the end of the contact is known when the server dies."""
WAITING = 10_000
REMEMBERED = 200
"""Instructions whose numbers are remembered, should they come again."""
STEP = 8
"""Numbers that parts and what was taken back need beside those of each word and program."""


class ManualConnector:
    """One workplace."""

    def __init__(self, settings: ManualSettings, clock: Clock) -> None:
        """Nothing happens before somebody says something."""
        self._settings = settings
        self._clock = clock
        self._inbox = Inbox(WAITING)
        self._link: ManualLink | None = None
        self._numbers: OrderedDict[str, int] = OrderedDict()

    async def probe(self) -> Probe:
        """There is nothing to look at: a workplace and its signals, without values."""
        now = Batch(received_at=self._clock.now(), session=SESSION, rows=Rows(), declared=declared(""))
        return Probe(protocol="manual", version="", devices=(Device(name="", uuid=""),), now=now)

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Take what people say of this machine."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        if len(bindings) != 1:
            raise ConfigRejected("manual_one_machine", count=len(bindings))
        self._link = link = ManualLink(self._inbox, self._settings, self._clock, bindings[0].device)
        try:
            yield link
        finally:
            self._link = None

    def admit(self, credential: str) -> None:
        """Nobody: what comes from outside is none of its business. Raises AccessDenied."""
        del credential
        raise AccessDenied("manual_only_people")

    async def receive(self, delivery: Delivery) -> Receipt:
        """Returns when it is in the journal. Only the house itself brings anything here: it knows who said it."""
        if not delivery.inside:
            self.admit(delivery.credential)
        instruction = read_instruction(delivery.body)
        self._inbox.check_room()
        await self._inbox.opened()
        link = self._link
        if link is None:
            raise Busy("delivery_not_open", retry_after_s=1)
        number = self._numbers.get(instruction.key)
        rows, batches, number = link.obeyed(instruction, number)
        self._numbers[instruction.key] = number
        while len(self._numbers) > REMEMBERED:
            self._numbers.popitem(last=False)
        known = await self._inbox.deliver(batches)
        return Receipt(taken=rows - known, known=known)


class ManualLink:
    """One link. What it has to know after a restart stands in the cursor: the last number, since when the standing
    word was said, and when a word was taken back last.
    """

    def __init__(self, inbox: Inbox, settings: ManualSettings, clock: Clock, device: str) -> None:
        self._inbox = inbox
        self._settings = settings
        self._clock = clock
        self._device = device
        self._number = 0
        self._said: int | None = None
        self._gone: int | None = None

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """Contact as long as the house runs, and what is said."""
        self._recall(after or {})
        with self._inbox.emptied():
            # Without a cursor: while the house did not run, nobody could say anything.
            yield Batch(received_at=self._clock.now(), session=SESSION, rows=Rows(), declared=declared(self._device))
            for batch in self._taken_back():
                yield batch
            async for batch in self._inbox.batches(BEAT_S, self._beat):
                yield batch
                if batch.stored is None:
                    for late in self._taken_back():
                        yield late

    def obeyed(self, told: Instruction, number: int | None) -> tuple[int, list[Batch], int]:
        """How many rows, the batches and the first number of an instruction; `number` where it was obeyed before."""
        number = self._number + 1 if number is None else number
        self._number = max(self._number, number + STEP + len(told.words) + len(told.programs))
        rows = Rows()
        if told.words:
            self._state(told, rows, number + STEP)
        for place, (at, program) in enumerate(sorted(told.programs.items())):
            add_program(rows, program, int(at), number + place)
        if told.parts is not None:
            add_parts(rows, told.parts, told.at, number)
        note = Note(code=told.remark.code, params=told.remark.params)
        return len(rows), self._batches(rows, note), number

    def _state(self, told: Instruction, rows: Rows, number: int) -> None:
        """The word at each of its instants, unless it is too old there; and where older words were taken back since."""
        first = told.words[0]
        due = first.said + self._settings.stale_after
        instants = [word.at for word in told.words]
        gone = self._gone
        if gone is not None and gone > first.at and (told.until is None or gone < told.until):
            instants.append(gone)
        doing = first.doing
        if doing is not None and told.until is not None and first.at < due < told.until:
            instants.append(due)
        for place, at in enumerate(sorted(set(instants))):
            add_state(rows, doing if at < due else None, first.message, at, number + place)
        if told.until is None:
            self._said = None if doing is None or due <= first.at else first.said

    def _beat(self) -> Batch:
        """A sign of life."""
        return self._batches(Rows())[0]

    def _taken_back(self) -> list[Batch]:
        """A word that is too old, taken back at the instant at which it became so."""
        if self._said is None or (due := self._said + self._settings.stale_after) > self._clock.now():
            return []
        rows = Rows()
        self._number += 1
        add_state(rows, None, "", due, self._number)
        self._said, self._gone = None, due
        return self._batches(rows)

    def _batches(self, rows: Rows, *notes: Note) -> list[Batch]:
        """Rows as a recording, for what people enter for an earlier time is neither late nor of a wrong clock; then a
        sign of life with the place to go on from.
        """
        now = self._clock.now()
        live = Batch(received_at=now, session=SESSION, rows=Rows(), notes=notes, cursor=self._cursor())
        recorded = [Batch(received_at=now, session=SESSION, rows=rows, recorded=True)] if len(rows) else []
        return [*recorded, live]

    def _recall(self, cursor: Cursor) -> None:
        number, said, gone = cursor.get("number"), cursor.get("said"), cursor.get("gone")
        self._number = number if isinstance(number, int) else 0
        self._said = said if isinstance(said, int) else None
        self._gone = gone if isinstance(gone, int) else None

    def _cursor(self) -> Cursor:
        known = {"number": self._number, "said": self._said, "gone": self._gone}
        return {name: value for name, value in known.items() if value is not None}
