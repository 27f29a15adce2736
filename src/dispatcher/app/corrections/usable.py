"""Which reason may be given where, and whether it would hold."""

from __future__ import annotations

from dispatcher.app.corrections.sight import Sight
from dispatcher.app.reasons.tree import scopes_of
from dispatcher.domain.account import Origin, Stretch
from dispatcher.domain.errors import Conflict, InvalidInput
from dispatcher.domain.interval import Interval
from dispatcher.domain.reason import Reason, Wins
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState


def check_reason(sight: Sight, machine: MachineId, code: str) -> Reason:
    """The reason, which people may give to this machine now.

    The tree in force now decides, also about the past: a code keeps its meaning. Raises InvalidInput
    `correction_reason_unknown`, `correction_reason_is_group`, `correction_reason_inactive`,
    `correction_reason_elsewhere`.
    """
    tree = sight.book().tree(sight.now)
    if code not in tree.reasons:
        raise InvalidInput("correction_reason_unknown", reason=code[:64])
    if code in tree.groups:
        raise InvalidInput("correction_reason_is_group", reason=code)
    if not tree.active(code):
        raise InvalidInput("correction_reason_inactive", reason=code)
    if not tree.usable(code, scopes_of(sight.sources.plant.machine(machine))):
        raise InvalidInput("correction_reason_elsewhere", reason=code, machine=machine)
    return tree.reasons[code]


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
    given = sight.book().reason(stretch.reason, stretch.start)
    return given is not None and given.against_person is Wins.SIGNAL
