"""What is to be reckoned and stored of a machine: windows of whole pieces, in the order of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatcher.app.accounts.gathering import ENDLESS
from dispatcher.app.accounts.inputs import AccountInputs
from dispatcher.app.accounts.meaning import Meaning, piece_at
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.instant import DAY, SECOND, Instant, Micros
from dispatcher.domain.interval import Interval, union
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Track
from dispatcher.engine.account.pieces import pieces
from dispatcher.ports.account import Accounts, Settled

GRACE: Micros = 30 * SECOND
"""How long after its end a piece is left alone: the last of its data are still on the way."""
PATIENCE: Micros = 3 * DAY
"""How long a piece waits for the end of a stop that reaches out of it."""
RECENT: Micros = 3 * DAY
"""In so much time some piece of every plan ends: shifts last a day at most."""
CHUNK: Micros = 14 * DAY
"""How much of one machine is reckoned at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`window` of a machine is reckoned and stored; with `drop` what is stored from its start on goes instead.

    settled: what is stored afterwards, None = nothing. decides: `settled.reach` is told by the facts of this window.
    """

    machine: MachineId
    window: Interval
    settled: Settled | None
    decides: bool = False
    drop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Jobs, and when to look again: at `due`, and with `waits` as soon as anything of the machine changes."""

    jobs: Sequence[Job]
    due: Instant
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The end of the last piece of a machine that is over, when the next is, and the stop over that end."""

    until: Instant | None
    due: Instant
    reach: Interval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Plans for one machine at a time. All calls block."""

    inputs: AccountInputs
    accounts: Accounts
    meaning: Meaning
    now: Instant

    def plan(
        self,
        machine: MachineId,
        own: Settled | None,
        false: Sequence[Interval],
        earliest: Instant,
        closing: Closing,
    ) -> Plan:
        """Everything to be done. `false`: stored time that must be reckoned anew; `earliest`: of all marks."""
        begin = self._begin(machine, own, earliest)
        if begin is None:
            return Plan(jobs=(), due=ENDLESS, waits=True)
        windows: list[Interval] = []
        reached = begin
        if own is not None:
            parts = [Interval(begin, own.until)] if begin < own.begin else false
            windows = union(self._aligned(machine, part) for part in parts)
            reached = own.until
            if windows and windows[-1].end >= own.until:
                reached = max(windows.pop().start, begin)
        until, due, waits = self._until(machine, reached, closing)
        jobs = [
            Job(machine=machine, window=chunk, settled=own)
            for window in windows
            for chunk in self._chunks(machine, window)
        ]
        jobs += self._forward(machine, own, Interval(begin, max(until, Instant(begin + 1))), reached, until)
        return Plan(jobs=jobs, due=due, waits=waits)

    def _forward(
        self, machine: MachineId, own: Settled | None, stored: Interval, reached: Instant, until: Instant
    ) -> Iterator[Job]:
        """From where the stored account stands to where everything is over."""
        begin = stored.start
        if reached == until:
            if own is not None and until < own.until:
                kept = Settled(begin=begin, until=until, reach=ENDLESS) if begin < until else None
                yield Job(machine=machine, window=Interval(until, own.until), settled=kept, drop=True)
            return
        for chunk in self._chunks(machine, Interval(reached, until)):
            # What is marked may stay stored until its turn comes; nothing is settled before it is there.
            end = chunk.end if own is None else min(max(chunk.end, own.until), until)
            yield Job(
                machine=machine,
                window=chunk,
                settled=Settled(begin=begin, until=end, reach=ENDLESS),
                decides=chunk.end == until,
            )

    def _begin(self, machine: MachineId, own: Settled | None, earliest: Instant) -> Instant | None:
        """Where the account of the machine begins: with the piece in which it was first heard of."""
        if own is not None and earliest >= own.begin:
            return own.begin
        end = self.now if own is None else own.begin
        spans = self.inputs.journal.spans([machine], [Track.STATE], Interval(ALL_TIME.start, end))
        if not spans:
            return None if own is None else own.begin
        return self.piece(machine, spans[0].start).start

    def closings(self, machines: Sequence[MachineId]) -> dict[MachineId, Closing]:
        """Of each machine the last piece that is over, looked up for all at once."""
        now = self.now
        recent = Interval(Instant(now - RECENT), now)
        ends = {machine: [own.end for own, _ in pieces(self.meaning.slots(machine, recent))] for machine in machines}
        over = {machine: max((end for end in own if end <= now - GRACE), default=None) for machine, own in ends.items()}
        asked = [(machine, Interval(end, Instant(end + 1))) for machine, end in over.items() if end is not None]
        reaches = dict(zip((machine for machine, _ in asked), self.inputs.reaches(asked, now), strict=True))
        return {
            machine: Closing(
                until=over[machine],
                due=min((Instant(end + GRACE) for end in own if end > now - GRACE), default=now),
                reach=reaches.get(machine),
            )
            for machine, own in ends.items()
        }

    def _until(self, machine: MachineId, start: Instant, closing: Closing) -> tuple[Instant, Instant, bool]:
        """Up to where everything from `start` on is over, when to look again, and whether a stop is waited for."""
        until, due, reach = closing.until, closing.due, closing.reach
        if until is None or reach is None or until <= start:
            return start, due, False
        if reach.end != ENDLESS or reach.start >= until or self.now - reach.start >= PATIENCE:
            return until, due, False
        return max(start, self.piece(machine, reach.start).start), min(due, Instant(reach.start + PATIENCE)), True

    def _aligned(self, machine: MachineId, part: Interval) -> Interval:
        """The part and every piece it cuts, of those stored and of those planned now."""
        while True:
            wide = Interval(self.piece(machine, part.start).start, self.piece(machine, Instant(part.end - 1)).end)
            if wide == part:
                return part
            for piece in self.accounts.pieces({machine: [wide.start, wide.end]})[machine]:
                if piece.start < wide.start < piece.end or piece.start < wide.end < piece.end:
                    wide = Interval(min(wide.start, piece.start), max(wide.end, piece.end))
            part = wide

    def piece(self, machine: MachineId, at: Instant) -> Interval:
        """The piece an instant lies in, as planned now."""
        return piece_at(self.meaning, machine, at)

    def _chunks(self, machine: MachineId, window: Interval) -> Iterator[Interval]:
        """The window in parts of whole pieces."""
        start = window.start
        for part, _ in pieces(self.meaning.slots(machine, window)):
            if part.end - start >= CHUNK or part.end >= window.end:
                yield Interval(start, part.end)
                start = part.end
