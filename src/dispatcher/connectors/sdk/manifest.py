"""`manifest.toml` of a connector's folder: what it is, without importing it."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dispatcher.ports.connector import ConfigRejected

FILE = "manifest.toml"


class Delivery(StrEnum):
    """Who begins a delivery: we ask each time, we subscribe, or we listen and are called."""

    POLL = "poll"
    SUBSCRIBE = "subscribe"
    LISTEN = "listen"
    READ = "read"
    """A recording: it has an end."""


class Guarantee(StrEnum):
    """What survives a broken link; `at_least_once` needs a cursor."""

    AT_MOST_ONCE = "at_most_once"
    AT_LEAST_ONCE = "at_least_once"


class Tier(StrEnum):
    """The result of `quality.toml`."""

    NONE = "none"
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class Manifest(BaseModel):
    """The manifest. `title` is a locale key; `extra` names the optional dependency group ("" = core)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    delivery: Delivery
    guarantee: Guarantee
    abilities: tuple[str, ...] = ()
    extra: str = ""
    tier: Tier
    since: str


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in a folder; None where there is none. Raises ConfigRejected for a wrong one."""
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        return Manifest.model_validate(tomllib.loads(file.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigRejected("manifest_invalid", folder=folder.name, problem=str(error)) from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise ConfigRejected("manifest_invalid", folder=folder.name, problem=problem) from error
