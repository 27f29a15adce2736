"""Settings of an SHDR adapter."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, field_validator

from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.connectors.sdk.zones import checked_zone, zone_of


class ShdrSettings(Settings):
    """One adapter. All times are given in the unit of the field's name."""

    host: str = setting(key="shdr.host", example="192.168.1.30", min_length=1, max_length=253)
    port: int = setting(7878, key="shdr.port", example="7878", ge=1, le=65_535)
    device: str = setting("", key="shdr.device", example="Lathe1", max_length=200)
    devices: Path | None = setting(None, key="shdr.devices", example="Devices.xml")
    time_zone: Annotated[str, AfterValidator(checked_zone)] = setting(
        "UTC", key="shdr.time_zone", example="Europe/Moscow"
    )
    heartbeat_ms: int = setting(10_000, key="shdr.heartbeat_ms", unit="ms", example="10000", ge=100, le=600_000)
    silence_ms: int = setting(600_000, key="shdr.silence_ms", unit="ms", example="600000", ge=100, le=86_400_000)
    timeout_ms: int = setting(10_000, key="shdr.timeout_ms", unit="ms", example="10000", ge=100, le=60_000)
    probe_ms: int = setting(2_000, key="shdr.probe_ms", unit="ms", example="2000", ge=50, le=60_000)

    @field_validator("host")
    @classmethod
    def _checked(cls, host: str) -> str:
        host = host.strip().strip("[]")
        if not host or any(sign in host for sign in " /@?#|") or "://" in host:
            raise ValueError("write only the name or the address of the computer, the port goes into `port`")
        return host

    @property
    def zone(self) -> tzinfo:
        """Of stamps without a zone."""
        return zone_of(self.time_zone)

    @property
    def address(self) -> str:
        """One spelling for every way to write the address of one adapter (trap 13)."""
        host = self.host.rstrip(".").lower()
        host = "127.0.0.1" if host in {"localhost", "::1"} else host
        return f"shdr://[{host}]:{self.port}" if ":" in host else f"shdr://{host}:{self.port}"
