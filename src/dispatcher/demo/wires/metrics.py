"""The robot cell at the broker: its name there, and its metrics by theirs."""

from __future__ import annotations

from dispatcher.demo.machine import Machine
from dispatcher.demo.mapping import Fields, items

NODE = "demo/cell"


def device(machine: Machine) -> str:
    """The machine's name at the broker: `group/node/device`."""
    return f"{NODE}/{machine.sheet.device.name}"


def entries(machine: Machine) -> list[Fields]:
    """The metrics by their names."""
    return [{**item.fields, "metric": item.spec.name} for item in items(machine)]
