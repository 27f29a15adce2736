"""The contract: look once, open a link, browse the memory, knock at a host."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.s7.browse import look
from dispatcher.connectors.s7.client import S7Client
from dispatcher.connectors.s7.config import S7Settings
from dispatcher.connectors.s7.entries import S7Entry
from dispatcher.connectors.s7.link import Round, S7Link
from dispatcher.connectors.sdk.mapping import twice
from dispatcher.connectors.sdk.polling import Station
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Binding, ConfigRejected, ConnectorError, Device, Link, Place, Probe

_LOOK_MS = 1_000
"""A look is given up sooner than a link."""
_NAME, _SERIAL, _TYPE = 1, 5, 7
"""Records by which a controller says what it is."""


class S7Connector:
    """One controller; several machines may have their data in it."""

    def __init__(self, settings: S7Settings, clock: Clock) -> None:
        """Nothing is asked before `probe` or `open`."""
        self._settings = settings
        self._clock = clock

    async def probe(self) -> Probe:
        """The mapped values as they are now, and what the controller says of itself.

        Raises ConfigRejected, AccessDenied, LinkDown, and Garbled where the peer speaks something else.
        """
        stations = self._stations(sorted({entry.device for entry in self._settings.signals}) or [""])
        settings = _quick(self._settings)
        async with S7Client(settings) as client:
            link = S7Link(client, stations, settings, self._clock)
            turn = await link.turn() if settings.signals else self._answers(stations)
            told = await self._told(client)
        declared = tuple(each for station in stations for each in station.declared)
        single = len(stations) == 1
        return Probe(
            protocol="S7",
            version="",
            devices=tuple(_device(station.device, told if single else {}) for station in stations),
            now=link.batch(turn, declared=declared),
        )

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices; leaving it closes the connection."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        stations = self._stations([binding.device for binding in bindings] or [""])
        if not self._settings.signals:
            raise ConfigRejected("s7_not_mapped", host=self._settings.host)
        async with S7Client(self._settings) as client:
            yield S7Link(client, stations, self._settings, self._clock)

    async def browse(self, folder: str) -> AsyncIterator[Place]:
        """The areas of the memory, and their bytes as they are now. Raises as `probe`."""
        async with S7Client(self._settings) as client:
            async for place in look(client, folder):
                yield place

    async def knock(self, host: str, timeout_s: float) -> Device | None:
        """Who answers at the host; None for nobody."""
        asked = {"host": host, "timeout_ms": max(50, round(timeout_s * 1000 / 4)), "signals": ()}
        try:
            settings = S7Settings.model_validate(self._settings.model_dump() | asked)
            return (await S7Connector(settings, self._clock).probe()).devices[0]
        except (ConnectorError, ValueError):
            return None

    # ------------------------------------------------------------------ inside

    def _stations(self, devices: Sequence[str]) -> list[Station[S7Entry]]:
        """Each device with its signals. Raises ConfigRejected for too many, and for a key that stands twice."""
        settings = self._settings
        stations: list[Station[S7Entry]] = []
        first = 0
        for device in devices:
            entries = [entry for entry in settings.signals if not entry.device or entry.device == device]
            if device == "" and len(devices) == 1:
                entries = list(settings.signals)
            if (key := twice(entries)) is not None:
                raise ConfigRejected("s7_key_twice", key=key, device=device or settings.host)
            station = Station(entries, device, first)
            first = station.next
            if first > settings.max_signals:
                raise ConfigRejected("s7_too_many", count=len(settings.signals), limit=settings.max_signals)
            stations.append(station)
        return stations

    def _answers(self, stations: Sequence[Station[S7Entry]]) -> Round:
        """All that is known without addresses: it took the call."""
        turn = Round()
        for station in stations:
            station.answers(turn.rows, True, self._clock.now())
        return turn

    @staticmethod
    async def _told(client: S7Client) -> dict[int, str]:
        """Small controllers and LOGO! do not say what they are."""
        try:
            return await client.identify()
        except ConnectorError:
            return {}


def _quick(settings: S7Settings) -> S7Settings:
    """Whoever looks at an address waits for it."""
    return settings.model_copy(update={"timeout_ms": min(settings.timeout_ms, _LOOK_MS)})


def _device(name: str, told: dict[int, str]) -> Device:
    return Device(
        name=name,
        uuid="",
        manufacturer="Siemens",
        model=told.get(_TYPE, ""),
        serial=told.get(_SERIAL, ""),
        description=told.get(_NAME, ""),
    )
