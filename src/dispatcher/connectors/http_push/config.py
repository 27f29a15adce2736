"""Settings of a source that is brought to the door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import tzinfo
from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr, field_validator

from dispatcher.connectors.sdk.mapping import Entry
from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.connectors.sdk.zones import checked_zone, zone_of

SHORTEST_TOKEN = 16
_ODD = re.compile(r"[^!-~]")


class PushEntry(Entry):
    """A signal the sender does not describe: under which name it comes. Line protocol: `measurement.field`."""

    path: str = Field(default="", max_length=400)

    @property
    def sent_as(self) -> str:
        """The name in deliveries."""
        return self.path or self.key


class HttpPushSettings(Settings):
    """One sender, or several that share a token. All times are given in the unit of the field's name."""

    tokens: tuple[SecretStr, ...] = setting(
        key="http_push.tokens", example='["…"]', secret=True, min_length=1, max_length=8
    )
    signals: tuple[PushEntry, ...] = setting((), key="http_push.signals", example="[[source.settings.signals]] …")
    declare: bool = setting(True, key="http_push.declare", example="true")
    max_signals: int = setting(2_000, key="http_push.max_signals", example="2000", ge=1, le=50_000)
    silence_s: int = setting(60, key="http_push.silence_s", unit="s", example="60", ge=1, le=604_800)
    time_zone: Annotated[str, AfterValidator(checked_zone)] = setting(
        "UTC", key="http_push.time_zone", example="Europe/Moscow"
    )
    device_tag: str = setting("device", key="http_push.device_tag", example="host", max_length=100)
    name_tags: tuple[str, ...] = setting((), key="http_push.name_tags", example='["channel"]', max_length=8)
    max_body_kb: int = setting(8_192, key="http_push.max_body_kb", unit="KiB", example="8192", ge=1, le=65_536)
    queue_rows: int = setting(100_000, key="http_push.queue_rows", example="100000", ge=1, le=1_000_000)
    probe_ms: int = setting(5_000, key="http_push.probe_ms", unit="ms", example="5000", ge=50, le=600_000)

    @field_validator("tokens", mode="before")
    @classmethod
    def _one_or_many(cls, tokens: object) -> object:
        """A form gives one text; several tokens in it are told apart by blanks."""
        return tokens.split() if isinstance(tokens, str) else tokens

    @field_validator("tokens")
    @classmethod
    def _long_enough(cls, tokens: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(token.get_secret_value().strip()) < SHORTEST_TOKEN for token in tokens):
            raise ValueError(f"a token needs {SHORTEST_TOKEN} characters or more; make one with `openssl rand -hex 24`")
        if any(_ODD.search(token.get_secret_value().strip()) for token in tokens):
            raise ValueError("a token stands in a header: only Latin letters, digits and signs, no blanks")
        return tokens

    @field_validator("signals")
    @classmethod
    def _told_apart(cls, signals: tuple[PushEntry, ...]) -> tuple[PushEntry, ...]:
        for names in ([(one.device, one.key) for one in signals], [(one.device, one.sent_as) for one in signals]):
            if len(set(names)) < len(names):
                twice = next(name for place, name in enumerate(names) if name in names[:place])
                raise ValueError(f"{twice[1]} stands twice")
        return signals

    @property
    def zone(self) -> tzinfo:
        """Of stamps without a zone."""
        return zone_of(self.time_zone)

    @property
    def mapped(self) -> Mapping[tuple[str, str], PushEntry]:
        """Device and name in deliveries -> entry."""
        return {(entry.device, entry.sent_as): entry for entry in self.signals}
