"""Looking around in a device nobody has a map of: its tables, and in each the registers as they are now."""

from __future__ import annotations

from collections.abc import AsyncIterator

from dispatcher.connectors.modbus.client import ModbusClient, Refusal, Silence
from dispatcher.connectors.modbus.config import ModbusSettings
from dispatcher.connectors.modbus.entries import LAST, Table
from dispatcher.ports.connector import ConfigRejected, LinkDown, Place

PAGE = 100
"""So many addresses a folder shows."""
STEP = 20
"""So many are asked for at once: a device without all of them refuses the whole question."""
PAGES = 20


async def look(client: ModbusClient, settings: ModbusSettings, folder: str) -> AsyncIterator[Place]:
    """Nothing named: the tables; `holding`: its first addresses, and further folders `holding/100`.

    Raises ConfigRejected, LinkDown, Garbled.
    """
    if not folder:
        for table in Table:
            yield Place(address=table.value, title=table.value, leaf=False)
        return
    name, _, begin = folder.partition("/")
    if name not in set(Table) or (begin and not begin.isdigit()) or int(begin or 0) > LAST:
        raise ConfigRejected("modbus_no_folder", folder=folder)
    table, first = Table(name), int(begin or 0)
    for start in range(first, min(first + PAGE, LAST + 1), STEP):
        async for place in _values(client, settings, table, start, min(STEP, LAST + 1 - start)):
            yield place
    if not begin:
        for page in range(PAGE, PAGE * PAGES, PAGE):
            yield Place(address=f"{name}/{page}", title=f"{page}–{page + PAGE - 1}", leaf=False)


async def _values(
    client: ModbusClient, settings: ModbusSettings, table: Table, start: int, count: int
) -> AsyncIterator[Place]:
    """What there is; where a whole step is refused, each address is asked for itself, as long as any is there."""
    try:
        words = await client.read(settings.unit, table, start, count)
    except Refusal as refusal:
        if count == 1 or refusal.code not in {2, 3}:
            return
        for address in range(start, start + count):
            async for place in _values(client, settings, table, address, 1):
                yield place
        return
    except Silence as silence:
        raise LinkDown(
            "modbus_silent",
            host=settings.host,
            port=settings.port,
            unit=settings.unit,
            timeout_ms=settings.timeout_ms,
        ) from silence
    kind = "bool" if table.bits else "uint16"
    for address, word in enumerate(words, start):
        yield Place(address=f"{table.value}:{address}", title=str(address), leaf=True, type=kind, value=str(word))
