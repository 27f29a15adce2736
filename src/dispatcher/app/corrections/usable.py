"""Which reason may be given where, and whether it would hold."""

from __future__ import annotations

from dispatcher.app.corrections.sight import Sight
from dispatcher.app.plant import MachineInfo
from dispatcher.domain.account import Origin, Stretch
from dispatcher.domain.errors import Conflict, InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.reason import Reason, ReasonTree, Wins
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState


def check_reason(sight: Sight, machine: MachineId, code: str, at: Instant) -> Reason:
    """The reason, which may be given to this machine at that instant.

    Raises InvalidInput `correction_reason_unknown`, `correction_reason_inactive`, `correction_reason_is_group`,
    `correction_reason_not_for_machine`.
    """
    tree = sight.sources.tree(at)
    reason = tree.reasons.get(code)
    if reason is None:
        raise InvalidInput("correction_reason_unknown", reason=code[:64], at=sight.wall(at))
    if not reason.active:
        raise InvalidInput("correction_reason_inactive", reason=code, at=sight.wall(at))
    if any(other.parent == code for other in tree.reasons.values()):
        raise InvalidInput("correction_reason_is_group", reason=code)
    if not fits(tree, reason, sight.sources.plant.machine(machine)):
        raise InvalidInput("correction_reason_not_for_machine", reason=code, machine=machine)
    return reason


def fits(tree: ReasonTree, reason: Reason, info: MachineInfo) -> bool:
    """Whether the scopes of the reason, and those of the groups above it, let the machine in."""
    own = {str(info.id), f"machine:{info.id}", f"area:{info.area}", f"line:{info.line}", f"kind:{info.kind.value}"}
    at: Reason | None = reason
    seen: set[str] = set()
    while at is not None and at.code not in seen:
        if at.scopes and not own.intersection(at.scopes):
            return False
        seen.add(at.code)
        at = tree.reasons.get(at.parent)
    return True


def check_holds(sight: Sight, machine: MachineId, window: Interval, reason: Reason | None) -> None:
    """At least somewhere in the window the reason must hold; None = "no reason after all".

    Raises Conflict `correction_machine_runs`, `correction_rule_stands` (machine, start, end).
    """
    stretches = sight.stretches(machine, window)
    standing = [stretch for stretch in stretches if stretch.base is not BaseState.RUNNING]
    place = {"machine": machine, "start": sight.wall(window.start), "end": sight.wall(window.end)}
    if not standing:
        if reason is not None and reason.against_running is Wins.PERSON and stretches:
            return
        raise Conflict("correction_machine_runs", **place)
    if all(_rule_stands(sight, stretch) for stretch in standing):
        raise Conflict("correction_rule_stands", reason=standing[0].reason, **place)


def _rule_stands(sight: Sight, stretch: Stretch) -> bool:
    if stretch.origin is not Origin.RULE:
        return False
    given = sight.sources.tree(stretch.start).reasons.get(stretch.reason)
    return given is not None and given.against_person is Wins.SIGNAL
