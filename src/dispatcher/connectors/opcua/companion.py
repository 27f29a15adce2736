"""The table of the companion models (`companion.toml`): which places of a machine are which signals."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from dispatcher.connectors.opcua.config import OpcUaEntry

Step = tuple[str, str]
"""A browse name: namespace, name."""
ANY: Step = ("", "*")
Path = tuple[Step, ...]

_KEY = re.compile(r"[\s|]+")
_STATE: Path = (("http://opcfoundation.org/UA", "CurrentState"),)
_STATE_ID: Path = (*_STATE, ("http://opcfoundation.org/UA", "Id"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One `[[signal]]` of the table. entry: the fields of the mapping; its texts may hold {1}."""

    id: str
    paths: tuple[Path, ...]
    entry: Mapping[str, Any]
    state: bool = False
    still: bool = False
    unless: frozenset[str] = frozenset()
    named_by: Step | None = None
    named: Mapping[str, str] = field(default_factory=dict)

    def variants(self, path: Path) -> tuple[Path, ...]:
        """Paths of the value, best first: of a state machine its state's node, which is in no language."""
        return (path + _STATE_ID, path + _STATE) if self.state else (path,)

    def build(self, node: str, found: str, name: str = "") -> OpcUaEntry:
        """The mapping of a node; `found` is what the `*` stood for, `name` what the neighbour calls it."""
        fields = {
            key: value.replace("{1}", found) if isinstance(value, str) else value for key, value in self.entry.items()
        }
        fields["key"] = _KEY.sub("_", fields["key"])[:200]
        if name:
            fields["name"] = name
        return OpcUaEntry.model_validate({**fields, "node": node})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """All rules, and where a machine says who it is."""

    rules: tuple[Rule, ...]
    identification: Mapping[str, tuple[Path, ...]]

    def paths(self) -> list[Path]:
        """Every path that may lead to something."""
        found = [path for paths in self.identification.values() for path in paths]
        for rule in self.rules:
            for path in rule.paths:
                found += rule.variants(path)
                if rule.named_by is not None:
                    found.append((*path[:-1], rule.named_by))
        return found


@cache
def table() -> Table:
    """The table in this folder."""
    data = tomllib.loads((files(__package__) / "companion.toml").read_text("utf-8"))
    spaces: Mapping[str, str] = data["namespaces"]
    return Table(
        rules=tuple(_rule(dict(raw), spaces) for raw in data["signal"]),
        identification={
            name: tuple(_path(text, spaces) for text in texts) for name, texts in data["identification"].items()
        },
    )


def _rule(raw: dict[str, Any], spaces: Mapping[str, str]) -> Rule:
    named_by = raw.pop("named_by", None)
    return Rule(
        id=raw.pop("id"),
        paths=tuple(_path(text, spaces) for text in raw.pop("paths")),
        state=raw.pop("state", False),
        still=raw.pop("still", False),
        unless=frozenset(raw.pop("unless", ())),
        named_by=None if named_by is None else _path(named_by, spaces)[0],
        named=raw.pop("named", {}),
        entry=raw,
    )


def _path(text: str, spaces: Mapping[str, str]) -> Path:
    steps = []
    for step in text.split("/"):
        space, _, name = step.partition(":")
        steps.append(ANY if step == "*" else browse_name((spaces[space], name)))
    return tuple(steps)


def browse_name(name: Step) -> Step:
    """The name in the one spelling of its namespace."""
    return (name[0].rstrip("/"), name[1])


def matches(pattern: Path, path: Sequence[Step]) -> bool:
    """Whether a path, or the beginning of one, keeps to a pattern."""
    return len(path) <= len(pattern) and all(wanted in (ANY, step) for wanted, step in zip(pattern, path, strict=False))
