"""Why a machine was in a state at an instant: every rule in order, every condition with its result,
every signal value that was looked at. Works on the memory of that very instant, so an explanation
can never say anything else than the timeline does.
"""

from __future__ import annotations

from dataclasses import dataclass

from dispatcher.domain.profile import (
    AllOf,
    AnyOf,
    AtLevel,
    ChangedWithin,
    Compare,
    Expression,
    IsUnavailable,
    NotThat,
    OneOf,
    Rule,
    Within,
)
from dispatcher.domain.signal import SignalId
from dispatcher.engine.conditions import compile_expression, known, roles_of
from dispatcher.engine.memory import Memory
from dispatcher.engine.recipe import Recipe


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A condition in words with its result at the instant; None = unknown."""

    text: str
    result: bool | None
    parts: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFinding:
    """A rule of an axis and what became of it."""

    rule: Rule
    text: str
    finding: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A signal the rules looked at: its role, its value in the memory, whether it could be used."""

    signal: SignalId
    role: str
    value: float | str | None
    at: int | None
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The state axis of a machine at an instant, opened down to the signals.

    `committed` is what the timeline shows; `pending` what waits behind a minimum duration.
    """

    at: int
    committed: str
    reason: str
    rule: str
    since: int | None
    pending: str
    pending_since: int | None
    rules: tuple[RuleFinding, ...]
    looked: tuple[Looked, ...]
    covered: dict[str, bool]


def explain(recipe: Recipe, memory: Memory, at: int) -> Explanation:
    """Open the state at `at`; `memory` must hold everything up to and including it."""
    axis = memory.state
    return Explanation(
        at=at,
        committed=axis.value,
        reason=axis.reason,
        rule=axis.rule,
        since=axis.since,
        pending=axis.next_value,
        pending_since=axis.next_since,
        rules=tuple(
            RuleFinding(rule=rule, text=describe(rule.when), finding=_find(rule.when, recipe, memory, at))
            for rule in recipe.profile.states
        ),
        looked=_looked(recipe, memory, at),
        covered=dict(memory.covered),
    )


def _looked(recipe: Recipe, memory: Memory, at: int) -> tuple[Looked, ...]:
    roles = dict.fromkeys(role for rule in recipe.profile.states for role in roles_of(rule.when))
    found = []
    for role in roles:
        for signal in recipe.roles[role]:
            entry = memory.values.get(signal)
            found.append(
                Looked(
                    signal=signal,
                    role=role,
                    value=None if entry is None else entry[0],
                    at=None if entry is None else entry[1],
                    known=known(recipe, memory, signal, at),
                )
            )
    return tuple(found)


def _find(expression: Expression, recipe: Recipe, memory: Memory, at: int) -> Finding:
    parts: tuple[Expression, ...]
    match expression:
        case AllOf(inner) | AnyOf(inner):
            parts = inner
        case NotThat(part):
            parts = (part,)
        case _:
            parts = ()
    return Finding(
        text=describe(expression),
        result=compile_expression(expression, recipe)(memory, at),
        parts=tuple(_find(part, recipe, memory, at) for part in parts),
    )


def describe(expression: Expression) -> str:
    """The condition as one reads it in a profile; the same in every language, like the profile."""
    match expression:
        case AllOf(parts):
            return " and ".join(_bracket(part) for part in parts)
        case AnyOf(parts):
            return " or ".join(_bracket(part) for part in parts)
        case NotThat(part):
            return f"not {_bracket(part)}"
        case Compare(role, op, value):
            return f"{role} {op.value} {value:g}" if isinstance(value, float) else f"{role} {op.value} {value}"
        case OneOf(role, values):
            return f"{role} in {{{', '.join(sorted(values))}}}"
        case Within(role, low, high):
            return f"{low:g} <= {role} <= {high:g}"
        case ChangedWithin(role, span):
            return f"{role} changed within {span / 1_000_000:g} s"
        case AtLevel(role, levels, codes):
            named = f" of {{{', '.join(sorted(codes))}}}" if codes else ""
            return f"{role} has {' or '.join(sorted(level.value for level in levels))}{named}"
        case IsUnavailable(role):
            return f"{role} is UNAVAILABLE"


def _bracket(expression: Expression) -> str:
    text = describe(expression)
    return f"({text})" if isinstance(expression, AllOf | AnyOf) else text
