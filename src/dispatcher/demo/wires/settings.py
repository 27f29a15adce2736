"""What a source is told to read the wire of a machine."""

from __future__ import annotations

from urllib.parse import urlsplit

from dispatcher.demo.design import Wire
from dispatcher.demo.machine import Machine
from dispatcher.demo.wires import datablock, metrics, push, registers

Table = dict[str, object]

POLL_MS = 500
"""Polled wires are looked at so often."""


def settings_of(machine: Machine, address: str) -> Table:
    """The settings of the source; `address` as the wire tells it."""
    split = urlsplit(address)
    there: Table = {"host": split.hostname or "", "port": split.port or 0}
    match machine.design.wire:
        case Wire.MTCONNECT | Wire.OPCUA:
            return {"url": address}
        case Wire.SHDR:
            return there
        case Wire.MODBUS:
            return {**there, "poll_ms": POLL_MS, "signals": registers.entries(machine)}
        case Wire.S7:
            return {**there, "poll_ms": POLL_MS, "signals": datablock.entries(machine)}
        case Wire.SPARKPLUG:
            return {**there, "device": metrics.device(machine), "unmapped": False, "signals": metrics.entries(machine)}
        case Wire.PUSH:
            return {"tokens": [split.username or ""], "signals": push.entries(machine)}
