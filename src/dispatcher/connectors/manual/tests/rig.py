"""A person who says how many parts were made, for the suite of conduct."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Self

import orjson

from dispatcher.connectors.manual.config import ManualSettings
from dispatcher.connectors.manual.connector import ManualConnector
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, Busy, Delivery

PATIENT_S = 0.01


class Rig:
    """`connectors.sdk.conformance.Rig` for the manual workplace: the peer is the house itself, in one process."""

    faults: frozenset[Fault] = frozenset()
    secrets: Sequence[str] = ()
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("bench")),)
    keepalive_s = 1.0
    keeps = True

    def __init__(self) -> None:
        self.clock = StepClock()
        self._connector = self.connector()
        self._words: asyncio.Queue[bytes] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        self._saying = asyncio.create_task(self._say())
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._saying.cancel()
        await asyncio.gather(self._saying, return_exceptions=True)

    def connector(self) -> ManualConnector:
        self._connector = ManualConnector(ManualSettings(), self.clock)
        return self._connector

    def misdirected(self, fault: Fault) -> ManualConnector:
        raise NotImplementedError

    async def say(self, value: int) -> None:
        now, remark = self.clock.now(), {"code": "manual_entered"}
        word = {"key": f"act-{now}", "at": now, "programs": {str(now): f"O{value}"}, "remark": remark}
        self._words.put_nowait(orjson.dumps(word))

    def heard(self, batch: Batch) -> list[int]:
        if batch.stored is not None:
            batch.stored()
        return [int(text[1:]) for text in batch.rows.text if text is not None and text[0] == "O"]

    async def listening(self) -> None:
        """What is said reaches whoever listens later."""

    async def fault(self, fault: Fault) -> None:
        raise NotImplementedError

    async def mend(self) -> None:
        """Nothing lasts."""

    async def _say(self) -> None:
        """One word after the other; what is not taken is said again."""
        while True:
            word = await self._words.get()
            while True:
                try:
                    await self._connector.receive(Delivery(body=word, inside=True))
                except Busy:
                    await asyncio.sleep(PATIENT_S)
                    continue
                break
