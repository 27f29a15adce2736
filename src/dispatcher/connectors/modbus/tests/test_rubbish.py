"""Whatever answers, in whatever shape: a value, a refusal, or one of our errors. Never a crash, nor a wrong length."""

from __future__ import annotations

import asyncio
import random

import pytest

from dispatcher.connectors.modbus.client import ModbusClient, Refusal, Silence
from dispatcher.connectors.modbus.config import ModbusSettings
from dispatcher.connectors.modbus.entries import Table
from dispatcher.connectors.modbus.simulator import checksum
from dispatcher.ports.connector import ConnectorError

CASES = 150


def spoilt(chance: random.Random, answer: bytes) -> bytes:
    """Some bytes other ones, some missing, some too many."""
    data = bytearray(answer)
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(3):
            case 0 if place < len(data):
                data[place] = chance.randrange(256)
            case 1:
                del data[place : place + chance.randrange(1, 4)]
            case _:
                data[place:place] = chance.randbytes(chance.randrange(1, 4))
    return bytes(data)


@pytest.mark.parametrize("framer", ["tcp", "rtu"])
@pytest.mark.parametrize("what", ["registers", "bits", "identity"])
async def test_spoilt_answers_are_values_or_our_errors(framer: str, what: str) -> None:
    chance = random.Random(f"{framer} {what}")
    body = {
        "registers": b"\x01\x03\x04\x00\x07\x00\x08",
        "bits": b"\x01\x01\x02\x07\x01",
        "identity": b"\x01\x2b\x0e\x01\x01\x00\x00\x02\x00\x03ABC\x01\x02DE",
    }[what]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.read(64)
        head = request[:4] + len(body).to_bytes(2, "big")
        writer.write(spoilt(chance, head + body if framer == "tcp" else body + checksum(body)))
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    given = {"host": "127.0.0.1", "port": server.sockets[0].getsockname()[1], "framer": framer, "settle_ms": 0}
    settings = ModbusSettings.model_validate(given)
    async with server:
        for _ in range(CASES):
            async with ModbusClient(settings) as client:
                try:
                    if what == "identity":
                        await client.identify(1, 1000)
                        continue
                    table, count = (Table.HOLDING, 2) if what == "registers" else (Table.COIL, 9)
                    found = await client.read(1, table, 0, count)
                except (ConnectorError, Refusal, Silence):
                    continue
                assert len(found) == count
