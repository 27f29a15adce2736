"""What is to be read from a server: machines found by their models, mapped nodes, and who is bound to which machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dispatcher.connectors.opcua.companion import table
from dispatcher.connectors.opcua.conditions import Watch
from dispatcher.connectors.opcua.config import Alarms, Models, OpcUaEntry, OpcUaSettings
from dispatcher.connectors.opcua.decode import Point
from dispatcher.connectors.opcua.discovery import Asked, Machine, machines
from dispatcher.connectors.opcua.model import ServerStatus
from dispatcher.ports.connector import Binding, ConfigRejected, Device

_SERVER = "i=2253"
_SUBSCRIBE_TO_EVENTS = 1


class Told(Asked, Protocol):
    """A session that also says who the server is."""

    status: ServerStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """devices: those that are read; points: their signals; watches: conditions, with the node of their events."""

    devices: tuple[Device, ...]
    points: tuple[Point, ...]
    watches: tuple[tuple[str, Watch], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A device under the name by which the house knows it."""

    name: str
    device: Device
    machine: Machine | None
    entries: tuple[OpcUaEntry, ...]


async def planned(session: Told, settings: OpcUaSettings, bindings: Sequence[Binding] | None) -> Plan:
    """The plan for these bindings; None = everything that is there. Raises ConfigRejected."""
    found = (
        await machines(session, table(), most=settings.max_signals, url=settings.endpoint)
        if settings.models is Models.AUTO
        else []
    )
    wanted = _everything(session, settings, found) if bindings is None else _bound(session, settings, found, bindings)
    points = [point for one in wanted for point in _points(one)]
    if len(points) > settings.max_signals:
        raise ConfigRejected("opcua_too_many", url=settings.endpoint, found=len(points), limit=settings.max_signals)
    if not points and bindings is not None:
        raise ConfigRejected("opcua_nothing_to_read", url=settings.endpoint)
    watches = await _watches(session, settings, wanted, len(points)) if points else []
    return Plan(devices=tuple(one.device for one in wanted), points=tuple(points), watches=tuple(watches))


def _everything(session: Told, settings: OpcUaSettings, found: Sequence[Machine]) -> list[_Wanted]:
    names = [machine.device.name for machine in found]
    names += [name for name in dict.fromkeys(entry.device for entry in settings.signals) if name and name not in names]
    if not names:
        names = [""]
    return [_one(session, settings, found, name) for name in names]


def _bound(
    session: Told, settings: OpcUaSettings, found: Sequence[Machine], bindings: Sequence[Binding]
) -> list[_Wanted]:
    known = list(dict.fromkeys([*(m.device.name for m in found), *(e.device for e in settings.signals if e.device)]))
    wanted = []
    for binding in bindings:
        name = binding.device or settings.device
        if not name and len(known) > 1:
            raise ConfigRejected("opcua_device_needed", url=settings.endpoint, known=", ".join(known[:50]))
        if name and found and _machine(found, name) is None and name not in known:
            raise ConfigRejected(
                "opcua_device_unknown", url=settings.endpoint, device=name, known=", ".join(known[:50])
            )
        wanted.append(_one(session, settings, found, name or (known[0] if known else ""), binding.device))
    return wanted


def _one(
    session: Told, settings: OpcUaSettings, found: Sequence[Machine], name: str, called: str | None = None
) -> _Wanted:
    """called: how the binding calls it ("" and None: as it calls itself)."""
    machine = _machine(found, name)
    status = session.status
    own = (
        machine.device
        if machine is not None
        else Device(
            name=name or settings.device or status.product or settings.host,
            uuid="",
            manufacturer="" if found else status.manufacturer,
            model="" if found else status.product,
        )
    )
    labels = {"", name, called or "", own.name, own.uuid}
    entries = tuple(entry for entry in settings.signals if entry.device in labels)
    return _Wanted(name=called or own.name, device=own, machine=machine, entries=entries)


def _machine(found: Sequence[Machine], name: str) -> Machine | None:
    if not name:
        return found[0] if len(found) == 1 else None
    return next((one for one in found if name in {one.device.name, one.device.uuid, one.node}), None)


def _points(wanted: _Wanted) -> list[Point]:
    """Later keys win: what people mapped stands before what the model says."""
    points = {
        signal.entry.key: Point(device=wanted.name, entry=signal.entry, state=signal.state, still=signal.still)
        for signal in (wanted.machine.signals if wanted.machine is not None else ())
    }
    points |= {entry.key: Point(device=wanted.name, entry=entry) for entry in wanted.entries}
    return list(points.values())


async def _watches(
    session: Told, settings: OpcUaSettings, wanted: Sequence[_Wanted], first: int
) -> list[tuple[str, Watch]]:
    """Where each device's conditions are told: by the machine itself, or by the server where there is only one."""
    if settings.alarms is Alarms.OFF:
        return []
    nodes = [_SERVER if one.machine is None else session.names.wire(one.machine.node) or _SERVER for one in wanted]
    flags = await session.read([_SERVER, *nodes], "EventNotifier")
    tells = [isinstance(flag.value, int) and bool(flag.value & _SUBSCRIBE_TO_EVENTS) for flag in flags]
    found: list[tuple[str, Watch]] = []
    for one, node, itself in zip(wanted, nodes, tells[1:], strict=True):
        place = node if itself and node != _SERVER else _SERVER if tells[0] and len(wanted) == 1 else ""
        if place:
            watch = Watch(one.name, first + 2 * len(found), settings.fault_severity)
            found.append((place, watch))
    return found
