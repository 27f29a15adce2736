"""The plant: all machines under one seed, and the names the rest of the house knows them by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatcher.agent.model import Component
from dispatcher.connectors.sdk.vocabulary import local_name
from dispatcher.demo.design import Design
from dispatcher.demo.designs import DESIGNS
from dispatcher.demo.machine import Machine
from dispatcher.domain.signal import SignalSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """The machines of one seed."""

    seed: int
    machines: tuple[Machine, ...]


def build_plant(seed: int = 1, designs: Sequence[Design] = DESIGNS) -> Plant:
    """The demo plant; the same seed is the same plant for ever."""
    return Plant(seed=seed, machines=tuple(Machine(seed, design) for design in designs))


def source_id(design: Design) -> str:
    """The id of a machine's source, in history and in the configuration."""
    return f"{design.id}-{design.wire.value}"


def signals(machine: Machine) -> list[SignalSpec]:
    """The signals of a machine as its live wire declares them, in the order of the device model."""
    specs: list[SignalSpec] = []

    def walk(component: Component, path: str) -> None:
        specs.extend(
            SignalSpec(
                key=item.id,
                name=item.name,
                category=item.category,
                type=local_name(item.type),
                sub_type=item.sub_type or None,
                units=item.units or None,
                native_units=item.native_units or None,
                component=path,
                component_type=component.type,
                representation=item.representation,
            )
            for item in component.items
        )
        for inner in component.components:
            walk(inner, f"{path}/{inner.name}".lstrip("/"))

    walk(machine.sheet.device, "")
    return specs
