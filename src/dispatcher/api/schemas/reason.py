"""Reasons: the tree, the rules, the settings of stops, and the versions of each."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer, Stamp, Words

_FROM = "in force from this instant on (RFC 3339 with offset); null: from ever"
_SEEN = "number of the last version you knew of; if there is a later one the request is refused"
_LAST = "number of the version entered last, which may begin later; 0: nothing was entered"
_VERSION = "0: what a plant starts with"

Condition = dict[str, Any]
"""A condition as rules write it: `{"all": [...]}`, `{"signal": "door", "equals": "OPEN"}`, …"""


class ReasonFields(Answer):
    """What is said of a reason."""

    code: str
    parent: str = Field(description="code of the group; empty at the top")
    words: Words
    kind: str = Field(description="unplanned, failure, changeover, planned, preventive, not_scheduled")
    color: str = Field(description="reason-1 … reason-12")
    shape: str
    scopes: list[str] = Field(description="machine:…, area:…, line:…, kind:…; empty: all")
    active: bool
    against_running: str = Field(description="person or signal: whose word stands where the machine runs")
    against_person: str = Field(description="person or signal: whose word stands where a rule gave it")
    carry_hours: int = Field(description="an entry without an end ends after so long")
    hint: Words


class ReasonOut(ReasonFields):
    """A node of the tree. `usable`: it may be given (on the machine that was asked for)."""

    order: int
    usable: bool


class Reasons(Answer):
    """GET /reasons."""

    version: int = Field(description=_VERSION)
    last: int = Field(description=_LAST)
    effective_from: Stamp | None
    reasons: list[ReasonOut]


class TreeVersion(Answer):
    """A version of the tree as it was entered."""

    version: int
    effective_from: Stamp | None
    entered_at: Stamp
    author: str
    reasons: list[ReasonFields]


class TreeHistory(Answer):
    """GET /reasons/history: oldest first."""

    versions: list[TreeVersion]


class RuleFields(Answer):
    """What is said of a rule."""

    id: str
    reason: str
    title: Words
    covers: str = Field(description="while, rest, whole")
    minimum: str = Field(description="how long the condition must hold: 30s, 5min; empty: no matter")
    scopes: list[str]
    when: Condition


class RuleOut(RuleFields):
    """A rule. `usable`: its reason may be given, else the rule says nothing."""

    usable: bool


class ReasonRules(Answer):
    """GET /reason-rules: the first that fits an instant of a stop wins."""

    version: int = Field(description=_VERSION)
    last: int = Field(description=_LAST)
    effective_from: Stamp | None
    rules: list[RuleOut]


class RulesVersion(Answer):
    """A version of the rules as it was entered."""

    version: int
    effective_from: Stamp | None
    entered_at: Stamp
    author: str
    rules: list[RuleFields]


class RulesHistory(Answer):
    """GET /reason-rules/history: oldest first."""

    versions: list[RulesVersion]


class StopSettingOut(Answer):
    """Of the plant."""

    micro_stop_s: int = Field(description="an unexplained stop not longer than this is a micro-stop, seconds")
    strict: bool = Field(description="unexplained stops insist on a reason")


class MachineStopSetting(Answer):
    """Of a machine; null: as the plant."""

    micro_stop_s: int | None
    strict: bool | None


class StopSettingsOut(Answer):
    """GET /stop-settings."""

    version: int = Field(description=_VERSION)
    last: int = Field(description=_LAST)
    effective_from: Stamp | None
    default: StopSettingOut
    machines: dict[str, MachineStopSetting]


class Asked(BaseModel):
    """Base of the bodies: frozen, closed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    effective_from: str | None = Field(default=None, description=_FROM)
    seen: int | None = Field(default=None, description=_SEEN)


class PutReasons(Asked):
    """The whole tree; the place in the list is the order."""

    reasons: list[dict[str, Any]] = Field(description="as GET gives them, without order and usable")


class PutRules(Asked):
    """All rules in their order."""

    rules: list[dict[str, Any]] = Field(description="as GET gives them, without usable")


class PutStops(Asked):
    """Settings of the plant, and of machines that differ."""

    default: dict[str, Any]
    machines: dict[str, dict[str, Any]]


class Saved(Answer):
    """The number of the version that was entered."""

    version: int
