"""Proof that what is stored of the account is what the journal, the log and the documents say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dispatcher.app.accounts.follower import Follower
from dispatcher.app.accounts.gathering import ENDLESS
from dispatcher.app.accounts.inputs import AccountInputs
from dispatcher.app.accounts.jobs import CHUNK
from dispatcher.app.accounts.meaning import piece_at
from dispatcher.app.accounts.reckoning import written
from dispatcher.app.accounts.standing import standing
from dispatcher.app.verify import Difference
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.engine.account.pieces import pieces
from dispatcher.ports.account import Accounts, CellQuery, Written
from dispatcher.ports.cells import OF_PARTS, OF_TIMES, PARTS, TIMES, key, part_sums, summed, time_sums

Rows = Mapping[tuple[object, ...], tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """machines: with a stored account; waiting: of those, with time that is known to wait for a new reckoning."""

    machines: int
    waiting: int
    differences: tuple[Difference, ...]


def prove(accounts: Accounts, inputs: AccountInputs, follower: Follower, now: Instant) -> Proved:
    """What is stored, unmarked, and not as it would be reckoned now: the first difference of each machine.

    Stops that go on are left out: what they do to the shifts they began in is told when they end.
    """
    meaning = inputs.meanings.now()
    marks = [*accounts.marks(), *follower.news().marks]
    state = standing(accounts, inputs, meaning.machines, marks, now)
    differences: list[Difference] = []
    for machine, own in state.settled.items():
        stands = list(state.stands(machine))
        if own.reach == ENDLESS and stands:
            begun = inputs.reaches([(machine, Interval(own.until, Instant(own.until + 1)))], now)[0].start
            # Sums are kept by the piece: of the one in which the stop began nothing can be compared.
            begun = piece_at(meaning, machine, begun).start
            stands = [Interval(part.start, min(part.end, begun)) for part in stands if part.start < begun]
        found = next(
            (at for part in stands if (at := _differs(accounts, inputs, machine, part, now)) is not None), None
        )
        if found is not None:
            differences.append(Difference(machine=machine, track="account", at=found, code="account_differs"))
    return Proved(machines=len(state.settled), waiting=len(state.false), differences=tuple(differences))


def _differs(
    accounts: Accounts, inputs: AccountInputs, machine: MachineId, part: Interval, now: Instant
) -> Instant | None:
    """Where stored stretches or sums differ first, by the piece for stretches; None where they do not."""
    reckoned: list[Written] = []
    for window in _chunks(inputs, machine, part):
        own = written(inputs.gather([(machine, window)], now)[0])
        stored = [s for s in accounts.stretches({machine: [window]}) if s.start < window.end]
        for before, after in zip(stored, (s for piece in own for s in piece.stretches), strict=False):
            if before != after:
                return min(before.start, after.start)
        if len(stored) != sum(len(piece.stretches) for piece in own):
            return window.start
        reckoned += own
    return _sums_differ(accounts, machine, reckoned)


def _sums_differ(accounts: Accounts, machine: MachineId, reckoned: Sequence[Written]) -> Instant | None:
    """The same of the cells: by piece, and added up over all days, which is read from other sums."""
    if not reckoned:
        return None
    whole = {machine: [Interval(reckoned[0].window.start, reckoned[-1].window.end)]}
    for names in (OF_TIMES, tuple(name for name in OF_TIMES if name not in {"day", "occurrence"})):
        query = CellQuery(group=names, only={})
        stored = accounts.times(query, whole, {})
        plain = summed([(key(c, names), time_sums(c)) for own in reckoned for c in own.times], names, TIMES)
        if _rows(stored, names, TIMES) != _rows(plain, names, TIMES):
            return reckoned[0].window.start
    for names in (OF_PARTS, tuple(name for name in OF_PARTS if name not in {"day", "occurrence"})):
        query = CellQuery(group=names, only={})
        stored = accounts.parts(query, whole)
        plain = summed([(key(c, names), part_sums(c)) for own in reckoned for c in own.parts], names, PARTS)
        if _rows(stored, names, PARTS) != _rows(plain, names, PARTS):
            return reckoned[0].window.start
    return None


def _rows(table: pa.Table, group: Sequence[str], sums: Sequence[str]) -> Rows:
    keys = zip(*(table.column(name).to_pylist() for name in group), strict=True)
    values = zip(*(table.column(name).to_pylist() for name in sums), strict=True)
    return {tuple(own): tuple(int(value or 0) for value in row) for own, row in zip(keys, values, strict=True)}


def _chunks(inputs: AccountInputs, machine: MachineId, part: Interval) -> Iterator[Interval]:
    start = part.start
    for window, _ in pieces(inputs.meanings.now().slots(machine, part)):
        if window.end <= start:
            continue
        if window.end - start >= CHUNK or window.end >= part.end:
            yield Interval(start, min(window.end, part.end))
            start = window.end
