"""From facts to what is stored and summed: stretches and cells, piece by piece."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import groupby

from dispatcher.app.accounts.inputs import Gathered
from dispatcher.app.accounts.meaning import Meaning
from dispatcher.domain.account import PartCell, Stretch, TimeCell
from dispatcher.domain.calendar import Slot
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.engine.account import account
from dispatcher.engine.account.cells import parts, times
from dispatcher.engine.account.pieces import pieces
from dispatcher.ports.account import Written


def written(gathered: Gathered) -> list[Written]:
    """The account of the window in pieces. The window must begin and end at bounds of pieces, and be over."""
    facts, meaning = gathered.facts, gathered.meaning
    stretches = account(facts)
    starts = [own.start for own in stretches]
    found: list[Written] = []
    for window, slots in pieces(facts.slots):
        own = stretches[bisect_left(starts, window.start) : bisect_left(starts, window.end)]
        first = slots[0]
        start = None if first.occurrence is None else first.occurrence.start
        late_after = limit(meaning, start, window.start)
        found.append(
            Written(
                machine=facts.machine,
                window=window,
                stretches=own,
                times=times(own, late_after=late_after),
                parts=_of_piece(gathered, window, slots),
                late_after=late_after,
            )
        )
    return found


def _of_piece(gathered: Gathered, window: Interval, slots: Sequence[Slot]) -> list[PartCell]:
    facts = gathered.facts
    return parts(
        facts.machine,
        [count for count in gathered.counts if count.at in window],
        [said for said in facts.overlay.parts if said.at in window],
        slots,
        gathered.meaning.norms,
    )


def limit(meaning: Meaning, occurrence: Instant | None, start: Instant) -> Micros:
    """After how long an entry is late: as was in force when the shift (or the slot off shift) began."""
    return meaning.late_after(start if occurrence is None else occurrence)


def time_cells(stretches: Iterable[Stretch], meaning: Meaning) -> list[TimeCell]:
    """Cells of stretches, however they are cut."""
    found: list[TimeCell] = []
    for occurrence, group in groupby(stretches, key=lambda own: own.occurrence):
        own = list(group)
        found += times(own, late_after=limit(meaning, occurrence, own[0].start))
    return found


def part_cells(gathered: Gathered) -> list[PartCell]:
    """Part cells of the window."""
    facts = gathered.facts
    return parts(
        facts.machine,
        gathered.counts,
        [own for own in facts.overlay.parts if own.at in facts.window and own.at < facts.now],
        facts.slots,
        gathered.meaning.norms,
    )
