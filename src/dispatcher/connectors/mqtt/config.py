"""Settings of an MQTT source, and what one mapped signal says of its topic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from dispatcher.connectors.mqtt.paths import parsed
from dispatcher.connectors.sdk.mapping import Entry, told_apart
from dispatcher.connectors.sdk.mqtt_session import BrokerSettings
from dispatcher.connectors.sdk.mqtt_session.topics import problem
from dispatcher.connectors.sdk.settings import setting
from dispatcher.connectors.sdk.zones import checked_zone, zone_of
from dispatcher.domain.signal import Category

DEVICE = "{device}"
KEY = "@key"
MAX_SIGNALS = 20_000


class Alarms(BaseModel):
    """The members of a list or an object are the alarms that are active; what is no longer there is over.

    code, text: where they stand in a member; `@key` is the member's own name in the object. fault: what a member must
    say to be a fault and not a warning, path -> word; nothing = each is a fault.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = KEY
    text: str = ""
    fault: Mapping[str, str] = Field(default_factory=dict)

    @field_validator("code", "text")
    @classmethod
    def _path(cls, path: str) -> str:
        if path != KEY:
            parsed(path)
        return path


class MqttEntry(Entry):
    """One mapped signal.

    topic: with `{device}` where the device's name stands, `+` for any one level, `#` at the end for all below.
    path: where the value stands in a JSON payload (`state.power[0]`, `$` = the whole document); "" = the payload is the
    value, as a text. A list of objects, and JSON line by line, are samples: the path is then one of each sample.
    where: what a sample must say to be this signal's, path -> word. time_path: where the source's time stands.
    alarms: the value at the path is a list or an object of active alarms (a condition); without it a condition is an
    alarm bit or the number of an alarm.
    """

    topic: str = Field(min_length=1, max_length=1000)
    path: str = ""
    where: Mapping[str, str] = Field(default_factory=dict)
    time_path: str = ""
    time_format: Literal["iso", "s", "ms", "us"] = "iso"
    alarms: Alarms | None = None

    @field_validator("topic")
    @classmethod
    def _topic(cls, topic: str) -> str:
        if (wrong := problem(topic)) is not None:
            raise ValueError(wrong)
        if topic.startswith("$"):
            raise ValueError("what the broker says of itself ($SYS) is no signal of a machine")
        return topic

    @field_validator("path", "time_path")
    @classmethod
    def _path(cls, path: str) -> str:
        parsed(path)
        return path

    @field_validator("where")
    @classmethod
    def _paths(cls, where: Mapping[str, str]) -> Mapping[str, str]:
        for path in where:
            parsed(path)
        return where

    @model_validator(mode="after")
    def _listed(self) -> MqttEntry:
        if self.alarms is not None and (self.category is not Category.CONDITION or self.values):
            raise ValueError('alarms need category = "CONDITION", and no values')
        return self


class MqttSettings(BrokerSettings):
    """One broker, and the signals of the devices behind it."""

    device: str = setting("", key="mqtt.device", example="shellyplug-s-4C11AE", max_length=200)
    client_id: str = setting("", key="mqtt.client_id", example="dispatcher-hall-2", max_length=200)
    keep_s: int = setting(86_400, key="mqtt.keep_s", unit="s", example="86400", ge=60, le=2_592_000)
    qos: Literal[0, 1] = setting(1, key="mqtt.qos", example="1")
    time_zone: Annotated[str, AfterValidator(checked_zone)] = setting(
        "UTC", key="mqtt.time_zone", example="Europe/Moscow"
    )
    probe_ms: int = setting(2_500, key="mqtt.probe_ms", unit="ms", example="2500", ge=100, le=60_000)
    signals: tuple[MqttEntry, ...] = setting((), key="mqtt.signals", example="[]", max_length=MAX_SIGNALS)

    @field_validator("signals")
    @classmethod
    def _once(cls, signals: tuple[MqttEntry, ...]) -> tuple[MqttEntry, ...]:
        return told_apart(signals)

    @property
    def zone(self) -> tzinfo:
        """Of times without a zone."""
        return zone_of(self.time_zone)

    @property
    def address(self) -> str:
        """The broker, and the session at it (trap 13): the devices of a broker are devices of one source, and sources
        that shall be several have sessions of their own.
        """
        return f"{self.place('mqtt')}/{self.client_id}" if self.client_id else self.place("mqtt")
