"""The contract: look once, open a link, browse the registers, knock at a host."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from dispatcher.connectors.modbus.browse import look
from dispatcher.connectors.modbus.client import Identity, ModbusClient, Refusal, Silence
from dispatcher.connectors.modbus.config import Framer, ModbusSettings
from dispatcher.connectors.modbus.entries import ModbusEntry, Table
from dispatcher.connectors.modbus.link import ModbusLink, Round
from dispatcher.connectors.sdk.mapping import twice
from dispatcher.connectors.sdk.polling import Station
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import (
    Binding,
    ConfigRejected,
    ConnectorError,
    Device,
    Link,
    LinkDown,
    Place,
    Probe,
)

_LOOK_MS = 1_000
"""A look is given up sooner than a link."""
_IDENTIFY_MS = 700
"""Devices that do not know the question may not answer it at all; a look must not wait long for that."""


class ModbusConnector:
    """One device, or the devices behind one gateway."""

    def __init__(self, settings: ModbusSettings, clock: Clock) -> None:
        """Nothing is asked before `probe` or `open`."""
        self._settings = settings
        self._clock = clock

    async def probe(self) -> Probe:
        """The mapped values as they are now, or without a mapping whether anything answers in this protocol.

        Raises ConfigRejected, LinkDown, and Garbled where the peer speaks something else.
        """
        stations = self._stations(sorted({entry.device for entry in self._settings.signals}) or [""])
        settings = _quick(self._settings)
        async with ModbusClient(settings) as client:
            link = ModbusLink(client, stations, settings, self._clock)
            turn = await link.turn() if settings.signals else await self._anybody(client, settings, stations)
            identity = await self._identity(client)
        declared = tuple(each for station in stations for each in station.declared)
        return Probe(
            protocol="Modbus TCP" if self._settings.framer is Framer.TCP else "Modbus RTU over TCP",
            version="",
            devices=tuple(_device(station.device, identity, single=len(stations) == 1) for station in stations),
            now=link.batch(turn, declared=declared),
        )

    def open(self, bindings: Sequence[Binding]) -> AbstractAsyncContextManager[Link]:
        """Open a link for these devices; leaving it closes the connection."""
        return self._opened(bindings)

    @asynccontextmanager
    async def _opened(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        stations = self._stations([binding.device for binding in bindings] or [""])
        if not self._settings.signals:
            raise ConfigRejected("modbus_not_mapped", host=self._settings.host)
        async with ModbusClient(self._settings) as client:
            yield ModbusLink(client, stations, self._settings, self._clock)

    async def browse(self, folder: str) -> AsyncIterator[Place]:
        """The tables, and their registers as they are now. Raises as `probe`."""
        async with ModbusClient(self._settings) as client:
            async for place in look(client, self._settings, folder):
                yield place

    async def knock(self, host: str, timeout_s: float) -> Device | None:
        """Who answers at the host; None for nobody."""
        asked = {"host": host, "timeout_ms": max(50, round(timeout_s * 1000 / 2)), "signals": (), "units": {}}
        try:
            settings = ModbusSettings.model_validate(self._settings.model_dump() | asked)
            return (await ModbusConnector(settings, self._clock).probe()).devices[0]
        except (ConnectorError, ValueError):
            return None

    # ------------------------------------------------------------------ inside

    def _stations(self, devices: Sequence[str]) -> list[Station[ModbusEntry]]:
        """Each device with its signals. Raises ConfigRejected for too many, and for a key that stands twice."""
        settings = self._settings
        stations: list[Station[ModbusEntry]] = []
        first = 0
        for device in devices:
            entries = [entry for entry in settings.signals if not entry.device or entry.device == device]
            if device == "" and len(devices) == 1:
                entries = list(settings.signals)
            if (key := twice(entries)) is not None:
                raise ConfigRejected("modbus_key_twice", key=key, device=device or settings.host)
            station = Station(entries, device, first)
            first = station.next
            if first > settings.max_signals:
                raise ConfigRejected("modbus_too_many", count=len(settings.signals), limit=settings.max_signals)
            stations.append(station)
        return stations

    async def _anybody(
        self, client: ModbusClient, settings: ModbusSettings, stations: Sequence[Station[ModbusEntry]]
    ) -> Round:
        """Whether the unit answers: also a refusal is an answer. Raises LinkDown, Garbled."""
        try:
            await client.read(settings.unit, Table.HOLDING, 0, 1)
        except Refusal as refusal:
            if refusal.code in {10, 11}:
                where = {"host": settings.host, "port": settings.port, "unit": settings.unit}
                raise LinkDown("modbus_no_unit", **where) from refusal
        except Silence as silence:
            where = {"host": settings.host, "port": settings.port, "unit": settings.unit}
            raise LinkDown("modbus_silent", timeout_ms=settings.timeout_ms, **where) from silence
        turn = Round()
        for station in stations:
            station.answers(turn.rows, True, self._clock.now())
        return turn

    async def _identity(self, client: ModbusClient) -> Identity:
        if self._settings.framer is Framer.RTU:
            return Identity()
        unit = next((self._settings.unit_of(entry, entry.device) for entry in self._settings.signals), None)
        try:
            return await client.identify(
                self._settings.unit if unit is None else unit, min(_IDENTIFY_MS, self._settings.timeout_ms)
            )
        except (Refusal, Silence, ConnectorError):
            return Identity()


def _quick(settings: ModbusSettings) -> ModbusSettings:
    """Whoever looks at an address waits for it."""
    return settings.model_copy(update={"timeout_ms": min(settings.timeout_ms, _LOOK_MS)})


def _device(name: str, identity: Identity, *, single: bool) -> Device:
    if not single:
        return Device(name=name, uuid="")
    return Device(
        name=name, uuid="", manufacturer=identity.vendor, model=identity.product, description=identity.version
    )
