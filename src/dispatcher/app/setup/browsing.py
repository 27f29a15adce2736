"""Looking around at a peer, folder by folder, before anything is mapped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, cast

from dispatcher.app.setup.guard import Guard, Guarded
from dispatcher.domain.errors import InvalidInput
from dispatcher.ports.connector import LinkDown, Place
from dispatcher.ports.kit import Kit

MOST = 1000
PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """`truncated`: there is more than is shown, or it took too long."""

    kit: Kit
    guard: Guard
    most: int = MOST
    patience_s: float = PATIENCE_S

    async def browse(self, connector: str, settings: Mapping[str, Any], folder: str) -> tuple[list[Place], bool]:
        """What lies in a folder, and whether that is not all. Raises InvalidInput `setup_not_browsable`, LinkDown
        `setup_too_slow`, and as the connector's `browse`.
        """
        kind = await asyncio.to_thread(self.kit.kind, connector)
        if "browse" not in kind.abilities and "browsable" not in kind.abilities:
            raise InvalidInput("setup_not_browsable", connector=connector)
        built = self.kit.build(connector, settings)
        guarded = Guarded(inner=built.connector, hosts=built.hosts, guard=self.guard)
        found: list[Place] = []
        try:
            async with (
                asyncio.timeout(self.patience_s),
                aclosing(cast("AsyncGenerator[Place, None]", guarded.browse(folder))) as places,
            ):
                async for place in places:
                    if len(found) == self.most:
                        return found, True
                    found.append(place)
        except TimeoutError as error:
            if not found:
                raise LinkDown(
                    "setup_too_slow", address=built.address, connector=connector, seconds=f"{self.patience_s:g}"
                ) from error
            return found, True
        return found, False
