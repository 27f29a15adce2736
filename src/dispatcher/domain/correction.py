"""What people say about the automatic timeline: an append-only log of corrections, laid over it by time.

A correction names absolute instants of one machine, never an interval by its place in a list: so it means the same
after the automatic timeline was derived anew (trap 32), and neither overlap nor hole can come of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dispatcher.domain.instant import DAY, Instant, Micros
from dispatcher.domain.signal import MachineId

LONGEST_CARRY: Micros = 31 * DAY
"""No entry without an end holds longer than this, whatever its reason allows: old ones need not be looked for."""


class CorrectionKind(StrEnum):
    """What a correction does. Where two speak of one instant, the later in the log stands."""

    REASON = "reason"
    """[start, end) has this reason; without `end` until the stop ends. Empty `value`: no reason after all."""
    STATE = "state"
    """[start, end) was this state, whatever the signals said; may bring a reason too (`reason`)."""
    SPLIT = "split"
    """The stop has a boundary at `start`: its two parts are explained apart."""
    MERGE = "merge"
    """No boundaries of earlier splits inside (start, end); without `end` none after `start`."""
    RESET = "reset"
    """[start, end) is as the automatic timeline says: earlier states, reasons, and splits inside do not hold there.

    Without `end` everything from `start` on that was said before. Parts stay: only an undo takes them back.
    """
    PARTS = "parts"
    """At `start`: so many parts were scrap or rework (`scrap`, `rework`), of the program `value`."""
    UNDO = "undo"
    """The correction `target` does not hold (undoing an undo makes it hold again)."""
    ACCEPT = "accept"
    """The shift occurrence [start, end) is accepted: nothing inside it may be corrected any more."""
    REOPEN = "reopen"
    """The acceptance of [start, end) is withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One line of the log. `id` counts from 1 without holes over the whole plant: its order is the order of the log.

    key: chosen by whoever sends it; the same key again is the same correction and changes nothing. at: when it was
    entered. bulk: several corrections entered in one act bear one name, the key of the act. An UNDO bears the start and
    end of its target.
    """

    id: int
    key: str
    machine: MachineId
    kind: CorrectionKind
    start: Instant
    end: Instant | None
    value: str
    reason: str
    comment: str
    author: str
    at: Instant
    target: int | None = None
    scrap: int = 0
    rework: int = 0
    bulk: str = ""
