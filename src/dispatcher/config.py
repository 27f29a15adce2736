"""The configuration: one readable TOML file, read once into one frozen object.

Every refusal says which file, which line, which key, what was given and what would be right.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from dispatcher.app.plant import MachineKind
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.state import BaseState, Shape

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""A short name that may stand in an address: letters, digits, dot, dash, underscore."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SiteSection(_Section):
    """A place of the plant."""

    id: Identifier = Field(default="main", description="What a machine calls it in machine.site")
    name: str = Field(default="Plant", min_length=1, description="Name shown in the head of every page")
    time_zone: str = Field(default="UTC", description="IANA name of the plant's time zone, for example Europe/Moscow")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # "Europe" is a folder of zones
            raise ValueError(f"unknown time zone {value!r}; an IANA name such as Europe/Moscow is needed") from error
        return value


class ServerSection(_Section):
    """Where people reach the server."""

    host: str = Field(default="127.0.0.1", description="Address to listen on; 0.0.0.0 for every network")
    port: int = Field(default=8080, ge=0, le=65535, description="Port; 0 chooses a free one")
    origins: tuple[str, ...] = Field(default=(), description="Foreign web origins that may open the live socket")


class StoreSection(_Section):
    """Limits of the embedded store."""

    memory_limit_mb: int = Field(default=512, ge=128, le=65536, description="Memory the store may use, MB")
    threads: int = Field(default=2, ge=1, le=64, description="Threads the store may use")


class AgentSection(_Section):
    """The way out: the plant's signals as an MTConnect agent for other systems."""

    enabled: bool = Field(default=False, description="Serve probe, current, sample and asset")
    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=5000, ge=0, le=65535, description="Port; 0 chooses a free one")
    buffer_size: int = Field(default=131_072, ge=16, le=10_000_000, description="Observations kept for readers")


class SnapshotSection(_Section):
    """Tables as Parquet files, kept fresh for tools that read files."""

    directory: str = Field(default="", description="Folder of the files; empty = none are written")
    every_minutes: int = Field(default=60, ge=1, le=1440, description="Minutes between two snapshots")
    months: int = Field(default=2, ge=1, le=120, description="Newest months written each time; all of them once a day")
    tables: tuple[str, ...] = Field(default=(), description="Tables; empty = all but observations")


class BackupSection(_Section):
    """Backups of the whole house, taken while it runs."""

    directory: str = Field(default="", description="Folder of the backups; empty = the server takes none")
    every_hours: int = Field(default=24, ge=0, le=744, description="Hours between two; 0 = only when asked")
    keep: int = Field(default=7, ge=1, le=1000, description="Scheduled ones that are kept")
    with_key: bool = Field(default=False, description="Put the key of the secrets into scheduled ones too")


class SetupSection(_Section):
    """What the server may be made to speak to while machines are set up."""

    allow: tuple[str, ...] = Field(
        default=(
            *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8"),
            *("fc00::/7", "fe80::/10", "::1/128"),
        ),
        description="Networks of the machines; an address outside them is refused",
    )
    folders: tuple[str, ...] = Field(
        default=("/mnt", "/media", "/srv"),
        description="Folders whose files sources set up in the running server may read; others are refused",
    )

    @field_validator("allow")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _checked_networks(value)


class DiscoverySection(_Section):
    """Searching a range of addresses for machines, when a person asks for it."""

    enabled: bool = Field(default=False, description="Whether anybody may search")
    ranges: tuple[str, ...] = Field(
        default=("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        description="Where; only private networks and the loopback are searched at all",
    )

    @field_validator("ranges")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return _checked_networks(value)


def _checked_networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for text in value:
        try:
            ipaddress.ip_network(text, strict=False)
        except ValueError as error:
            raise ValueError(f"{text!r} is no network; write one like 192.168.1.0/24") from error
    return value


class StateSection(_Section):
    """A state of the plant's own."""

    code: Identifier
    base: BaseState = Field(description="The base state it counts as")
    en: str = Field(min_length=1)
    ru: str = Field(min_length=1)
    color: str = Field(default="state-other", description="Colour token")
    shape: Shape = Shape.SQUARE


class MachineSection(_Section):
    """One machine."""

    id: Identifier
    name: str = Field(min_length=1)
    site: str = Field(default="", description="Id of the site where it stands; empty = the first")
    area: str = ""
    line: str = ""
    kind: MachineKind = MachineKind.OTHER
    manufacturer: str = ""
    model: str = ""
    profile: str = Field(default="mtconnect-generic", description="Device profile that turns signals into states")


class SourceSection(_Section):
    """One source of signals and the machines behind it."""

    id: Identifier
    connector: str = Field(description="Folder of the connector: mtconnect, shdr …")
    machine: Identifier | None = Field(default=None, description="The machine, where the source has only one device")
    devices: Mapping[str, Identifier] = Field(default_factory=dict, description="Device at the source = machine")
    settings: Mapping[str, Any] = Field(default_factory=dict, description="What the connector needs to know")

    @model_validator(mode="after")
    def _one_way(self) -> SourceSection:
        if (self.machine is None) == (not self.devices):
            raise ValueError("give either machine (one device) or devices (several)")
        return self


class Config(_Section):
    """The whole file."""

    site: tuple[SiteSection, ...] = Field(default=(SiteSection(),), min_length=1)
    server: ServerSection = ServerSection()
    store: StoreSection = StoreSection()
    mtconnect_agent: AgentSection = AgentSection()
    snapshot: SnapshotSection = SnapshotSection()
    backup: BackupSection = BackupSection()
    setup: SetupSection = SetupSection()
    discovery: DiscoverySection = DiscoverySection()
    state: tuple[StateSection, ...] = ()
    machine: tuple[MachineSection, ...] = ()
    source: tuple[SourceSection, ...] = ()

    @field_validator("site", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        """One plant is written [site], several are [[site]] each."""
        return (value,) if isinstance(value, Mapping) else value

    @model_validator(mode="after")
    def _agrees(self) -> Config:
        for kind, ids in (
            ("site", [item.id for item in self.site]),
            ("machine", [item.id for item in self.machine]),
            ("source", [item.id for item in self.source]),
            ("state", [item.code for item in self.state]),
        ):
            twice = sorted({name for name in ids if ids.count(name) > 1})
            if twice:
                raise ValueError(f"{kind} {twice[0]!r} is declared twice")
        sites = {item.id for item in self.site}
        for item in self.machine:
            if item.site and item.site not in sites:
                raise ValueError(f"machine {item.id!r} names site {item.site!r}, which is not declared")
        machines = {item.id for item in self.machine}
        for source in self.source:
            for machine in [source.machine] if source.machine else source.devices.values():
                if machine not in machines:
                    raise ValueError(f"source {source.id!r} names machine {machine!r}, which is not declared")
        return self


def read_config(path: Path) -> Config:
    """The configuration in a file. Raises InvalidInput `config_missing`, `config_syntax` or
    `config_invalid`; params: file, line, key, problem.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("config_missing", file=str(path), problem=str(error)) from error
    return parse_config(text, name=str(path))


def parse_config(text: str, *, name: str) -> Config:
    """The same for a text; `name` stands for the file in refusals."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput("config_syntax", file=name, problem=str(error)) from error
    try:
        return Config.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = first["loc"]
        if place[:1] == ("site",) and isinstance(document["site"], dict):
            place = (place[0], *place[2:])  # written as one table, read as a list of one
        problem = first["msg"].removeprefix("Value error, ")
        raise InvalidInput(
            "config_invalid",
            file=name,
            line=line_of(text, place, problem),
            key=".".join(str(part) for part in place) or "-",
            problem=problem,
            given=_short(first.get("input")),
        ) from error


def _short(value: object) -> str:
    return "" if isinstance(value, dict | list | tuple) else str(value)[:80]


def line_of(text: str, place: Sequence[int | str], problem: str = "") -> int:
    """The line (from 1) a refusal is about: the deepest table or key of `place` that stands in the
    text; without a place, the last line that holds the name the problem quotes; else 1.
    """
    lines = text.splitlines()
    if not place:
        quoted = re.findall(r"'([^']+)'", problem)
        key = r"\b(?:id|code)\s*=\s*" if "twice" in problem else ""
        hits = [n for n, line in enumerate(lines, 1) if quoted and re.search(f'{key}"{re.escape(quoted[-1])}"', line)]
        return hits[-1] if hits else 1
    best, depth = 1, 0
    for number, path in _paths(lines):
        common = 0
        while common < min(len(path), len(place)) and path[common] == place[common]:
            common += 1
        if common == len(path) and common > depth:
            best, depth = number, common
    return best


def _paths(lines: Sequence[str]) -> Iterator[tuple[int, tuple[int | str, ...]]]:
    """(line, path) of every table header and key; good enough for files people write."""
    table: tuple[int | str, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        header = re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line)
        if header is not None:
            name = header[2]
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
            path: list[int | str] = []
            dotted = ""
            for part in name.split("."):
                dotted = f"{dotted}.{part}" if dotted else part
                path.append(part.strip("\"' "))
                if dotted in counts:
                    path.append(counts[dotted])
            table = tuple(path)
            yield number, table
        elif (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[=.]", line)) is not None:
            yield number, (*table, key[1])
