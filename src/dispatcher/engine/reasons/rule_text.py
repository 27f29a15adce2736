"""Reads reason rules from a parsed document (TOML or JSON, the same structure). Every refusal names the place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, Micros
from dispatcher.domain.reason import SCOPES
from dispatcher.domain.state import BaseState, Mode
from dispatcher.engine.condition_text import DocumentReader, Forms
from dispatcher.engine.reasons.rule import (
    MICRO,
    AlarmStands,
    AllHold,
    AnyHolds,
    Clock,
    Condition,
    Covers,
    InBase,
    InBreak,
    InMode,
    InProgram,
    InState,
    NearShiftEnd,
    NearShiftStart,
    NoShift,
    NotHolds,
    OnSignal,
    ReasonRule,
    SignalRef,
    StopLength,
)

_ID = re.compile(r"[^\s,@]{1,64}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
MAX_RULES = 500


def read_rules(body: Mapping[str, object]) -> tuple[ReasonRule, ...]:
    """The rules of a document `{"rules": [...]}`, in order.

    Raises InvalidInput `reason_rule_missing`, `reason_rule_unknown_key`, `reason_rule_value`; params `where` and,
    where it helps, `given` and `allowed`.
    """
    reader = _Reader()
    rules = reader.array(reader.need(reader.table(body, "document", ("rules",)), "rules", "document"), "rules")
    if len(rules) > MAX_RULES:
        raise reader.bad("rules", len(rules), f"<= {MAX_RULES}")
    found: dict[str, ReasonRule] = {}
    for place, item in enumerate(rules):
        rule = reader.rule(item, f"rules[{place}]")
        if rule.id in found:
            raise reader.bad(f"rules[{place}].id", rule.id, "each rule id once")
        found[rule.id] = rule
    return tuple(found.values())


def read_condition(value: object, where: str = "when") -> Condition:
    """One condition. Raises InvalidInput like `read_rules`."""
    reader = _Reader()
    return reader.condition(value, where, reader.forms)


class _Reader(DocumentReader):
    def __init__(self) -> None:
        self.forms: Forms[Condition] = Forms(all=AllHold, any=AnyHolds, negate=NotHolds, leaf=self.leaf)
        self.leaves: Mapping[str, Callable[[object, str], Condition]] = {
            "state": lambda value, where: InState(frozenset(self.some(value, where))),
            "base": lambda value, where: InBase(frozenset(BaseState(x) for x in self.of(value, where, BaseState))),
            "mode": lambda value, where: InMode(frozenset(self.of(value, where, Mode))),
            "program": lambda value, where: InProgram(self.some(value, where)),
            "alarm": self.alarm,
            "shift_start": lambda value, where: NearShiftStart(self.span(value, where)),
            "shift_end": lambda value, where: NearShiftEnd(self.span(value, where)),
            "in_break": lambda value, where: self.flag(value, where, InBreak()),
            "no_shift": lambda value, where: self.flag(value, where, NoShift()),
            "clock": self.clock,
            "stop": self.stop,
        }

    # ------------------------------------------------------------ refusals

    def bad(self, where: str, given: object, allowed: str) -> InvalidInput:
        return InvalidInput("reason_rule_value", where=where, given=str(given)[:200], allowed=allowed)

    def missing(self, where: str) -> InvalidInput:
        return InvalidInput("reason_rule_missing", where=where)

    def unknown_key(self, where: str, allowed: str) -> InvalidInput:
        return InvalidInput("reason_rule_unknown_key", where=where, allowed=allowed)

    # --------------------------------------------------------------- parts

    def rule(self, value: object, where: str) -> ReasonRule:
        table = self.table(value, where, ("id", "reason", "title", "when", "covers", "minimum", "scopes"))
        rule_id = self.text(self.need(table, "id", where), f"{where}.id")
        if not _ID.fullmatch(rule_id):
            raise self.bad(f"{where}.id", rule_id, "1 to 64 characters without blanks, commas and @")
        covers = self.text(table.get("covers", Covers.WHILE.value), f"{where}.covers")
        if covers not in frozenset(Covers):
            raise self.bad(f"{where}.covers", covers, ", ".join(Covers))
        return ReasonRule(
            id=rule_id,
            reason=self.text(self.need(table, "reason", where), f"{where}.reason"),
            when=self.condition(self.need(table, "when", where), f"{where}.when", self.forms),
            covers=Covers(covers),
            minimum=self.duration(table["minimum"], f"{where}.minimum") if table.get("minimum") else 0,
            scopes=tuple(self.scope(item, f"{where}.scopes") for item in self.texts(table.get("scopes", []), where)),
            title=self.title(table["title"], f"{where}.title") if "title" in table else {},
        )

    def scope(self, value: str, where: str) -> str:
        kind, _, name = value.partition(":")
        if kind not in SCOPES or not name.strip():
            raise self.bad(where, value, ", ".join(f"{scope}:…" for scope in SCOPES))
        return value

    def leaf(self, value: Mapping[str, object], where: str) -> Condition:
        if "signal" in value:
            leaf, meant = self.signal_test(value, where, "")
            test = OnSignal(self.signal(value["signal"], f"{where}.signal"), leaf)
            return test if meant else NotHolds(test)
        table = self.table(value, where, ("all", "any", "not", "signal", *self.leaves))
        if len(table) != 1:
            raise self.bad(where, ", ".join(table), f"exactly one of all, any, not, signal, {', '.join(self.leaves)}")
        ((word, given),) = table.items()
        return self.leaves[word](given, f"{where}.{word}")

    def signal(self, value: object, where: str) -> SignalRef:
        return self.selector(value, where) if isinstance(value, dict) else self.word(value, where)

    # -------------------------------------------------------------- leaves

    def word(self, value: object, where: str) -> str:
        text = self.text(value, where)
        if not text.strip():
            raise self.bad(where, text, "text")
        return text

    def some(self, value: object, where: str) -> tuple[str, ...]:
        texts = tuple(self.word(text, where) for text in self.texts(value, where))
        if not texts:
            raise self.bad(where, "[]", "at least one")
        return texts

    def of(self, value: object, where: str, known: type[BaseState | Mode]) -> tuple[str, ...]:
        texts = self.some(value, where)
        for text in texts:
            if text not in frozenset(known):
                raise self.bad(where, text, ", ".join(known))
        return texts

    def flag(self, value: object, where: str, leaf: Condition) -> Condition:
        if not isinstance(value, bool):
            raise self.bad(where, value, "true, false")
        return leaf if value else NotHolds(leaf)

    def span(self, value: object, where: str) -> Micros:
        span = self.duration(value, where)
        if not 0 < span <= DAY:
            raise self.bad(where, value, "> 0, <= 1d")
        return span

    def alarm(self, value: object, where: str) -> Condition:
        table = self.table(value, where, ("level", "code", "text"))
        if not table:
            raise self.bad(where, "{}", "at least one of level, code, text")
        return AlarmStands(
            levels=self.levels(table["level"], f"{where}.level") if "level" in table else frozenset(),
            codes=self.some(table["code"], f"{where}.code") if "code" in table else (),
            text=self.word(table["text"], f"{where}.text") if "text" in table else "",
        )

    def clock(self, value: object, where: str) -> Condition:
        bounds = [self.minute(item, where) for item in self.array(value, where)]
        if len(bounds) != 2 or bounds[0] == bounds[1]:  # noqa: PLR2004 - a pair
            raise self.bad(where, value, '["HH:MM", "HH:MM"]')
        return Clock(bounds[0], bounds[1])

    def minute(self, value: object, where: str) -> int:
        match = _CLOCK.fullmatch(self.text(value, where))
        if match is None:
            raise self.bad(where, value, '"HH:MM"')
        return 60 * int(match[1]) + int(match[2])

    def stop(self, value: object, where: str) -> Condition:
        table = self.table(value, where, ("shorter_than", "longer_than"))
        if not table:
            raise self.bad(where, "{}", "at least one of shorter_than, longer_than")
        limits = {
            key: MICRO if given == "micro" else self.duration(given, f"{where}.{key}") for key, given in table.items()
        }
        return StopLength(over=limits.get("longer_than"), up_to=limits.get("shorter_than"))
