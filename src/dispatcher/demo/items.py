"""The signals of a machine as its device model has them."""

from __future__ import annotations

from dispatcher.agent.model import Component
from dispatcher.connectors.sdk.vocabulary import local_name
from dispatcher.demo.machine import Machine
from dispatcher.domain.signal import SignalSpec


def model_signals(machine: Machine) -> list[SignalSpec]:
    """The signals of a machine in the order of its device model."""
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
