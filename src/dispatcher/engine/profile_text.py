"""Reads a device profile from its TOML text. Every refusal names the profile, the place and the cure."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.profile import (
    AllOf,
    AnyOf,
    CounterRules,
    CycleRules,
    DeviceMapping,
    Expression,
    InferRules,
    NotThat,
    Profile,
    Role,
    Rule,
)
from dispatcher.domain.state import BaseState, Mode
from dispatcher.engine.condition_text import DocumentReader, Forms
from dispatcher.engine.profile_base import complete


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


def base_of(text: str, *, name: str) -> str:
    """The id of the profile a text extends; empty for none. Raises InvalidInput `profile_syntax`."""
    try:
        base = tomllib.loads(text).get("extends", "")
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput("profile_syntax", profile=name, where=str(error)) from error
    return base if isinstance(base, str) else ""


_RULES = ("id", "version", "title", "roles", "state", "mode", "program", "alarms", "cycle", "counter", "infer")
_READING = ("connector", "settings", "signal")


class _Reader(DocumentReader):
    def __init__(self, name: str, states: frozenset[str]) -> None:
        self.name = name
        self.states = states
        self.roles: dict[str, Role] = {}
        self.forms: Forms[Expression] = Forms(all=AllOf, any=AnyOf, negate=NotThat, leaf=self.leaf)

    # ------------------------------------------------------------ refusals

    def bad(self, where: str, given: object, allowed: str) -> InvalidInput:
        return InvalidInput("profile_value", profile=self.name, where=where, given=str(given)[:200], allowed=allowed)

    def missing(self, where: str) -> InvalidInput:
        return InvalidInput("profile_missing", profile=self.name, where=where)

    def unknown_key(self, where: str, allowed: str) -> InvalidInput:
        return InvalidInput("profile_unknown_key", profile=self.name, where=where, allowed=allowed)

    # --------------------------------------------------------------- parts

    def profile(self, document: Mapping[str, object]) -> Profile:
        top = self.table(document, "profile", (*_RULES, *_READING))
        roles = self.need(top, "roles", "profile")
        if not isinstance(roles, dict):
            raise self.bad("roles", roles, "table")
        self.roles = {name: self.role(name, value) for name, value in roles.items()}
        modes = frozenset(mode.value for mode in Mode)
        return Profile(
            id=self.text(self.need(top, "id", "profile"), "id"),
            version=self.whole(self.need(top, "version", "profile"), "version", 1),
            digest=_digest(document),
            title=self.title(self.need(top, "title", "profile")),
            roles=self.roles,
            states=self.rules(self.need(top, "state", "profile"), "state", self.states),
            modes=self.rules(top.get("mode", []), "mode", modes),
            program=self.role_name(top["program"], "program") if "program" in top else None,
            alarms=self.role_name(top["alarms"], "alarms") if "alarms" in top else None,
            cycle=self.cycle(top["cycle"]) if "cycle" in top else None,
            counter=self.counter(top["counter"]) if "counter" in top else None,
            infer=self.infer(top["infer"]) if "infer" in top else None,
            mapping=self.mapping(top),
        )

    def mapping(self, top: Mapping[str, object]) -> DeviceMapping:
        """What the connector is told; its entries are checked where the connector is known."""
        settings = top.get("settings", {})
        if not isinstance(settings, dict):
            raise self.bad("settings", settings, "table")
        signals = self.array(top.get("signal", []), "signal")
        keys: set[str] = set()
        for i, entry in enumerate(signals):
            if not isinstance(entry, dict):
                raise self.bad(f"signal[{i}]", entry, "table")
            key = self.text(self.need(entry, "key", f"signal[{i}]"), f"signal[{i}].key")
            if key in keys:
                raise self.bad(f"signal[{i}].key", key, "each signal key once")
            keys.add(key)
        connector = self.text(top.get("connector", ""), "connector")
        if not connector and (signals or settings):
            raise self.missing("profile.connector")
        return DeviceMapping(
            connector=connector,
            settings=settings,
            signals=tuple(entry for entry in signals if isinstance(entry, dict)),
        )

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

    def expression(self, value: object, where: str) -> Expression:
        return self.condition(value, where, self.forms)

    def leaf(self, value: Mapping[str, object], where: str) -> Expression:
        role = self.role_name(self.need(value, "signal", where), f"{where}.signal")
        leaf, meant = self.signal_test(value, where, role)
        return leaf if meant else NotThat(leaf)


def _digest(document: Mapping[str, object]) -> str:
    """Of everything that makes a difference to a timeline: not how people call it, nor how values are fetched."""
    body = {key: value for key, value in document.items() if key not in ("title", *_READING)}
    return hashlib.sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()[:16]
