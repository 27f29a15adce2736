"""The contract: look once, or open a link."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.haas_mdc.client import HaasMdcClient
from dispatcher.connectors.haas_mdc.config import HaasMdcEntry, HaasMdcSettings
from dispatcher.connectors.haas_mdc.decode import Question, Values
from dispatcher.connectors.haas_mdc.signals import with_fixed
from dispatcher.connectors.sdk.polling import Rhythm, Station, bounded
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Binding, Cursor, Device, Link, Note, Probe, Rows

SESSION = "haas_mdc"
"""The protocol numbers nothing: one numbering for all connections."""
SOFTWARE, MODEL = Question(101), Question(102)


class HaasMdcConnector:
    """One machine."""

    def __init__(self, settings: HaasMdcSettings, clock: Clock) -> None:
        """Nothing is asked before `probe` or `open`."""
        self._settings = settings
        self._clock = clock

    async def probe(self) -> Probe:
        """Ask who it is, and everything once. Raises LinkDown, Garbled."""
        async with HaasMdcClient(self._settings) as client:
            model, software = [_first(await client.ask(question)) for question in (MODEL, SOFTWARE)]
            now = await HaasMdcLink(client, self._settings, self._clock).turn()
        device = Device(
            name=model or self._settings.host,
            uuid="",
            manufacturer="Haas",
            model=model,
            serial=client.serial_number,
        )
        return Probe(protocol="Haas MDC", version=software, devices=(device,), now=now)

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link; leaving it closes the connection. Raises LinkDown, Garbled."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        del bindings  # one machine
        async with HaasMdcClient(self._settings) as client:
            yield HaasMdcLink(client, self._settings, self._clock)


class HaasMdcLink:
    """An open connection."""

    def __init__(self, client: HaasMdcClient, settings: HaasMdcSettings, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._station: Station[HaasMdcEntry] = Station(with_fixed(settings.signals))
        self._asked: dict[tuple[int, Question], list[int]] = {}
        """(period, question) -> the handles of what its answer says."""
        for handle, entry in enumerate(self._station.sheet.entries):
            period = settings.slow_ms if entry.slow else settings.poll_ms
            self._asked.setdefault((period, entry.question), []).append(handle)
        self._rhythm = Rhythm({period for period, _ in self._asked}, _now_s())
        self._first = True
        self._unknown: set[str] = set()

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        """What differs from the answers before, each time we ask; the control keeps nothing to go on from."""
        del after
        while True:
            yield await self.turn()
            await asyncio.sleep(self._rhythm.wait(_now_s()))

    async def turn(self) -> Batch:
        """Ask what is due; what is new in the answers. Without rows it is a sign of life."""
        rows, notes = Rows(), list[Note]()
        await self._client.forget()
        due = self._rhythm.due(_now_s())
        for (period, question), handles in self._asked.items():
            if period in due:
                notes += await self._ask(question, handles, rows)
        declared = self._station.declared if self._first else ()
        self._first = False
        return Batch(received_at=self._clock.now(), session=SESSION, rows=rows, declared=declared, notes=bounded(notes))

    async def _ask(self, question: Question, handles: Sequence[int], rows: Rows) -> Sequence[Note]:
        """Append what one answer says; a note where the control newly does not know it."""
        values = await self._client.ask(question)
        now = self._clock.now()
        self._station.answers(rows, True, now)
        unknown = values is None
        for handle in handles:
            field = self._station.sheet.entries[handle].field
            if values is not None and field not in values:
                continue  # not said while a program runs: what was said last stands
            value = None if values is None else values[field]
            unknown = unknown or value is None
            self._station.say(rows, handle, value, now)
        if not unknown:
            self._unknown.discard(question.text)
        elif question.text not in self._unknown:
            self._unknown.add(question.text)
            return (Note(code="haas_mdc_unknown", params={"question": question.text}),)
        return ()


def _first(values: Values | None) -> str:
    """The first value of an answer, as a text; "" where the control does not know."""
    return str((values or {}).get(1) or "")


def _now_s() -> float:
    return asyncio.get_running_loop().time()
