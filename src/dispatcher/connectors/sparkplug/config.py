"""Settings of a Sparkplug B host application, and what one mapped metric says."""

from __future__ import annotations

from pydantic import Field, field_validator

from dispatcher.connectors.sdk.mapping import Entry, told_apart
from dispatcher.connectors.sdk.mqtt_session import BrokerSettings
from dispatcher.connectors.sdk.settings import setting
from dispatcher.connectors.sparkplug.topics import owner

MAX_SIGNALS = 20_000


class SparkplugEntry(Entry):
    """One mapped signal. metric: its name, exactly as in the birth; several = the first of them that there is."""

    metric: str | tuple[str, ...] = Field(min_length=1)

    @property
    def names(self) -> tuple[str, ...]:
        """The names, the wanted one first."""
        return (self.metric,) if isinstance(self.metric, str) else self.metric


class SparkplugSettings(BrokerSettings):
    """One broker with edge nodes behind it."""

    host_id: str = setting("dispatcher", key="sparkplug.host_id", example="dispatcher", min_length=1, max_length=200)
    device: str = setting("", key="sparkplug.device", example="hall-2/cell-1/mill", max_length=600)
    rebirth: bool = setting(True, key="sparkplug.rebirth", example="true")
    reorder_ms: int = setting(2_000, key="sparkplug.reorder_ms", unit="ms", example="2000", ge=0, le=60_000)
    unmapped: bool = setting(True, key="sparkplug.unmapped", example="true")
    probe_ms: int = setting(2_500, key="sparkplug.probe_ms", unit="ms", example="2500", ge=100, le=60_000)
    signals: tuple[SparkplugEntry, ...] = setting((), key="sparkplug.signals", example="[]", max_length=MAX_SIGNALS)

    @field_validator("host_id")
    @classmethod
    def _level(cls, host_id: str) -> str:
        if any(sign in host_id for sign in "/+#"):
            raise ValueError("the signs / + # cannot stand in it")
        return host_id

    @field_validator("device")
    @classmethod
    def _owner(cls, device: str) -> str:
        if device and owner(device) is None:
            raise ValueError("write group/node or group/node/device")
        return device

    @field_validator("signals")
    @classmethod
    def _once(cls, signals: tuple[SparkplugEntry, ...]) -> tuple[SparkplugEntry, ...]:
        return told_apart(signals)

    @property
    def address(self) -> str:
        """The broker and who we are there: one host application says only once whether it is there (trap 13)."""
        return f"{self.place('sparkplug')}/{self.host_id}"
