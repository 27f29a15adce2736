"""The register map of a Modbus box: lamps are bits, measured values are floating-point registers."""

from __future__ import annotations

from dispatcher.demo.machine import Machine
from dispatcher.demo.mapping import AVAILABILITY, Fields, items

TEXT_REGISTERS = 16


def entries(machine: Machine) -> list[Fields]:
    """The register map."""
    found: list[Fields] = []
    bit = register = 0
    for item in items(machine):
        if item.spec.type == AVAILABILITY:
            continue
        if item.bit:
            found.append({**item.fields, "table": "discrete", "address": bit, "format": "bool"})
            bit += 1
        elif item.number:
            found.append({**item.fields, "table": "input", "address": register, "format": "float32"})
            register += 2
        else:
            text = {"table": "input", "address": register, "format": "string", "length": TEXT_REGISTERS}
            found.append({**item.fields, **text})
            register += TEXT_REGISTERS
    return found
