"""Expressions of a profile compiled to closures over the machine's memory; three-valued logic."""

from __future__ import annotations

import operator
from collections.abc import Callable

from dispatcher.domain.profile import (
    AllOf,
    AnyOf,
    AtLevel,
    ChangedWithin,
    Compare,
    Comparison,
    Expression,
    IsUnavailable,
    Leaf,
    NotThat,
    OneOf,
    Within,
)
from dispatcher.domain.signal import SignalId
from dispatcher.engine.memory import Memory
from dispatcher.engine.recipe import Recipe

Check = Callable[[Memory, int], bool | None]
"""(memory, now) -> True, False, or None for unknown."""

MAX_REMEMBERED = 256
"""Values whose comparison is remembered, per test."""

_OPERATORS: dict[Comparison, Callable[[float, float], bool]] = {
    Comparison.EQ: operator.eq,
    Comparison.NE: operator.ne,
    Comparison.LT: operator.lt,
    Comparison.LE: operator.le,
    Comparison.GT: operator.gt,
    Comparison.GE: operator.ge,
}


def known(recipe: Recipe, memory: Memory, signal: SignalId, now: int) -> bool:
    """Whether the signal's present value may be used: covered by its source and not stale."""
    entry = memory.values.get(signal)
    if entry is None or not memory.covered.get(recipe.sources[signal], False):
        return False
    limit = recipe.stale.get(signal)
    return limit is None or now - entry[1] < limit


def as_number(value: float | str | None) -> float | None:
    """The number a value stands for, if it is one."""
    if isinstance(value, str):
        try:
            return float(value.strip().replace(",", "."))
        except ValueError:
            return None
    return value


def as_word(value: float | str) -> str:
    """The value as rules compare it: blanks and case do not matter, 3.0 is «3»."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().upper()


def compile_expression(expression: Expression, recipe: Recipe) -> Check:
    """A closure that tells whether the expression holds."""
    match expression:
        case AllOf(parts):
            return _all([compile_expression(part, recipe) for part in parts])
        case AnyOf(parts):
            return _any([compile_expression(part, recipe) for part in parts])
        case NotThat(part):
            inner = compile_expression(part, recipe)

            def check_not(memory: Memory, now: int) -> bool | None:
                result = inner(memory, now)
                return None if result is None else not result

            return check_not
        case _:
            return _any_known([compile_leaf(expression, recipe, signal) for signal in recipe.roles[expression.role]])


def compile_leaf(
    leaf: Leaf,
    recipe: Recipe,
    signal: SignalId,
) -> Check:
    """The leaf for one of the signals that play its role."""
    if isinstance(leaf, AtLevel):
        return _level_check(recipe, signal, frozenset(level.value for level in leaf.levels), leaf.codes)
    if isinstance(leaf, IsUnavailable):
        return _unavailable_check(recipe, signal)
    if isinstance(leaf, ChangedWithin):
        return _change_check(recipe, signal, leaf.span)
    return _value_check(recipe, signal, value_test(leaf))


def _change_check(recipe: Recipe, signal: SignalId, span: int) -> Check:
    def check_changed(memory: Memory, now: int) -> bool | None:
        if not known(recipe, memory, signal, now) or memory.values[signal][0] is None:
            return None
        return now - memory.values[signal][2] < span

    return check_changed


def _value_check(recipe: Recipe, signal: SignalId, test: Callable[[float | str], bool | None]) -> Check:
    source, limit = recipe.sources[signal], recipe.stale.get(signal)

    def check_value(memory: Memory, now: int) -> bool | None:
        # `known`, spelled out: this runs for every rule of every change.
        entry = memory.values.get(signal)
        if entry is None or entry[0] is None or not memory.covered.get(source, False):
            return None
        return None if limit is not None and now - entry[1] >= limit else test(entry[0])

    return check_value


def value_test(leaf: Compare | OneOf | Within) -> Callable[[float | str], bool | None]:
    """The test of one available value."""
    match leaf:
        case OneOf():
            return _word_test(frozenset(as_word(value) for value in leaf.values))
        case Within():
            low, high = leaf.low, leaf.high

            def test_range(value: float | str) -> bool | None:
                number = as_number(value)
                return None if number is None else low <= number <= high

            return test_range
        case Compare():
            op, constant = leaf.op, leaf.value
            if isinstance(constant, str):
                is_word = _word_test(frozenset((as_word(constant),)))
                return is_word if op is Comparison.EQ else lambda value: not is_word(value)
            compare = _OPERATORS[op]
            limit = constant

            def test_number(value: float | str) -> bool | None:
                number = as_number(value)
                return None if number is None else compare(number, limit)

            return test_number


def _word_test(words: frozenset[str]) -> Callable[[float | str], bool]:
    """Whether a value, as rules compare it, is one of the words. Controls say the same few words all
    day long: what was compared once is remembered, up to a bound.
    """
    seen: dict[float | str, bool] = {}

    def test_word(value: float | str) -> bool:
        result = seen.get(value)
        if result is None:
            result = as_word(value) in words
            if len(seen) < MAX_REMEMBERED:
                seen[value] = result
        return result

    return test_word


def _level_check(recipe: Recipe, signal: SignalId, levels: frozenset[str], codes: frozenset[str]) -> Check:
    def check_level(memory: Memory, now: int) -> bool | None:
        if not known(recipe, memory, signal, now) or memory.values[signal][0] is None:
            return None
        return any(
            entry[0] in levels and (not codes or code in codes) for code, entry in memory.active.get(signal, {}).items()
        )

    return check_level


def _unavailable_check(recipe: Recipe, signal: SignalId) -> Check:
    def check_unavailable(memory: Memory, now: int) -> bool | None:
        del now
        entry = memory.values.get(signal)
        if entry is None or not memory.covered.get(recipe.sources[signal], False):
            return None
        return entry[0] is None

    return check_unavailable


def _any(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check_any(memory: Memory, now: int) -> bool | None:
        unknown = not checks
        for check in checks:
            result = check(memory, now)
            if result:
                return True
            unknown = unknown or result is None
        return None if unknown else False

    return check_any


def _any_known(checks: list[Check]) -> Check:
    """Over the signals of one role: those that are unknown say nothing while others speak. A second
    path that the control never reports, or a condition it does not have, must not hide the first.
    """
    if len(checks) == 1:
        return checks[0]

    def check_any_known(memory: Memory, now: int) -> bool | None:
        found: bool | None = None
        for check in checks:
            result = check(memory, now)
            if result:
                return True
            found = found if result is None else result
        return found

    return check_any_known


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check_all(memory: Memory, now: int) -> bool | None:
        unknown = False
        for check in checks:
            result = check(memory, now)
            if result is False:
                return False
            unknown = unknown or result is None
        return None if unknown else True

    return check_all


def spans_of_change(expression: Expression, recipe: Recipe) -> list[tuple[SignalId, int]]:
    """(signal, span) of every `ChangedWithin` inside: instants at which it may turn by itself."""
    match expression:
        case AllOf(parts) | AnyOf(parts):
            return [pair for part in parts for pair in spans_of_change(part, recipe)]
        case NotThat(part):
            return spans_of_change(part, recipe)
        case ChangedWithin(role, span):
            return [(signal, span) for signal in recipe.roles[role]]
        case _:
            return []


def roles_of(expression: Expression) -> list[str]:
    """Roles the expression looks at, in the order they are named."""
    match expression:
        case AllOf(parts) | AnyOf(parts):
            return [role for part in parts for role in roles_of(part)]
        case NotThat(part):
            return roles_of(part)
        case _:
            return [expression.role]
