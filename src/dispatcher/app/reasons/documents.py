"""The documents of reasons: the tree and the settings of stops, read and written; what a plant starts with."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND, Micros
from dispatcher.domain.reason import Reason, ReasonKind, ReasonTree, Wins, grow
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Shape
from dispatcher.engine.condition_text import DocumentReader
from dispatcher.engine.reasons.rule import Covers, ReasonRule
from dispatcher.engine.reasons.rule_text import read_rules

TREE, RULES, STOPS = "reason-tree", "reason-rules", "stops"
"""Kinds of the documents."""
PLANT = "plant"
"""Their key."""

MICRO_STOP_S = 120
MAX_MICRO_STOP_S = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSetting:
    """How stops of a machine are taken. micro: an unexplained stop not longer than this is a micro-stop. strict:
    unexplained stops insist on a reason.
    """

    micro: Micros = MICRO_STOP_S * SECOND
    strict: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StopSettings:
    """Of the plant, and of the machines that differ."""

    default: StopSetting = field(default_factory=StopSetting)
    machines: Mapping[MachineId, StopSetting] = field(default_factory=dict)

    def of(self, machine: MachineId) -> StopSetting:
        """That of one machine."""
        return self.machines.get(machine, self.default)


def read_tree(body: Mapping[str, object]) -> ReasonTree:
    """The tree of a document `{"reasons": [...]}`; the place in the list is the order.

    Raises InvalidInput `reason_value`, `reason_missing`, `reason_unknown_key`, and what `grow` refuses.
    """
    reader = _Reader()
    items = reader.array(reader.need(reader.table(body, "document", ("reasons",)), "reasons", "document"), "reasons")
    return grow([reader.reason(item, f"reasons[{place}]", place) for place, item in enumerate(items)])


def tree_document(tree: ReasonTree) -> dict[str, object]:
    """The document of a tree."""
    return {
        "reasons": [
            {
                "code": reason.code,
                "parent": reason.parent,
                "words": dict(reason.words),
                "kind": reason.kind.value,
                "color": reason.color,
                "shape": reason.shape.value,
                "scopes": list(reason.scopes),
                "active": reason.active,
                "against_running": reason.against_running.value,
                "against_person": reason.against_person.value,
                "carry_hours": reason.carry_hours,
                "hint": {language: text for language, text in reason.hint.items() if text},
            }
            for reason in sorted(tree.reasons.values(), key=lambda reason: reason.order)
        ]
    }


def read_stops(body: Mapping[str, object]) -> StopSettings:
    """Settings of a document `{"default": {...}, "machines": {id: {...}}}`; what a machine does not say is as the
    default. Raises InvalidInput `reason_value`, `reason_missing`, `reason_unknown_key`.
    """
    reader = _Reader()
    table = reader.table(body, "document", ("default", "machines"))
    default = reader.stop(table.get("default", {}), "default", StopSetting())
    machines = table.get("machines", {})
    if not isinstance(machines, dict):
        raise reader.bad("machines", machines, "table")
    return StopSettings(
        default=default,
        machines={MachineId(key): reader.stop(value, f"machines.{key}", default) for key, value in machines.items()},
    )


def stops_document(settings: StopSettings) -> dict[str, object]:
    """The document of settings."""
    return {
        "default": _stop_document(settings.default),
        "machines": {str(machine): _stop_document(stop) for machine, stop in settings.machines.items()},
    }


def _stop_document(stop: StopSetting) -> dict[str, object]:
    return {"micro_stop_s": stop.micro // SECOND, "strict": stop.strict}


@cache
def starter_tree() -> ReasonTree:
    """The tree in force until the plant sets its own."""
    return read_tree(_packaged("tree.toml"))


@cache
def starter_rules() -> tuple[ReasonRule, ...]:
    """The rules in force until the plant sets its own."""
    return read_rules(_packaged("rules.toml"))


def starter_rules_document() -> dict[str, object]:
    """The same as a document."""
    return rules_document(_packaged("rules.toml"))


def rules_document(body: Mapping[str, object]) -> dict[str, object]:
    """The document of rules with everything said that may be left out. Raises what `read_rules` raises."""
    read_rules(body)
    rules: Any = body["rules"]
    return {
        "rules": [
            {
                "id": rule["id"],
                "reason": rule["reason"],
                "title": rule.get("title") or {"en": "", "ru": ""},
                "covers": rule.get("covers", Covers.WHILE.value),
                "minimum": rule.get("minimum", ""),
                "scopes": [scopes] if isinstance(scopes := rule.get("scopes", []), str) else scopes,
                "when": rule["when"],
            }
            for rule in rules
        ]
    }


def _packaged(name: str) -> Mapping[str, object]:
    return tomllib.loads((files("dispatcher.reasons") / name).read_text(encoding="utf-8"))


class _Reader(DocumentReader):
    def bad(self, where: str, given: object, allowed: str) -> InvalidInput:
        return InvalidInput("reason_value", where=where, given=str(given)[:200], allowed=allowed)

    def missing(self, where: str) -> InvalidInput:
        return InvalidInput("reason_missing", where=where)

    def unknown_key(self, where: str, allowed: str) -> InvalidInput:
        return InvalidInput("reason_unknown_key", where=where, allowed=allowed)

    def reason(self, value: object, where: str, order: int) -> Reason:
        keys = ("code", "parent", "words", "kind", "color", "shape", "scopes", "active", "against_running")
        table = self.table(value, where, (*keys, "against_person", "carry_hours", "hint"))
        kind = self.need(table, "kind", where)
        shape = self.need(table, "shape", where)
        return Reason(
            code=self.text(self.need(table, "code", where), f"{where}.code"),
            parent=self.text(table.get("parent", ""), f"{where}.parent"),
            words=self.title(self.need(table, "words", where), f"{where}.words"),
            kind=ReasonKind(self.one_of(kind, f"{where}.kind", ReasonKind)),
            color=self.text(self.need(table, "color", where), f"{where}.color"),
            shape=Shape(self.one_of(shape, f"{where}.shape", Shape)),
            scopes=self.texts(table.get("scopes", []), f"{where}.scopes"),
            active=self.truth(table.get("active", True), f"{where}.active"),
            order=order,
            against_running=Wins(self.one_of(table.get("against_running", "signal"), f"{where}.against_running", Wins)),
            against_person=Wins(self.one_of(table.get("against_person", "person"), f"{where}.against_person", Wins)),
            carry_hours=self.whole(table.get("carry_hours", 48), f"{where}.carry_hours", 1),
            hint=self.hint(table.get("hint", {}), f"{where}.hint"),
        )

    def hint(self, value: object, where: str) -> Mapping[str, str]:
        table = self.table(value, where, ("en", "ru"))
        return {language: self.text(text, f"{where}.{language}") for language, text in table.items()}

    def stop(self, value: object, where: str, default: StopSetting) -> StopSetting:
        table = self.table(value, where, ("micro_stop_s", "strict"))
        seconds = self.whole(table.get("micro_stop_s", default.micro // SECOND), f"{where}.micro_stop_s", 0)
        if seconds > MAX_MICRO_STOP_S:
            raise self.bad(f"{where}.micro_stop_s", seconds, f"<= {MAX_MICRO_STOP_S}")
        strict = self.truth(table.get("strict", default.strict), f"{where}.strict")
        return StopSetting(micro=seconds * SECOND, strict=strict)

    def one_of(self, value: object, where: str, known: type[ReasonKind | Shape | Wins]) -> str:
        text = self.text(value, where)
        if text not in frozenset(known):
            raise self.bad(where, text, ", ".join(known))
        return text

    def truth(self, value: object, where: str) -> bool:
        if not isinstance(value, bool):
            raise self.bad(where, value, "true, false")
        return value
