"""The plant: all machines under one seed, and the names the rest of the house knows them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dispatcher.connectors.sdk import registry
from dispatcher.demo.broker import find_broker
from dispatcher.demo.design import Design, Wire
from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.items import model_signals
from dispatcher.demo.machine import Machine
from dispatcher.demo.mapping import MAPPED, items
from dispatcher.domain.signal import SignalSpec
from dispatcher.ports.connector import ConfigRejected


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """The machines of one seed."""

    seed: int
    machines: tuple[Machine, ...]


def build_plant(seed: int = 1, designs: Sequence[Design] = DESIGNS) -> Plant:
    """The demo plant; the same seed is the same plant for ever."""
    return Plant(seed=seed, machines=tuple(Machine(seed, reachable(design)) for design in designs))


def reachable(design: Design) -> Design:
    """The same machine with an MTConnect agent where the library of its own protocol, or the broker it needs, is not
    installed.
    """
    if design.wire is Wire.SPARKPLUG and find_broker() is None:
        return replace(design, wire=Wire.MTCONNECT)
    try:
        registry.get(design.wire).load()
    except ConfigRejected:
        return replace(design, wire=Wire.MTCONNECT)
    return design


def source_id(design: Design) -> str:
    """The id of a machine's source, in history and in the configuration."""
    return f"{design.id}-{design.wire.value}"


def signals(machine: Machine) -> list[SignalSpec]:
    """The signals of a machine as its live wire declares them, in the order of the device model."""
    return [spec for _, spec in numbered(machine)]


def numbered(machine: Machine) -> list[tuple[int, SignalSpec]]:
    """The same, each with its handle at the machine."""
    if machine.design.wire in MAPPED:
        return [(item.handle, item.mapped) for item in items(machine)]
    return [(machine.keys.index(spec.key), spec) for spec in model_signals(machine)]
