"""The suite of conduct without a test runner: for connectors that live in a repository of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from enum import StrEnum

from dispatcher.connectors.sdk.conformance.checks import CHECKS
from dispatcher.connectors.sdk.conformance.rig import Rig


class Outcome(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_TRIED = "not_tried"
    """The rig cannot do the fault it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One check; `why`: what failed, or the faults that are missing."""

    check: str
    rule: str
    outcome: Outcome
    why: str = ""


async def conduct(rig: Callable[[], Rig]) -> AsyncIterator[Verdict]:
    """Every check against a rig of its own, in the order of the suite."""
    for check in CHECKS:
        rule = (check.run.__doc__ or "").strip()
        peer = rig()
        missing = check.needs - peer.faults
        if missing:
            why = ", ".join(sorted(missing))
            yield Verdict(check=check.name, rule=rule, outcome=Outcome.NOT_TRIED, why=why)
            continue
        try:
            async with peer:
                await check.run(peer)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the verdict
            why = f"{type(error).__name__}: {error}".strip()[:500]
            yield Verdict(check=check.name, rule=rule, outcome=Outcome.FAILED, why=why)
        else:
            yield Verdict(check=check.name, rule=rule, outcome=Outcome.PASSED)
