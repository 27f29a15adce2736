"""Whatever answers, in whatever shape: values, or one of our errors. Never a crash, never a wrong length."""

from __future__ import annotations

import asyncio
import random
import struct

import pytest

from dispatcher.connectors.s7.addresses import Area
from dispatcher.connectors.s7.client import S7Client
from dispatcher.connectors.s7.config import S7Settings
from dispatcher.connectors.s7.simulator import S7Simulator
from dispatcher.ports.connector import ConnectorError

CASES = 150
PIECES = [(Area.DB, 10, 0, 3), (Area.DB, 10, 4, 4), (Area.FLAGS, 0, 0, 1)]


class Spoiling(S7Simulator):
    """Answers to reading have some bytes other ones, some missing, some too many."""

    def __init__(self, chance: random.Random, *, frames: bool) -> None:
        super().__init__()
        self._chance = chance
        self._frames = frames

    def _answer(self, pdu: bytes) -> bytes:
        answer = super()._answer(pdu)
        return answer if pdu[10] == 0xF0 or self._frames else self._spoilt(answer)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if not self._frames:
            return await super()._one(reader, writer)
        header = await reader.readexactly(4)
        await reader.readexactly(int.from_bytes(header[2:], "big") - 4)
        body = b"\x02\xf0\x80" + b"2\x03\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\xf0\x00\x00\x01\x00\x01\x00\xf0"
        writer.write(self._spoilt(struct.pack(">BBH", 3, 0, len(body) + 4) + body))
        return False

    def _spoilt(self, answer: bytes) -> bytes:
        data = bytearray(answer)
        for _ in range(self._chance.randrange(1, 4)):
            place = self._chance.randrange(len(data) + 1)
            match self._chance.randrange(3):
                case 0 if place < len(data):
                    data[place] = self._chance.randrange(256)
                case 1:
                    del data[place : place + self._chance.randrange(1, 4)]
                case _:
                    data[place:place] = self._chance.randbytes(self._chance.randrange(1, 4))
        return bytes(data)


@pytest.mark.parametrize("frames", [False, True], ids=["answers", "frames"])
async def test_spoilt_answers_are_values_or_our_errors(frames: bool) -> None:
    async with Spoiling(random.Random(7), frames=frames) as plc:
        plc.put(Area.DB, 10, 0, bytes(range(16)))
        plc.put(Area.FLAGS, 0, 0, b"\x01")
        given = {"host": "127.0.0.1", "port": plc.port, "slot": 1, "timeout_ms": 50}
        settings = S7Settings.model_validate(given)
        for case in range(CASES):
            try:
                async with S7Client(settings) as client:
                    if case % 3 == 0:
                        await client.identify()
                        continue
                    found = await client.read(PIECES)
            except ConnectorError:
                continue
            assert [len(data) for data in found if isinstance(data, bytes)] == [
                size for data, (*_, size) in zip(found, PIECES, strict=True) if isinstance(data, bytes)
            ]
