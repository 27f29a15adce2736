"""The data block of a Siemens controller: bits, codes, measured values as REAL, texts, alarms as numbers."""

from __future__ import annotations

from dispatcher.demo.machine import Machine
from dispatcher.demo.mapping import AVAILABILITY, Fields, items

DB = "DB10"
TEXT = 32


def entries(machine: Machine) -> list[Fields]:
    """The layout of the data block: every item at a double word of its own, texts behind each other."""
    found: list[Fields] = []
    byte = 0
    for item in items(machine):
        if item.spec.type == AVAILABILITY:
            continue
        if item.bit:
            found.append({**item.fields, "address": f"{DB}.DBX{byte}.0"})
        elif item.number:
            found.append({**item.fields, "address": f"{DB}.DBD{byte}", "format": "real"})
        elif item.coded or item.alarm:
            found.append({**item.fields, "address": f"{DB}.DBD{byte}", "format": "dint"})
        else:
            found.append({**item.fields, "address": f"{DB}.STRING{byte}.{TEXT}"})
            byte += TEXT
        byte += 4
    return found
