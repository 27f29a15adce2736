"""Guesses what an item stands for from its name: the table is data (`aliases.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from dispatcher.domain.signal import Category, SignalSpec

_SEPARATORS = re.compile(r"[\s_.\-:]+")
_PATH = re.compile(r"(?:path|p)\d{0,2}")
_NO_WORD = re.compile(r"[^0-9A-Za-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What a name stands for."""

    category: Category
    type: str
    sub_type: str | None = None


@dataclass(frozen=True, slots=True)
class _Table:
    names: dict[str, Meaning]
    patterns: tuple[tuple[re.Pattern[str], Meaning], ...]

    def find(self, name: str) -> Meaning | None:
        if name in self.names:
            return self.names[name]
        return next((meaning for pattern, meaning in self.patterns if pattern.fullmatch(name)), None)


@cache
def _table() -> _Table:
    text = (files(__package__) / "aliases.toml").read_text(encoding="utf-8")
    names: dict[str, Meaning] = {}
    patterns: list[tuple[re.Pattern[str], Meaning]] = []
    for rule in tomllib.loads(text)["rule"]:
        meaning = Meaning(category=Category(rule["category"]), type=rule["type"], sub_type=rule.get("sub_type"))
        names.update(dict.fromkeys(rule.get("names", ()), meaning))
        if "pattern" in rule:
            patterns.append((re.compile(rule["pattern"]), meaning))
    return _Table(names, tuple(patterns))


def meaning_of(key: str, device: str) -> Meaning | None:
    """What an item of that name usually stands for, or None."""
    name = _SEPARATORS.sub("", key.casefold())
    table = _table()
    prefix = _SEPARATORS.sub("", device.casefold())
    for candidate in dict.fromkeys((name, name.removeprefix(prefix), _PATH.sub("", name, count=1))):
        found = table.find(candidate) if candidate else None
        if found is not None:
            return found
    return None


def guessed_spec(key: str, device: str, otherwise: Category) -> SignalSpec:
    """The declaration of an item that no device model knows."""
    meaning = None if otherwise is Category.CONDITION else meaning_of(key, device)
    if meaning is None:
        meaning = Meaning(category=otherwise, type=_NO_WORD.sub("_", key).strip("_").upper() or "UNKNOWN")
    return SignalSpec(key=key, name=key, category=meaning.category, type=meaning.type, sub_type=meaning.sub_type)
