"""Reads what every document of rules is made of, from parsed TOML or JSON: plain values, selectors of signals, tests
of signals, and conditions joined by `all`, `any` and `not`. Every refusal names the place.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, HOUR, MILLISECOND, MINUTE, SECOND, Micros
from dispatcher.domain.profile import (
    AtLevel,
    ChangedWithin,
    Compare,
    Comparison,
    IsUnavailable,
    Leaf,
    OneOf,
    Selector,
    Within,
)
from dispatcher.domain.signal import Category, Level

Node = TypeVar("Node")

MAX_DEPTH = 16
"""Nesting of conditions: deeper ones are a mistake, and must not exhaust the stack."""

UNITS = {"ms": MILLISECOND, "s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY}
_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*(ms|s|min|h|d)", re.ASCII)
COMPARISONS = {
    "equals": Comparison.EQ,
    "not_equals": Comparison.NE,
    "below": Comparison.LT,
    "at_most": Comparison.LE,
    "above": Comparison.GT,
    "at_least": Comparison.GE,
}
_TESTS = (*COMPARISONS, "in", "between", "changed_within", "level", "unavailable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms(Generic[Node]):
    """How a kind of document builds its conditions."""

    all: Callable[[tuple[Node, ...]], Node]
    any: Callable[[tuple[Node, ...]], Node]
    negate: Callable[[Node], Node]
    leaf: Callable[[Mapping[str, object], str], Node]
    """A table that is neither `all` nor `any` nor `not`, and its place."""


class DocumentReader(ABC):
    """Reads the parts of one document; the subclass knows its name and how it refuses."""

    # ------------------------------------------------------------ refusals

    @abstractmethod
    def bad(self, where: str, given: object, allowed: str) -> InvalidInput:
        """The refusal of a value."""

    @abstractmethod
    def missing(self, where: str) -> InvalidInput:
        """The refusal of a table without a key it must have."""

    @abstractmethod
    def unknown_key(self, where: str, allowed: str) -> InvalidInput:
        """The refusal of a key nobody knows."""

    # --------------------------------------------------------- plain values

    def table(self, value: object, where: str, keys: Sequence[str]) -> Mapping[str, object]:
        """A table with no other keys than these."""
        if not isinstance(value, dict):
            raise self.bad(where, value, "table")
        for key in value:
            if key not in keys:
                raise self.unknown_key(f"{where}.{key}", ", ".join(keys))
        return value

    def need(self, table: Mapping[str, object], key: str, where: str) -> object:
        """The value of a key that must be there."""
        if key not in table:
            raise self.missing(f"{where}.{key}")
        return table[key]

    def text(self, value: object, where: str) -> str:
        """A text."""
        if not isinstance(value, str):
            raise self.bad(where, value, "text")
        return value

    def texts(self, value: object, where: str) -> tuple[str, ...]:
        """A text or a list of texts."""
        if isinstance(value, str):
            return (value,)
        return tuple(self.text(item, f"{where}[{i}]") for i, item in enumerate(self.array(value, where)))

    def array(self, value: object, where: str) -> list[object]:
        """A list."""
        if not isinstance(value, list):
            raise self.bad(where, value, "list")
        return value

    def number(self, value: object, where: str) -> float:
        """A number; true and false are none."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.bad(where, value, "number")
        return float(value)

    def whole(self, value: object, where: str, least: int) -> int:
        """A whole number not below `least`."""
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.bad(where, value, f"whole number >= {least}")
        return value

    def duration(self, value: object, where: str) -> Micros:
        """A number with a unit, in microseconds."""
        match = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise self.bad(where, value, '"500ms", "30s", "5min", "2h", "1d"')
        return round(float(match[1]) * UNITS[match[2]])

    def title(self, value: object, where: str = "title") -> Mapping[str, str]:
        """A text in both languages of the house."""
        table = self.table(value, where, ("en", "ru"))
        return {lang: self.text(self.need(table, lang, where), f"{where}.{lang}") for lang in ("en", "ru")}

    # -------------------------------------------------------------- signals

    def selector(self, value: object, where: str) -> Selector:
        """Which signals are meant, by what they declare."""
        table = self.table(value, where, ("type", "sub_type", "category", "component_type", "name", "key"))
        if not table:
            raise self.bad(where, "{}", "at least one of type, sub_type, category, component_type, name, key")
        category = None
        if "category" in table:
            given = self.text(table["category"], f"{where}.category").upper()
            if given not in Category.__members__:
                raise self.bad(f"{where}.category", given, ", ".join(Category.__members__))
            category = Category[given]
        return Selector(
            type=self.text(table.get("type", ""), f"{where}.type"),
            sub_type=self.text(table["sub_type"], f"{where}.sub_type") if "sub_type" in table else None,
            category=category,
            component_type=self.text(table.get("component_type", ""), f"{where}.component_type"),
            names=self.texts(table.get("name", []), f"{where}.name"),
            keys=self.texts(table.get("key", []), f"{where}.key"),
        )

    def signal_test(self, value: Mapping[str, object], where: str, role: str) -> tuple[Leaf, bool]:
        """The one test in a table with the key `signal`, for this role, and whether it shall hold or shall not."""
        table = self.table(value, where, ("signal", "codes", *_TESTS))
        found = [test for test in _TESTS if test in table]
        if len(found) != 1 or ("codes" in table and found != ["level"]):
            raise self.bad(where, ", ".join(table), f"signal and exactly one of {', '.join(_TESTS)}")
        test, given = found[0], table[found[0]]
        place = f"{where}.{test}"
        match test:
            case "in":
                return OneOf(role, frozenset(self.texts(given, place))), True
            case "between":
                bounds = [self.number(item, place) for item in self.array(given, place)]
                if len(bounds) != 2 or bounds[0] > bounds[1]:  # noqa: PLR2004 - a pair
                    raise self.bad(place, given, "[low, high]")
                return Within(role, bounds[0], bounds[1]), True
            case "changed_within":
                return ChangedWithin(role, self.duration(given, place)), True
            case "level":
                codes = frozenset(self.texts(table.get("codes", []), where))
                return AtLevel(role, self.levels(given, place), codes), True
            case "unavailable":
                return IsUnavailable(role), given is not False
            case _:
                constant = given if isinstance(given, str) else self.number(given, place)
                if isinstance(constant, str) and test not in ("equals", "not_equals"):
                    raise self.bad(place, given, "number")
                return Compare(role, COMPARISONS[test], constant), True

    def levels(self, value: object, where: str) -> frozenset[Level]:
        """Levels of a condition signal."""
        names = [name.upper() for name in self.texts(value, where)]
        for name in names:
            if name not in ("NORMAL", "WARNING", "FAULT"):
                raise self.bad(where, name, "NORMAL, WARNING, FAULT")
        return frozenset(Level[name] for name in names)

    # ----------------------------------------------------------- conditions

    def condition(self, value: object, where: str, forms: Forms[Node], depth: int = 0) -> Node:
        """A tree of `all`, `any`, `not` and leaves."""
        if depth > MAX_DEPTH:
            raise self.bad(where, "…", f"nesting <= {MAX_DEPTH}")
        if not isinstance(value, dict):
            raise self.bad(where, value, "table")
        for word, join in (("all", forms.all), ("any", forms.any)):
            if word in value:
                inner = self.array(self.table(value, where, (word,))[word], f"{where}.{word}")
                if not inner:
                    raise self.bad(f"{where}.{word}", "[]", "at least one condition")
                parts = (self.condition(item, f"{where}.{word}[{i}]", forms, depth + 1) for i, item in enumerate(inner))
                return join(tuple(parts))
        if "not" in value:
            inside = self.table(value, where, ("not",))["not"]
            return forms.negate(self.condition(inside, f"{where}.not", forms, depth + 1))
        return forms.leaf(value, where)
