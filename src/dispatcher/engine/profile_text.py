"""Reads a device profile from its TOML text. Every refusal names the profile, the place and the cure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, HOUR, MILLISECOND, MINUTE, SECOND, Micros
from dispatcher.domain.profile import (
    AllOf,
    AnyOf,
    AtLevel,
    ChangedWithin,
    Compare,
    Comparison,
    CounterRules,
    CycleRules,
    Expression,
    InferRules,
    IsUnavailable,
    NotThat,
    OneOf,
    Profile,
    Role,
    Rule,
    Selector,
    Within,
)
from dispatcher.domain.signal import Category, Level
from dispatcher.domain.state import BaseState, Mode
from dispatcher.engine.profile_base import complete

_UNITS = {"ms": MILLISECOND, "s": SECOND, "min": MINUTE, "h": HOUR, "d": DAY}
_DURATION = re.compile(r"(\d+(?:\.\d{1,6})?)\s*(ms|s|min|h|d)", re.ASCII)
_COMPARISONS = {
    "equals": Comparison.EQ,
    "not_equals": Comparison.NE,
    "below": Comparison.LT,
    "at_most": Comparison.LE,
    "above": Comparison.GT,
    "at_least": Comparison.GE,
}
MAX_DEPTH = 16
"""Nesting of conditions: deeper ones are a mistake, and must not exhaust the stack."""


def read_profile(
    text: str, *, name: str, states: frozenset[str] = frozenset(), bases: Mapping[str, str] | None = None
) -> Profile:
    """The profile in a TOML text. `states` are the plant's own state codes beside the base ones; `bases`
    the texts of profiles it may extend, by id.

    Raises InvalidInput with code `profile_syntax`, `profile_base`, `profile_missing`, `profile_unknown_key` or
    `profile_value`; params `profile`, `where` and, where it helps, `given` and `allowed`.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput("profile_syntax", profile=name, where=str(error)) from error
    whole = complete(document, name=name, bases=bases or {})
    return _Reader(name, states | {state.value for state in BaseState}).profile(whole)


def profile_id(text: str, *, name: str) -> str:
    """The id a profile's text gives itself. Raises InvalidInput `profile_syntax`, `profile_missing`."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput("profile_syntax", profile=name, where=str(error)) from error
    reader = _Reader(name, frozenset())
    return reader.text(reader.need(document, "id", "profile"), "id")


class _Reader:
    def __init__(self, name: str, states: frozenset[str]) -> None:
        self.name = name
        self.states = states
        self.roles: dict[str, Role] = {}

    # ------------------------------------------------------------ refusals

    def bad(self, where: str, given: object, allowed: str) -> InvalidInput:
        return InvalidInput("profile_value", profile=self.name, where=where, given=str(given)[:200], allowed=allowed)

    def table(self, value: object, where: str, keys: Sequence[str]) -> Mapping[str, object]:
        if not isinstance(value, dict):
            raise self.bad(where, value, "table")
        for key in value:
            if key not in keys:
                allowed = ", ".join(keys)
                raise InvalidInput("profile_unknown_key", profile=self.name, where=f"{where}.{key}", allowed=allowed)
        return value

    def need(self, table: Mapping[str, object], key: str, where: str) -> object:
        if key not in table:
            raise InvalidInput("profile_missing", profile=self.name, where=f"{where}.{key}")
        return table[key]

    def text(self, value: object, where: str) -> str:
        if not isinstance(value, str):
            raise self.bad(where, value, "text")
        return value

    def texts(self, value: object, where: str) -> tuple[str, ...]:
        if isinstance(value, str):
            return (value,)
        return tuple(self.text(item, f"{where}[{i}]") for i, item in enumerate(self.array(value, where)))

    def array(self, value: object, where: str) -> list[object]:
        if not isinstance(value, list):
            raise self.bad(where, value, "list")
        return value

    def number(self, value: object, where: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.bad(where, value, "number")
        return float(value)

    def whole(self, value: object, where: str, least: int) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.bad(where, value, f"whole number >= {least}")
        return value

    def duration(self, value: object, where: str) -> Micros:
        match = _DURATION.fullmatch(value) if isinstance(value, str) else None
        if match is None:
            raise self.bad(where, value, '"500ms", "30s", "5min", "2h", "1d"')
        return round(float(match[1]) * _UNITS[match[2]])

    # --------------------------------------------------------------- parts

    def profile(self, document: Mapping[str, object]) -> Profile:
        keys = ("id", "version", "title", "roles", "state", "mode", "program", "alarms", "cycle", "counter", "infer")
        top = self.table(document, "profile", keys)
        roles = self.need(top, "roles", "profile")
        if not isinstance(roles, dict):
            raise self.bad("roles", roles, "table")
        self.roles = {name: self.role(name, value) for name, value in roles.items()}
        modes = frozenset(mode.value for mode in Mode)
        return Profile(
            id=self.text(self.need(top, "id", "profile"), "id"),
            version=self.whole(self.need(top, "version", "profile"), "version", 1),
            title=self.title(self.need(top, "title", "profile")),
            roles=self.roles,
            states=self.rules(self.need(top, "state", "profile"), "state", self.states),
            modes=self.rules(top.get("mode", []), "mode", modes),
            program=self.role_name(top["program"], "program") if "program" in top else None,
            alarms=self.role_name(top["alarms"], "alarms") if "alarms" in top else None,
            cycle=self.cycle(top["cycle"]) if "cycle" in top else None,
            counter=self.counter(top["counter"]) if "counter" in top else None,
            infer=self.infer(top["infer"]) if "infer" in top else None,
        )

    def title(self, value: object) -> Mapping[str, str]:
        table = self.table(value, "title", ("en", "ru"))
        return {lang: self.text(self.need(table, lang, "title"), f"title.{lang}") for lang in ("en", "ru")}

    def role(self, name: str, value: object) -> Role:
        where = f"roles.{name}"
        table = self.table(value, where, ("select", "stale_after"))
        selectors = [
            self.selector(item, f"{where}.select[{i}]")
            for i, item in enumerate(self.array(self.need(table, "select", where), f"{where}.select"))
        ]
        if not selectors:
            raise self.bad(f"{where}.select", "[]", "at least one selector")
        stale = self.duration(table["stale_after"], f"{where}.stale_after") if "stale_after" in table else None
        return Role(name=name, selectors=tuple(selectors), stale_after=stale)

    def selector(self, value: object, where: str) -> Selector:
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

    def role_name(self, value: object, where: str) -> str:
        name = self.text(value, where)
        if name not in self.roles:
            raise self.bad(where, name, ", ".join(self.roles))
        return name

    def rules(self, value: object, where: str, gives: frozenset[str]) -> tuple[Rule, ...]:
        rules = [self.rule(item, f"{where}[{i}]", gives) for i, item in enumerate(self.array(value, where))]
        ids = [rule.id for rule in rules]
        for rule_id in ids:
            if ids.count(rule_id) > 1:
                raise self.bad(f"{where}.id", rule_id, "each rule id once")
        return tuple(rules)

    def rule(self, value: object, where: str, gives: frozenset[str]) -> Rule:
        table = self.table(value, where, ("id", "gives", "when", "hold", "minimum", "reason"))
        given = self.text(self.need(table, "gives", where), f"{where}.gives")
        if given not in gives:
            raise self.bad(f"{where}.gives", given, ", ".join(sorted(gives)))
        return Rule(
            id=self.text(self.need(table, "id", where), f"{where}.id"),
            gives=given,
            when=self.expression(self.need(table, "when", where), f"{where}.when"),
            hold=self.duration(table["hold"], f"{where}.hold") if "hold" in table else 0,
            minimum=self.duration(table["minimum"], f"{where}.minimum") if "minimum" in table else 0,
            reason=self.text(table.get("reason", ""), f"{where}.reason"),
        )

    def cycle(self, value: object) -> CycleRules:
        table = self.table(value, "cycle", ("starts", "within", "completed", "blind", "restart"))
        return CycleRules(
            starts=self.expression(self.need(table, "starts", "cycle"), "cycle.starts"),
            within=self.expression(self.need(table, "within", "cycle"), "cycle.within"),
            completed=self.expression(self.need(table, "completed", "cycle"), "cycle.completed"),
            blind=self.duration(table.get("blind", "30s"), "cycle.blind"),
            restart=self.expression(table["restart"], "cycle.restart") if "restart" in table else None,
        )

    def counter(self, value: object) -> CounterRules:
        table = self.table(value, "counter", ("role", "modulus", "min_cycle", "settle", "max_step"))
        return CounterRules(
            role=self.role_name(self.need(table, "role", "counter"), "counter.role"),
            modulus=self.whole(table["modulus"], "counter.modulus", 2) if "modulus" in table else None,
            min_cycle=self.duration(table.get("min_cycle", "1s"), "counter.min_cycle"),
            settle=self.whole(table.get("settle", 3), "counter.settle", 1),
            max_step=self.whole(table.get("max_step", 1000), "counter.max_step", 1),
        )

    def infer(self, value: object) -> InferRules:
        table = self.table(value, "infer", ("per_cycle", "min_cycle", "programs_not"))
        return InferRules(
            per_cycle=self.whole(table.get("per_cycle", 1), "infer.per_cycle", 1),
            min_cycle=self.duration(table.get("min_cycle", "10s"), "infer.min_cycle"),
            programs_not=frozenset(self.texts(table.get("programs_not", []), "infer.programs_not")),
        )

    # ---------------------------------------------------------- conditions

    def expression(self, value: object, where: str, depth: int = 0) -> Expression:
        if depth > MAX_DEPTH:
            raise self.bad(where, "…", f"nesting <= {MAX_DEPTH}")
        if not isinstance(value, dict):
            raise self.bad(where, value, "table")
        for word, shape in (("all", AllOf), ("any", AnyOf)):
            if word in value:
                table = self.table(value, where, (word,))
                inner = self.array(table[word], f"{where}.{word}")
                if not inner:
                    raise self.bad(f"{where}.{word}", "[]", "at least one condition")
                return shape(tuple(self.expression(v, f"{where}.{word}[{i}]", depth + 1) for i, v in enumerate(inner)))
        if "not" in value:
            return NotThat(self.expression(self.table(value, where, ("not",))["not"], f"{where}.not", depth + 1))
        return self.leaf(value, where)

    def leaf(self, value: Mapping[str, object], where: str) -> Expression:
        tests = (*_COMPARISONS, "in", "between", "changed_within", "level", "unavailable")
        table = self.table(value, where, ("signal", "codes", *tests))
        role = self.role_name(self.need(table, "signal", where), f"{where}.signal")
        found = [test for test in tests if test in table]
        if len(found) != 1 or ("codes" in table and found != ["level"]):
            raise self.bad(where, ", ".join(table), f"signal and exactly one of {', '.join(tests)}")
        test, given = found[0], table[found[0]]
        place = f"{where}.{test}"
        match test:
            case "in":
                return OneOf(role, frozenset(self.texts(given, place)))
            case "between":
                bounds = [self.number(item, place) for item in self.array(given, place)]
                if len(bounds) != 2 or bounds[0] > bounds[1]:  # noqa: PLR2004 - a pair
                    raise self.bad(place, given, "[low, high]")
                return Within(role, bounds[0], bounds[1])
            case "changed_within":
                return ChangedWithin(role, self.duration(given, place))
            case "level":
                return AtLevel(role, self.levels(given, place), frozenset(self.texts(table.get("codes", []), where)))
            case "unavailable":
                return IsUnavailable(role) if given is not False else NotThat(IsUnavailable(role))
            case _:
                constant = given if isinstance(given, str) else self.number(given, place)
                if isinstance(constant, str) and test not in ("equals", "not_equals"):
                    raise self.bad(place, given, "number")
                return Compare(role, _COMPARISONS[test], constant)

    def levels(self, value: object, where: str) -> frozenset[Level]:
        names = [name.upper() for name in self.texts(value, where)]
        for name in names:
            if name not in ("NORMAL", "WARNING", "FAULT"):
                raise self.bad(where, name, "NORMAL, WARNING, FAULT")
        return frozenset(Level[name] for name in names)
