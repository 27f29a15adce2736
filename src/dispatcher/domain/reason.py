"""Why a machine stands: the reason tree, and how each reason counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dispatcher.domain.state import Shape


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
    """A node of the tree. Only leaves that are `active` may be given.

    code: of the plant, stays for ever. parent: code of the group, "" at the top. machines, groups: who may use it
    (ids; areas, lines or kinds as "area:x", "line:x", "kind:x"); both empty = all. color: a token of the palette.
    against_running: whether a person's entry holds although the signals say that the machine runs.
    against_person: whether a person may overwrite it where a rule gave it.
    carry: microseconds after which an entry without an end ends by itself; at least it ends with the stop.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonTree:
    """All reasons by code, in the order of the document."""

    reasons: Mapping[str, Reason]
