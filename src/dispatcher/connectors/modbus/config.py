"""Settings of a Modbus device, or of a gateway with several."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import field_validator, model_validator

from dispatcher.connectors.modbus.entries import ModbusEntry, Order
from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.connectors.sdk.targets import Target

MAX_REGISTERS = 125
"""So many registers the protocol lets us ask for at once (Modbus Application Protocol V1.1b3, 6.3, 6.4)."""
MAX_BITS = 2_000


class Framer(StrEnum):
    """How messages are wrapped: Modbus TCP, or the frames of the serial line sent through TCP."""

    TCP = "tcp"
    RTU = "rtu"


class ModbusSettings(Settings):
    """One device, or a gateway. All times are given in the unit of the field's name."""

    host: str = setting(key="modbus.host", example="192.168.1.40", min_length=1, max_length=253)
    port: int = setting(502, key="modbus.port", example="502", ge=1, le=65_535)
    framer: Framer = setting(Framer.TCP, key="modbus.framer", example="tcp")
    unit: int = setting(1, key="modbus.unit", example="1", ge=0, le=255)
    units: dict[str, int] = setting({}, key="modbus.units", example="{ press-1 = 3, press-2 = 4 }", max_length=256)
    poll_ms: int = setting(1_000, key="modbus.poll_ms", unit="ms", example="1000", ge=10, le=3_600_000)
    timeout_ms: int = setting(2_000, key="modbus.timeout_ms", unit="ms", example="2000", ge=50, le=60_000)
    silent_ms: int = setting(30_000, key="modbus.silent_ms", unit="ms", example="30000", ge=100, le=3_600_000)
    settle_ms: int = setting(100, key="modbus.settle_ms", unit="ms", example="100", ge=0, le=5_000)
    gap: int = setting(8, key="modbus.gap", example="8", ge=0, le=MAX_REGISTERS)
    max_registers: int = setting(MAX_REGISTERS, key="modbus.max_registers", example="125", ge=1, le=MAX_REGISTERS)
    max_bits: int = setting(MAX_BITS, key="modbus.max_bits", example="2000", ge=1, le=MAX_BITS)
    word_order: Order = setting(Order.BIG, key="modbus.word_order", example="big")
    byte_order: Order = setting(Order.BIG, key="modbus.byte_order", example="big")
    max_signals: int = setting(10_000, key="modbus.max_signals", example="10000", ge=1, le=100_000)
    signals: tuple[ModbusEntry, ...] = setting(
        (),
        key="modbus.signals",
        example='[{ key = "green", type = "ACTUATOR_STATE", table = "discrete", address = 0 }]',
    )

    @field_validator("host")
    @classmethod
    def _checked(cls, host: str) -> str:
        host = host.strip().strip("[]")
        if not host or any(sign in host for sign in " /@?#|") or "://" in host:
            raise ValueError("write only the name or the address of the device, the port goes into `port`")
        return host

    @field_validator("units")
    @classmethod
    def _units(cls, units: dict[str, int]) -> dict[str, int]:
        if any(not 0 <= unit <= 255 for unit in units.values()):  # noqa: PLR2004 - a byte
            raise ValueError("a unit is a number from 0 to 255")
        return units

    @model_validator(mode="after")
    def _short_enough(self) -> ModbusSettings:
        for entry in self.signals:
            if not entry.table.bits and entry.count > self.max_registers:
                raise ValueError(f"{entry.key} takes more registers than max_registers lets us ask for at once")
        return self

    def unit_of(self, entry: ModbusEntry, device: str) -> int:
        """Which unit is asked for an entry of a device: its own, the device's, or the source's."""
        if entry.unit is not None:
            return entry.unit
        if device in self.units:
            return self.units[device]
        return int(device) if device.isascii() and device.isdigit() and int(device) <= 255 else self.unit  # noqa: PLR2004

    @property
    def address(self) -> str:
        """One spelling for every way to write one place (trap 13). Units behind one gateway are places of their own."""
        host = self.host.rstrip(".").lower()
        host = "127.0.0.1" if host in {"localhost", "::1"} else host
        units = {self.unit_of(entry, entry.device) for entry in self.signals} or {self.unit}
        where = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        return f"modbus://{where}/{','.join(map(str, sorted(units)))}"


def pointed(target: Target) -> dict[str, Any]:
    """Settings that look at a target: `modbus://host:502/unit`, `modbus+rtu://…` for frames of the serial line."""
    unit = target.path.strip("/")
    settings: dict[str, Any] = {"host": target.host, "port": target.port or 502}
    if unit.isascii() and unit.isdigit():
        settings["unit"] = int(unit)
    if target.scheme == "modbus+rtu":
        settings["framer"] = "rtu"
    return settings
