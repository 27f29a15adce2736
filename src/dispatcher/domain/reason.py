"""Why a machine stands: the reason tree, and how each reason counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from dispatcher.domain.correction import LONGEST_CARRY
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import HOUR
from dispatcher.domain.state import Shape

LANGUAGES = ("en", "ru")
COLORS = tuple(f"reason-{number}" for number in range(1, 13))
"""Tokens of the palette, the same in every look of the screen."""
MAX_LEVELS = 8
MAX_CARRY = LONGEST_CARRY // HOUR
SCOPES = ("machine", "area", "line", "kind")
"""What a scope may name: `machine:lathe-1`, `area:Turning`, `line:A`, `kind:milling`."""
_CODE = re.compile(r"[^\s,@]{1,64}")


class ReasonKind(StrEnum):
    """How the time of a reason counts (ISO 22400-2, time model for work units)."""

    UNPLANNED = "unplanned"
    """Organisational delay: part of actual unit delay time (ADET)."""
    FAILURE = "failure"
    """Technical failure: actual unit down time (ADOT); counts for MTBF and MTTR."""
    CHANGEOVER = "changeover"
    """Set-up: actual unit set-up time (AUST)."""
    PLANNED = "planned"
    """Planned stop: break, meeting, cleaning; not part of planned busy time (PBT)."""
    PREVENTIVE = "preventive"
    """Planned maintenance (PMT); not part of planned busy time."""
    NOT_SCHEDULED = "not_scheduled"
    """No job, no demand: as if there were no shift."""


class Wins(StrEnum):
    """Whose word stands where a person and the signals disagree."""

    PERSON = "person"
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A node of the tree. Only leaves that are active with all above them may be given.

    code: of the plant, stays for ever. parent: code of the group, "" at the top. color: one of COLORS.
    scopes: which machines may use it (see SCOPES), those of the groups above narrow it further; empty = all.
    against_running: whose word stands where a person gave it and the signals say that the machine runs.
    against_person: whose word stands where a rule gave it and a person says something else.
    carry_hours: an entry without an end ends by itself after so long; at least it ends with the stop.
    hint: when to choose it, for those who stand before the list.
    """

    code: str
    parent: str
    words: Mapping[str, str]
    kind: ReasonKind
    color: str
    shape: Shape
    scopes: tuple[str, ...] = ()
    active: bool = True
    order: int = 0
    against_running: Wins = Wins.SIGNAL
    against_person: Wins = Wins.PERSON
    carry_hours: int = 48
    hint: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReasonTree:
    """All reasons by code, in the order of the document. Made by `grow`, so it is a tree."""

    reasons: Mapping[str, Reason]

    @cached_property
    def groups(self) -> frozenset[str]:
        """Codes that have others below them."""
        return frozenset(reason.parent for reason in self.reasons.values() if reason.parent)

    def line(self, code: str) -> Iterator[Reason]:
        """The reason and those above it, upwards."""
        at = self.reasons.get(code)
        while at is not None:
            yield at
            at = self.reasons.get(at.parent)

    def active(self, code: str) -> bool:
        """Whether it may be given at all: a leaf, switched on like all above it."""
        return code in self.reasons and code not in self.groups and all(reason.active for reason in self.line(code))

    def usable(self, code: str, machine: frozenset[str]) -> bool:
        """Whether it may be given on a machine of these scopes (`machine:x`, `area:y`, ...)."""
        return self.active(code) and all(
            not reason.scopes or not machine.isdisjoint(reason.scopes) for reason in self.line(code)
        )


def grow(reasons: Sequence[Reason]) -> ReasonTree:
    """The tree of these reasons.

    Raises InvalidInput `reason_code_bad`, `reason_twice`, `reason_words_missing`, `reason_color_unknown`,
    `reason_scope_bad`, `reason_carry_bad`, `reason_parent_unknown`, `reason_cycle`, `reason_too_deep`.
    """
    found: dict[str, Reason] = {}
    for reason in reasons:
        if reason.code in found:
            raise InvalidInput("reason_twice", code=reason.code)
        _check_alone(reason)
        found[reason.code] = reason
    for reason in reasons:
        _check_line(reason, found)
    return ReasonTree(reasons=found)


def _check_alone(reason: Reason) -> None:
    if not _CODE.fullmatch(reason.code):
        raise InvalidInput("reason_code_bad", code=reason.code[:64])
    for language in LANGUAGES:
        if not reason.words.get(language, "").strip():
            raise InvalidInput("reason_words_missing", code=reason.code, language=language)
    if reason.color not in COLORS:
        raise InvalidInput("reason_color_unknown", code=reason.code, given=reason.color[:64])
    for scope in reason.scopes:
        kind, _, name = scope.partition(":")
        if kind not in SCOPES or not name.strip():
            raise InvalidInput("reason_scope_bad", code=reason.code, given=scope[:64])
    if not 1 <= reason.carry_hours <= MAX_CARRY:
        raise InvalidInput("reason_carry_bad", code=reason.code, given=reason.carry_hours, limit=MAX_CARRY)


def _check_line(reason: Reason, found: Mapping[str, Reason]) -> None:
    path = [reason.code]
    while reason.parent:
        if reason.parent not in found:
            raise InvalidInput("reason_parent_unknown", code=reason.code, parent=reason.parent[:64])
        reason = found[reason.parent]
        if reason.code in path:
            circle = [reason.code, *reversed(path[path.index(reason.code) :])]
            raise InvalidInput("reason_cycle", path=" > ".join(circle))
        path.append(reason.code)
        if len(path) > MAX_LEVELS:
            raise InvalidInput("reason_too_deep", code=path[0], limit=MAX_LEVELS)


def check_change(tree: ReasonTree, used: frozenset[str]) -> None:
    """A code that was ever used keeps its meaning. Raises InvalidInput `reason_vanished`, `reason_became_group`."""
    for code in sorted(used - tree.reasons.keys()):
        raise InvalidInput("reason_vanished", code=code)
    for code in sorted(used & tree.groups):
        below = next(reason.code for reason in tree.reasons.values() if reason.parent == code)
        raise InvalidInput("reason_became_group", code=code, below=below)
