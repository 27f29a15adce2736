"""Settings of a Siemens controller."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

from pydantic import field_validator

from dispatcher.connectors.s7.entries import S7Entry
from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.connectors.sdk.targets import Target

_TSAP = re.compile(r"([0-9A-Fa-f]{2})\.([0-9A-Fa-f]{2})")
_OURS = 0x0100


class Cpu(StrEnum):
    """Which family: it decides by what number the controller wants to be called."""

    AUTO = "auto"
    S7_300 = "s7-300"
    S7_400 = "s7-400"
    S7_1200 = "s7-1200"
    S7_1500 = "s7-1500"
    S7_200 = "s7-200"
    LOGO = "logo"


class Seat(StrEnum):
    """As what we take a connection: a programming device, a panel, or anything else."""

    PG = "pg"
    OP = "op"
    BASIC = "basic"


_SLOTS = {
    Cpu.S7_300: (2,),
    Cpu.S7_400: (3, 2, 4),
    Cpu.S7_1200: (1, 0),
    Cpu.S7_1500: (1, 0),
    Cpu.AUTO: (1, 2, 3, 0),
}
"""Where the controller sits in its rack, in the order in which it is tried."""
_BY_NUMBER = {Cpu.S7_200: (0x1000, 0x1001), Cpu.LOGO: (0x0300, 0x0200)}
"""Families without racks: our access point and theirs, as their own tools propose."""
_SEATS = {Seat.PG: 1, Seat.OP: 2, Seat.BASIC: 3}


class S7Settings(Settings):
    """One controller. All times are given in the unit of the field's name."""

    host: str = setting(key="s7.host", example="192.168.1.60", min_length=1, max_length=253)
    port: int = setting(102, key="s7.port", example="102", ge=1, le=65_535)
    cpu: Cpu = setting(Cpu.AUTO, key="s7.cpu", example="s7-1500")
    rack: int = setting(0, key="s7.rack", example="0", ge=0, le=7)
    slot: int | None = setting(None, key="s7.slot", example="2", ge=0, le=31)
    seat: Seat = setting(Seat.OP, key="s7.seat", example="op")
    local_tsap: str = setting("", key="s7.local_tsap", example="03.00", pattern=rf"^({_TSAP.pattern})?$")
    remote_tsap: str = setting("", key="s7.remote_tsap", example="02.00", pattern=rf"^({_TSAP.pattern})?$")
    poll_ms: int = setting(1_000, key="s7.poll_ms", unit="ms", example="1000", ge=10, le=3_600_000)
    timeout_ms: int = setting(2_000, key="s7.timeout_ms", unit="ms", example="2000", ge=50, le=60_000)
    again_ms: int = setting(30_000, key="s7.again_ms", unit="ms", example="30000", ge=100, le=3_600_000)
    gap: int = setting(16, key="s7.gap", unit="B", example="16", ge=0, le=200)
    max_signals: int = setting(10_000, key="s7.max_signals", example="10000", ge=1, le=100_000)
    signals: tuple[S7Entry, ...] = setting(
        (), key="s7.signals", example='[{ key = "parts", type = "PART_COUNT", address = "DB10.DBD4", format = "dint" }]'
    )

    @field_validator("host")
    @classmethod
    def _checked(cls, host: str) -> str:
        host = host.strip().strip("[]")
        if not host or any(sign in host for sign in " /@?#|") or "://" in host:
            raise ValueError("write only the name or the address of the controller, the port goes into `port`")
        return host

    def calls(self) -> list[tuple[int, int]]:
        """Pairs of our and the controller's access point (TSAP), in the order in which they are tried."""
        ours, theirs = _BY_NUMBER.get(self.cpu, (_OURS, 0))
        ours = _tsap(self.local_tsap) or ours
        theirs = _tsap(self.remote_tsap) or theirs
        if theirs:
            return [(ours, theirs)]
        slots = _SLOTS[self.cpu] if self.slot is None else (self.slot,)
        return [(ours, _SEATS[self.seat] << 8 | self.rack << 5 | slot) for slot in slots]

    @property
    def address(self) -> str:
        """One spelling for every way to write one place (trap 13)."""
        host = self.host.rstrip(".").lower()
        host = "127.0.0.1" if host in {"localhost", "::1"} else host
        where = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        return f"s7://{where}/{self.rack}" if self.slot is None else f"s7://{where}/{self.rack}/{self.slot}"


def pointed(target: Target) -> dict[str, Any]:
    """Settings that look at a target: `s7://host:102/rack/slot`, the path may be left out."""
    settings: dict[str, Any] = {"host": target.host, "port": target.port or 102}
    parts = target.path.strip("/").split("/")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):  # noqa: PLR2004 - rack and slot
        settings |= {"rack": int(parts[0]), "slot": int(parts[1])}
    return settings


def _tsap(text: str) -> int:
    """`02.00` as a number; 0 for nothing said."""
    found = _TSAP.fullmatch(text)
    return int(found[1] + found[2], 16) if found is not None else 0
