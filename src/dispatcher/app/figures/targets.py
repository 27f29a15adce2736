"""Targets: what a figure should be, for the whole plant or for a part of it. The narrowest scope wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.kpi import Better


class Status(StrEnum):
    """How a value stands to its target."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """`target` or better is good; between it and `warn` is a warning; beyond `warn` is bad. warn None: no between."""

    kpi: str
    scope: str
    target: float
    warn: float | None


NO_TARGETS: Mapping[tuple[str, str], Target] = {}


def find(targets: Mapping[tuple[str, str], Target], kpi: str, scopes: Iterable[str]) -> Target | None:
    """The target of a figure for the first of the scopes that has one. targets: by (kpi, scope)."""
    if not targets:
        return None
    return next((found for scope in scopes if (found := targets.get((kpi, scope))) is not None), None)


def judge(value: float | None, target: Target | None, better: Better) -> Status:
    """Where the value stands."""
    if value is None or target is None or better is Better.NONE:
        return Status.NONE
    sign = 1 if better is Better.HIGHER else -1
    if sign * value >= sign * target.target:
        return Status.GOOD
    if target.warn is not None and sign * value >= sign * target.warn:
        return Status.WARN
    return Status.BAD
