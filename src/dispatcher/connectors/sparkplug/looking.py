"""Looking at a broker without being a host: which nodes and devices there are, and what they say at the moment."""

from __future__ import annotations

import asyncio

from dispatcher.connectors.sdk.mqtt_session import Message, Session
from dispatcher.connectors.sparkplug import topics
from dispatcher.connectors.sparkplug.config import SparkplugSettings
from dispatcher.connectors.sparkplug.datatypes import NUMBERS, DataType
from dispatcher.connectors.sparkplug.decode import Book, Page
from dispatcher.connectors.sparkplug.hosting import Host
from dispatcher.connectors.sparkplug.naming import is_control
from dispatcher.connectors.sparkplug.nodes import EdgeNode, What
from dispatcher.connectors.sparkplug.payload import Metric, decode
from dispatcher.connectors.sparkplug.topics import COMMANDS, NodeId
from dispatcher.domain.signal import DataSet
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Device, Garbled, Place, Probe

_QUIET_S = 0.5
_NODES = 200
_METRICS = 5_000
_PLACES = 1_000
_SHOWN = 200
_MAKER = ("Properties/Hardware Make", "Properties/Manufacturer", "Manufacturer")
_MODEL = ("Properties/Hardware Model", "Properties/Model", "Model")
_SERIAL = ("Properties/Serial Number", "Properties/Serial", "Serial Number", "SerialNumber")


class Look:
    """One look; `listen` first."""

    def __init__(self, session: Session, settings: SparkplugSettings, clock: Clock) -> None:
        self._session = session
        self._settings = settings
        self._clock = clock
        self._host = Host("", clock.now(), rebirth=settings.rebirth)
        self._nodes: dict[NodeId, EdgeNode] = {}
        self._owners: dict[str, dict[str, Metric]] = {}
        self._unreadable = ""

    async def listen(self, device: str) -> None:
        """To one device's node, asking for its births, or to whatever is there. Raises Garbled for rubbish only."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._settings.probe_ms / 1000
        wanted = topics.owner(device) if device else None
        filters = [f"{topics.SPACE}/#"] if wanted is None else list(topics.of_node(wanted[0]))
        await self._session.subscribe(filters, 1)
        if wanted is not None:
            await self._host.want_rebirth(self._session, wanted[0], self._clock.now(), loop.time())
        while (left := end - loop.time()) > 0:
            found = wanted is not None and any(self._owners.values())
            try:
                async with asyncio.timeout(min(left, _QUIET_S) if found else left):
                    messages = await self._session.take()
            except TimeoutError:
                break
            for message in messages:
                await self._hear(message, loop.time())
        if not self._owners and self._unreadable:
            raise Garbled("sparkplug_unreadable", place=self._unreadable, **self._settings.where)

    async def _hear(self, message: Message, now: float) -> None:
        address = topics.read(message.topic)
        if address is None or address.kind in COMMANDS or message.retain:
            return
        if address.node not in self._nodes and len(self._nodes) >= _NODES:
            return
        node = self._nodes.setdefault(address.node, EdgeNode(address.node, 0.0))
        received = self._clock.now()
        try:
            payload = decode(message.payload)
        except ValueError:
            self._unreadable = message.topic[:_SHOWN]
            return
        for event in (*node.hear(address, payload, received, now), *node.tick(received, now)):
            if event.what is What.REBIRTH_WANTED:
                await self._host.want_rebirth(self._session, address.node, received, now)
            elif event.what is What.DEATH:
                self._owners.pop(event.owner, None)
            elif event.what in {What.BIRTH, What.DATA}:
                known = self._owners.setdefault(event.owner, {})
                known.update((metric.name, metric) for metric in event.metrics[:_METRICS] if not metric.historical)

    # ------------------------------------------------------------------- telling

    def probe(self) -> Probe:
        """Devices with what they say at the moment; a node that has devices only where it says something itself."""
        now = self._clock.now()
        wanted = self._settings.device
        owners = {name: metrics for name, metrics in sorted(self._owners.items()) if self._is_machine(name, metrics)}
        if wanted:
            owners = {wanted: self._owners[wanted]} if wanted in self._owners else {}
        book = Book([(name, name) for name in owners], self._settings.signals, unmapped=self._settings.unmapped)
        page = Page()
        for name, metrics in owners.items():
            book.show(name, tuple(metrics.values()), page, now)
        return Probe(
            protocol="Sparkplug B",
            version=f"MQTT {self._session.version}",
            devices=tuple(_device(name, metrics) for name, metrics in owners.items()),
            now=Batch(
                received_at=now, session="probe", rows=page.rows, declared=tuple(book.declared), notes=tuple(page.notes)
            ),
        )

    def _is_machine(self, name: str, metrics: dict[str, Metric]) -> bool:
        devices = any(other.startswith(f"{name}/") for other in self._owners)
        return not devices or any(not is_control(each) and not each.startswith("Properties/") for each in metrics)

    def places(self, folder: str) -> list[Place]:
        """What lies in a folder: the top, `group/`, `group/node/`, `group/node/device/`. Metrics are leaves."""
        places: dict[str, Place] = {}
        for name in sorted(self._owners):
            path = f"{name}/"
            if path.startswith(folder) and path != folder:
                title = path.removeprefix(folder).partition("/")[0]
                address = f"{folder}{title}/"
                places.setdefault(address, Place(address=address, title=title, leaf=False))
        for metric in self._owners.get(folder.rstrip("/"), {}).values():
            if not is_control(metric.name) and metric.kind is not DataType.TEMPLATE:
                places[f"#{metric.name}"] = _place(metric)
        return list(places.values())[:_PLACES]


def _place(metric: Metric) -> Place:
    if isinstance(metric.value, DataSet):
        shown = f"{len(metric.value.entries)} × …"
    else:
        shown = "" if metric.value is None else str(metric.value)
    kind = "number" if metric.kind in NUMBERS else metric.kind.name.lower()
    return Place(address=metric.name, title=metric.name, leaf=True, type=kind, units=metric.units, value=shown[:_SHOWN])


def _device(name: str, metrics: dict[str, Metric]) -> Device:
    def said(names: tuple[str, ...]) -> str:
        return next((str(metrics[each].value) for each in names if each in metrics and metrics[each].value), "")

    return Device(name=name, uuid="", manufacturer=said(_MAKER), model=said(_MODEL), serial=said(_SERIAL))
