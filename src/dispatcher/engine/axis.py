"""One axis of a machine (state or mode): ordered rules, on-delay, and debounce of short spans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatcher.domain.instant import Micros
from dispatcher.domain.profile import Expression, Rule
from dispatcher.engine.conditions import Check
from dispatcher.engine.memory import Axis, Memory
from dispatcher.engine.record import Drawn


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say at an instant, before debouncing."""

    value: str
    rule: str
    reason: str
    minimum: Micros


@dataclass(frozen=True, slots=True)
class Armed:
    """A rule with its compiled condition, what it says, and whether a later rule has an on-delay,
    which must be followed even when this one fires.
    """

    rule: Rule
    check: Check
    verdict: Verdict
    more_holds: bool


def arm(rules: Sequence[Rule], compiled: Callable[[Expression], Check]) -> tuple[Armed, ...]:
    """The rules of an axis, ready to be judged, in their order."""
    return tuple(
        Armed(
            rule=rule,
            check=compiled(rule.when),
            verdict=Verdict(rule.gives, rule.id, rule.reason, rule.minimum),
            more_holds=any(later.hold for later in rules[place + 1 :]),
        )
        for place, rule in enumerate(rules)
    )


def judge(armed: tuple[Armed, ...], axis: Axis, memory: Memory, now: int) -> Verdict | None:
    """The first rule that fires, if any. On-delays are kept in `axis.held` for every rule that has one."""
    verdict: Verdict | None = None
    for item in armed:
        rule = item.rule
        if verdict is not None and not rule.hold:
            continue
        fires = item.check(memory, now) is True
        if rule.hold:
            if not fires:
                axis.held.pop(rule.id, None)
            else:
                since = axis.held.setdefault(rule.id, now)
                fires = now - since >= rule.hold
        if fires and verdict is None:
            verdict = item.verdict
            if not item.more_holds:
                break
    return verdict


def settle(axis: Axis, verdict: Verdict, now: int, closed: list[Drawn]) -> None:
    """Move the axis to the verdict: at once, or after its minimum, then from where it began."""
    key = (verdict.value, verdict.reason)
    if axis.since is None:
        _open(axis, verdict, now)
        return
    if key == (axis.value, axis.reason):
        axis.next_since = None
        axis.next_value = axis.next_rule = axis.next_reason = ""
        return
    if axis.next_since is None or key != (axis.next_value, axis.next_reason):
        axis.next_since = now
        axis.next_value, axis.next_rule, axis.next_reason = verdict.value, verdict.rule, verdict.reason
    if now - axis.next_since >= verdict.minimum:
        began = axis.next_since
        if began > axis.since:
            closed.append(Drawn(axis.since, began, axis.value, axis.rule, {"reason": axis.reason or None}))
        _open(axis, verdict, began)


def _open(axis: Axis, verdict: Verdict, since: int) -> None:
    axis.value, axis.rule, axis.reason, axis.since = verdict.value, verdict.rule, verdict.reason, since
    axis.next_since = None
    axis.next_value = axis.next_rule = axis.next_reason = ""


def deadlines(armed: tuple[Armed, ...], axis: Axis) -> list[int]:
    """Instants at which the axis may move with no new observation."""
    held = axis.held
    if not held and axis.next_since is None:
        return []
    found = [held[i.rule.id] + i.rule.hold for i in armed if i.rule.hold and i.rule.id in held]
    if axis.next_since is not None:
        minimum = next((i.rule.minimum for i in armed if i.rule.id == axis.next_rule), 0)
        found.append(axis.next_since + minimum)
    return found
