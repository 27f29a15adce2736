"""Health of the house: named checks, each with a code; the worst one is the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class HealthStatus(StrEnum):
    """OK; DEGRADED: works, somebody should look; FAILING: does not do its duty."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


_ORDER = (HealthStatus.OK, HealthStatus.DEGRADED, HealthStatus.FAILING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at; `code` is a locale key `health.<code>`."""

    name: str
    status: HealthStatus
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


def worst(checks: Iterable[Check]) -> HealthStatus:
    """The worst status; OK where nothing was looked at."""
    return max((check.status for check in checks), key=_ORDER.index, default=HealthStatus.OK)


class HealthBook:
    """Collects checks: those reported by whoever knows (`report`) and those asked when needed
    (`watch`). A later report of the same name replaces the earlier one.
    """

    def __init__(self) -> None:
        """Start with no check."""
        self._reported: dict[str, Check] = {}
        self._probes: list[Callable[[], Check]] = []

    def report(self, check: Check) -> None:
        """Remember the newest outcome of a check. Safe from any thread."""
        self._reported[check.name] = check

    def watch(self, probe: Callable[[], Check]) -> None:
        """Ask `probe` at each look; it may block briefly and is called in a worker thread."""
        self._probes.append(probe)

    def look(self) -> tuple[Check, ...]:
        """All checks by name."""
        checks = {**dict(self._reported), **{check.name: check for check in (probe() for probe in self._probes)}}
        return tuple(checks[name] for name in sorted(checks))
