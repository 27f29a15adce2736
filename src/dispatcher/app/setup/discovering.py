"""Finding machines in a range of addresses, only when a person asks: off by default, bounded, polite.

It is never more than a few doors at a time, each address is asked once for each protocol, and only addresses that the
plant named itself are asked at all.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from dispatcher.app.setup.guard import Guard, Network
from dispatcher.domain.errors import Conflict, DispatcherError, InvalidInput, NotFound
from dispatcher.domain.instant import MINUTE, Instant, Micros
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Device
from dispatcher.ports.kit import Kind, Kit

MOST = 256
AT_ONCE = 16
EACH_S = 1.0
LOOK_S = 4.0
"""How long somebody who opened the door may take to say who he is."""
KEPT: Micros = 10 * MINUTE
MANY = 2
"""Searches at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Somebody who answered."""

    connector: str
    address: str
    device: Device


@dataclass(slots=True, kw_only=True)
class Search:
    """One search. total, done: addresses."""

    id: str
    range: str
    connectors: tuple[str, ...]
    total: int
    asked_at: Instant
    done: int = 0
    found: list[Found] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    @property
    def finished(self) -> bool:
        """Whether nobody is asked any more."""
        return self.task is None or self.task.done()


class Discovery:
    """Belongs to the event loop. `ranges`: what may be searched; none: discovery is off."""

    def __init__(
        self, kit: Kit, guard: Guard, clock: Clock, ranges: Sequence[Network], *, each_s: float = EACH_S
    ) -> None:
        """Nothing is searched yet."""
        self._kit = kit
        self._guard = guard
        self._clock = clock
        self._ranges = tuple(ranges)
        self._each_s = each_s
        self._searches: dict[str, Search] = {}

    async def start(self, wanted: str, connectors: Sequence[str]) -> Search:
        """Begin; no connectors: all that can be found. Raises InvalidInput `discovery_off`, `discovery_range_bad`,
        `discovery_range_not_allowed`, `discovery_too_many`, `discovery_connector`, Conflict `discovery_busy`.
        """
        hosts = self._hosts(wanted)
        kinds = {kind.id: kind for kind in await asyncio.to_thread(self._kit.kinds)}
        able = [kind for kind in kinds.values() if kind.findable and kind.port is not None]
        chosen = [kind for kind in able if not connectors or kind.id in connectors]
        if strange := sorted(set(connectors) - {kind.id for kind in able}):
            known = ", ".join(kind.id for kind in able)
            raise InvalidInput("discovery_connector", connector=strange[0][:40], known=known)
        self._forget()
        if sum(not search.finished for search in self._searches.values()) >= MANY:
            raise Conflict("discovery_busy", limit=MANY)
        search = Search(
            id=secrets.token_urlsafe(9),
            range=wanted.strip(),
            connectors=tuple(kind.id for kind in chosen),
            total=len(hosts),
            asked_at=self._clock.now(),
        )
        self._searches[search.id] = search
        search.task = asyncio.create_task(self._run(search, hosts, chosen), name=f"discovery {search.range}")
        return search

    def get(self, name: str) -> Search:
        """Raises NotFound `discovery_unknown`."""
        search = self._searches.get(name)
        if search is None:
            raise NotFound("discovery_unknown", discovery=name[:40])
        search.asked_at = self._clock.now()
        return search

    async def end(self, name: str) -> None:
        """Stop and forget it. Raises NotFound `discovery_unknown`."""
        await self._end(self.get(name))

    async def stop(self) -> None:
        """End all."""
        for search in list(self._searches.values()):
            await self._end(search)

    # ------------------------------------------------------------------ inside

    def _hosts(self, wanted: str) -> list[str]:
        if not self._ranges:
            raise InvalidInput("discovery_off", setting="discovery.enabled")
        try:
            network = ipaddress.ip_network(wanted.strip(), strict=False)
        except ValueError as error:
            raise InvalidInput("discovery_range_bad", given=wanted[:64]) from error
        allowed = any(
            network.version == own.version and network.subnet_of(own)  # type: ignore[arg-type]  # of one version
            for own in self._ranges
        )
        if not allowed or not (network.is_private or network.is_loopback):
            raise InvalidInput(
                "discovery_range_not_allowed",
                given=str(network),
                setting="discovery.ranges",
                allowed=", ".join(map(str, self._ranges)),
            )
        if network.num_addresses > MOST:
            raise InvalidInput("discovery_too_many", given=str(network), limit=MOST)
        return [str(host) for host in network.hosts()]

    def _forget(self) -> None:
        now = self._clock.now()
        for search in list(self._searches.values()):
            if search.finished and now - search.asked_at > KEPT:
                del self._searches[search.id]

    async def _end(self, search: Search) -> None:
        self._searches.pop(search.id, None)
        if search.task is not None:
            search.task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await search.task

    async def _run(self, search: Search, hosts: Sequence[str], kinds: Sequence[Kind]) -> None:
        waiting: Iterator[str] = iter(hosts)

        async def ask() -> None:
            for host in waiting:  # shared: each takes the next
                for kind in kinds:
                    found = await self._knock(host, kind)
                    if found is not None:
                        search.found.append(found)
                search.done += 1

        async with asyncio.TaskGroup() as group:
            for _ in range(min(AT_ONCE, len(hosts))):
                group.create_task(ask())

    async def _knock(self, host: str, kind: Kind) -> Found | None:
        """Ask one door. Whatever goes wrong there is nobody."""
        address = f"[{host}]" if ":" in host else host
        with contextlib.suppress(DispatcherError, OSError, TimeoutError):
            settings = self._kit.point(kind.id, address)
            if settings is None:
                return None
            built = self._kit.build(kind.id, settings)
            await self._guard.check(*built.hosts)
            async with asyncio.timeout(self._each_s + LOOK_S):
                device = await self._kit.knock(kind.id, built, self._each_s)
            return None if device is None else Found(connector=kind.id, address=_address(kind, host), device=device)
        return None


def _address(kind: Kind, host: str) -> str:
    """As a person would write it, so that it can be recognised."""
    scheme = f"{kind.schemes[0]}://" if kind.schemes else ""
    shown = f"[{host}]" if ":" in host else host
    return f"{scheme}{shown}:{kind.port}"
