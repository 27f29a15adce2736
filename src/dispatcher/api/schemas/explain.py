"""Why the machine was in that state at that instant."""

from __future__ import annotations

from pydantic import Field

from dispatcher.api.schemas.common import Answer, SignalValue, Stamp
from dispatcher.api.schemas.timeline import SpanOut


class ConditionNode(Answer):
    """One condition of a rule with its outcome; `result` null = could not be judged (no value)."""

    text: str
    result: bool | None
    children: list[ConditionNode]


class RuleInForce(Answer):
    """The rule that gave the state."""

    id: str
    profile: str
    version: str
    text: str


class EarlierRule(Answer):
    """A rule that stands before it in the profile and did not hold."""

    id: str
    text: str
    result: bool | None
    condition: ConditionNode


class UsedValue(Answer):
    """A signal value the rules looked at: what, from when, from whom. Null times = never observed."""

    signal: str
    role: str
    known: bool = Field(description="false: not covered, stale or unavailable, so the rules took it as unknown")
    value: SignalValue
    at: Stamp | None
    source_at: Stamp | None
    received_at: Stamp | None
    quality: str | None
    session: str | None
    sequence: int | None


class CoverageOut(Answer):
    """The stretch in which the source spoke for the machine; `end` null while it lasts."""

    start: Stamp
    end: Stamp | None


class Explanation(Answer):
    """GET /machines/{id}/explain. `rule` null = no rule fired: the state is `no_data`."""

    at: Stamp
    span: SpanOut | None
    state: str
    reason: str | None
    rule: RuleInForce | None
    values: list[UsedValue]
    condition: ConditionNode | None
    earlier_rules: list[EarlierRule]
    coverage: CoverageOut | None
