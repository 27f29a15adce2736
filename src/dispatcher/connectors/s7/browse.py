"""Looking around in a controller nobody has a list of: its areas, and the bytes in them as they are now."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from dispatcher.connectors.s7.addresses import LAST, Area
from dispatcher.connectors.s7.client import S7Client
from dispatcher.ports.connector import ConfigRejected, ConnectorError, Place

PAGE = 100
STEP = 20
_FOLDER = re.compile(r"(M|I|Q|DB(\d{1,5}))(?:/(\d{1,5}))?")


async def look(client: S7Client, folder: str) -> AsyncIterator[Place]:
    """Nothing named: the areas, and the data blocks where the controller lists them; `DB10` or `M/100`: bytes.

    Raises ConfigRejected, LinkDown, Garbled, AccessDenied.
    """
    if not folder:
        for area in (Area.FLAGS, Area.INPUTS, Area.OUTPUTS):
            yield Place(address=area.value, title=area.value, leaf=False)
        try:
            blocks = await client.data_blocks()
        except ConnectorError:
            return  # S7-1200 and 1500 keep the list to themselves
        for number in blocks:
            yield Place(address=f"DB{number}", title=f"DB{number}", leaf=False)
        return
    found = _FOLDER.fullmatch(folder.strip().upper())
    if found is None or int(found[3] or 0) > LAST:
        raise ConfigRejected("s7_no_folder", folder=folder)
    area = Area.DB if found[2] else Area(found[1])
    first = int(found[3] or 0)
    async for place in _bytes(client, area, int(found[2] or 0), first, PAGE):
        yield place
    yield Place(address=f"{found[1]}/{first + PAGE}", title=f"{first + PAGE}–{first + 2 * PAGE - 1}", leaf=False)


async def _bytes(client: S7Client, area: Area, db: int, first: int, count: int) -> AsyncIterator[Place]:
    """Bytes as long as there are any; near the end of a block each is asked for itself."""
    for start in range(first, first + count, STEP):
        (data,) = await client.read([(area, db, start, STEP)])
        if isinstance(data, int):
            single = await client.read([(area, db, address, 1) for address in range(start, start + STEP - 1)])
            data = b"".join(byte for byte in single if isinstance(byte, bytes))
        for address, byte in enumerate(data, start):
            name = f"DB{db}.DBB{address}" if db else f"{area.value}B{address}"
            yield Place(address=name, title=str(address), leaf=True, type="byte", value=str(byte))
        if len(data) < STEP:
            return
