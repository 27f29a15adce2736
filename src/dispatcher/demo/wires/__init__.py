"""The live wires of the machines, one file a protocol."""

from __future__ import annotations

from dispatcher.demo.broker import find_broker
from dispatcher.demo.design import Wire
from dispatcher.demo.machine import Machine
from dispatcher.demo.wires.adapter import AdapterWire
from dispatcher.demo.wires.agent import AgentWire, device_document
from dispatcher.demo.wires.push import PushWire
from dispatcher.demo.wires.wire import LiveWire
from dispatcher.ports.clock import Clock

__all__ = ["AdapterWire", "LiveWire", "device_document", "open_wire"]


def open_wire(machine: Machine, clock: Clock, port: int = 0) -> LiveWire:
    """The machine's wire, not yet listening."""
    match machine.design.wire:
        case Wire.MTCONNECT:
            return AgentWire(machine, clock, port)
        case Wire.SHDR:
            return AdapterWire(machine, clock, port)
        case Wire.PUSH:
            return PushWire(machine)
        case Wire.MODBUS | Wire.S7 | Wire.OPCUA | Wire.SPARKPLUG:
            return _extra(machine, clock, port)


def _extra(machine: Machine, clock: Clock, port: int) -> LiveWire:
    """Imported only where it is wanted: these protocols' libraries are extras, and `plant.reachable` has found them."""
    match machine.design.wire:
        case Wire.MODBUS:
            from dispatcher.demo.wires.modbus import ModbusWire  # noqa: PLC0415

            return ModbusWire(machine, port)
        case Wire.S7:
            from dispatcher.demo.wires.s7 import S7Wire  # noqa: PLC0415

            return S7Wire(machine, port)
        case Wire.OPCUA:
            from dispatcher.demo.wires.opcua import OpcuaWire  # noqa: PLC0415

            return OpcuaWire(machine, port)
        case _:
            from dispatcher.demo.wires.sparkplug import SparkplugWire  # noqa: PLC0415

            return SparkplugWire(machine, clock, find_broker() or "mosquitto")
