"""The one place where the account is read (trap 35): stored where it stands, else reckoned on the spot.

What is stored is never more than a saving: for every window the answer is the one that reckoning from the journal
gives, late data, corrections and new rules of this moment included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pyarrow as pa

from dispatcher.app.accounts.follower import Follower
from dispatcher.app.accounts.inputs import AccountInputs, Ask
from dispatcher.app.accounts.live import Live
from dispatcher.app.accounts.meaning import piece_at
from dispatcher.app.accounts.standing import Standing, standing
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.account import Stretch
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval, intersect, without
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Track
from dispatcher.ports.account import Accounts, CellQuery
from dispatcher.ports.cells import PARTS, TIMES, added, asked, days, key, part_sums, summed, time_sums
from dispatcher.ports.clock import Clock

Windows = Mapping[MachineId, Sequence[Interval]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A window by machine: pieces to be summed as stored, parts of stored pieces, and what must be reckoned."""

    whole: Windows
    cut: Windows
    fresh: Sequence[Ask]


@dataclass(slots=True, kw_only=True)
class AccountReader:
    """All calls block; any thread may make them. Machines must be those of the plant."""

    inputs: AccountInputs
    accounts: Accounts
    follower: Follower
    clock: Clock
    live: Live = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is reckoned yet."""
        self.live = Live(inputs=self.inputs, accounts=self.accounts)

    def stretches(self, machines: Sequence[MachineId], window: Interval) -> list[Stretch]:
        """The corrected timeline, cut to the window, by machine and start; open stretches end now. It begins with the
        shift (or the day) in which the machine was first heard of.
        """
        now = self.clock.now()
        split = self._split(machines, window, now, whole=False)
        stored = [
            cut
            for own in self.accounts.stretches(split.cut)
            for part in split.cut[own.machine]
            if (cut := _cut(own, part)) is not None
        ]
        fresh = [stretch for own in self.live.reckon(split.fresh, now) for stretch in own.stretches]
        return sorted([*stored, *fresh], key=lambda own: (own.machine, own.start))

    def times(self, query: CellQuery, window: Interval | None) -> pa.Table:
        """Sums of time cells: the columns of the group, then TIMES. Without a window whole occurrences, the open ones
        until now; with one exactly what lies in it.
        """
        now = self.clock.now()
        split = self._asked(query, window, now)
        stored = self.accounts.times(query, split.whole, split.cut)
        rows = [
            (key(cell, query.group), time_sums(cell))
            for own in self.live.reckon(split.fresh, now)
            for cell in own.times
            if asked(cell, query)
        ]
        return added([stored, summed(rows, query.group, TIMES)], query.group, TIMES)

    def parts(self, query: CellQuery, window: Interval | None) -> pa.Table:
        """Sums of part cells: the columns of the group, then PARTS."""
        now = self.clock.now()
        split = self._asked(query, window, now)
        stored = self.accounts.parts(query, split.whole)
        edges = [(machine, part) for machine, windows in split.cut.items() for part in windows]
        cells = [cell for own in self.live.reckon(split.fresh, now) for cell in own.parts]
        cells += self.live.counted(edges, now)
        rows = [(key(cell, query.group), part_sums(cell)) for cell in cells if asked(cell, query)]
        return added([stored, summed(rows, query.group, PARTS)], query.group, PARTS)

    def pending(self, machines: Sequence[MachineId]) -> int:
        """Stored shift occurrences that are still to be reckoned anew; what is read is right all the same."""
        now = self.clock.now()
        plan = self.inputs.meanings.now().plan
        false = self._standing(machines, now).false
        return sum(len(plan.occurrences(machine, part)) for machine, windows in false.items() for part in windows)

    def _standing(self, machines: Iterable[MachineId], now: Instant) -> Standing:
        marks = [*self.accounts.marks(), *self.follower.news().marks]
        return standing(self.accounts, self.inputs, machines, marks, now)

    def _asked(self, query: CellQuery, window: Interval | None, now: Instant) -> Split:
        """Where the answer comes from: of the window no more than the days asked for lie in, and nothing to come."""
        start, end = (ALL_TIME.start, ALL_TIME.end) if window is None else (window.start, window.end)
        if query.first is not None:
            start = max(start, Instant((days(query.first) - 2) * DAY))
        if query.last is not None:
            end = min(end, Instant((days(query.last) + 4) * DAY))
        end = min(end, now)
        if start >= end:
            return Split(whole={}, cut={}, fresh=())
        meaning = self.inputs.meanings.now()
        wanted = query.machines or tuple(info.id for info in meaning.plant.machines)
        machines = [machine for machine in wanted if machine in meaning.machines]
        return self._split(machines, Interval(start, end), now, whole=True)

    def _split(self, machines: Sequence[MachineId], window: Interval, now: Instant, *, whole: bool) -> Split:
        """Sort the window of each machine by where its account comes from. Of a former machine it ends when it left."""
        plant = self.inputs.meanings.now().plant
        windows = {machine: there for machine in machines if (there := _until(window, plant.left(machine))) is not None}
        machines = list(windows)
        state = self._standing(machines, now)
        firsts = self._firsts(machines, state, now)
        standing_of = {machine: intersect([there], state.stands(machine)) for machine, there in windows.items()}
        summed_of = self._whole(standing_of, state, windows) if whole else {}
        cut: dict[MachineId, Sequence[Interval]] = {}
        fresh: list[Ask] = []
        for machine, stands in standing_of.items():
            own = state.settled.get(machine)
            begin = firsts.get(machine, None if own is None else own.begin)
            if begin is None:
                continue
            taken = summed_of.get(machine, ())
            edges = () if taken is stands else without(stands, taken)
            if edges:
                cut[machine] = edges
            start, end = max(window.start, begin), min(windows[machine].end, now)
            if start < end and not (len(stands) == 1 and stands[0].start <= start and stands[0].end >= end):
                fresh += [(machine, part) for part in without([Interval(start, end)], stands)]
        return Split(whole=summed_of, cut=cut, fresh=fresh)

    def _whole(
        self, stands: Windows, state: Standing, windows: Mapping[MachineId, Interval]
    ) -> dict[MachineId, Sequence[Interval]]:
        """What stands without the pieces that the bounds of each machine's window cut."""
        reached = {
            machine: [
                at
                for at in (windows[machine].start, windows[machine].end)
                if any(own.start < at < own.end for own in state.stands(machine))
            ]
            for machine in stands
        }
        reached = {machine: at for machine, at in reached.items() if at}
        cut_pieces = self.accounts.pieces(reached) if reached else {}
        found: dict[MachineId, Sequence[Interval]] = {}
        for machine, parts in stands.items():
            window = windows[machine]
            broken = [
                piece
                for piece in cut_pieces.get(machine, ())
                if piece.start < window.start < piece.end or piece.start < window.end < piece.end
            ]
            found[machine] = without(parts, broken) if broken else parts
        return found

    def _firsts(self, machines: Sequence[MachineId], state: Standing, now: Instant) -> dict[MachineId, Instant]:
        """Where the account of machines begins, if not where it is stored from: with the piece in which the machine
        was first heard of.
        """
        unknown = [machine for machine in machines if machine not in state.settled]
        looked = [(unknown, now)] if unknown else []
        looked += [([machine], state.settled[machine].begin) for machine in machines if machine in state.earlier]
        meaning = self.inputs.meanings.now()
        found: dict[MachineId, Instant] = {}
        for some, end in looked:
            for span in self.inputs.journal.spans(some, [Track.STATE], Interval(ALL_TIME.start, end)):
                found.setdefault(span.machine, span.start)
        return {machine: piece_at(meaning, machine, at).start for machine, at in found.items()}


def _until(window: Interval, left: Instant | None) -> Interval | None:
    """The window as far as the machine was there."""
    if left is None or left >= window.end:
        return window
    return Interval(window.start, left) if window.start < left else None


def _cut(stretch: Stretch, window: Interval) -> Stretch | None:
    start, end = max(stretch.start, window.start), min(stretch.end, window.end)
    if start >= end:
        return None
    return stretch if (start, end) == (stretch.start, stretch.end) else replace(stretch, start=start, end=end)
