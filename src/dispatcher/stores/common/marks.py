"""What a change of spans and counts makes false: the first instant at which anything differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId, Quality
from dispatcher.domain.state import PartCount, Span, Track
from dispatcher.ports.account import Mark, Settled
from dispatcher.ports.store import StoredSignal

NEVER = Instant(-(2**63) + 1)
ENDLESS = Instant(2**63 - 1)
TRACKS = frozenset({Track.STATE, Track.MODE, Track.PROGRAM, Track.ALARM})
"""Tracks that the account is made of."""


def first_difference(old: Iterable[Span], new: Iterable[Span]) -> Instant | None:
    """From where on two drawings of one lane differ; None where they are the same. A span that only ends elsewhere
    differs from the earlier end on.
    """
    found: Instant | None = None
    pairs = zip_longest(sorted(old, key=_order), sorted(new, key=_order))
    for before, after in pairs:
        if before == after:
            continue
        at = _apart(before, after)
        found = at if found is None else min(found, at)
        # From here on the two lists may be out of step; tracks are sorted, so nothing before can differ.
        if before is None or after is None or before.start != after.start or before.value != after.value:
            break
    return found


def _order(span: Span) -> tuple[Instant, str]:
    return span.start, span.value


def _apart(before: Span | None, after: Span | None) -> Instant:
    if before is None or after is None:
        one = before or after
        return ENDLESS if one is None else one.start
    same = (before.start, before.value, before.rule, before.detail) == (
        after.start,
        after.value,
        after.rule,
        after.detail,
    )
    if not same:
        return min(before.start, after.start)
    return min(ENDLESS if before.end is None else before.end, ENDLESS if after.end is None else after.end)


def first_count(old: Sequence[PartCount], new: Sequence[PartCount]) -> Instant | None:
    """From where on two lists of counts differ."""
    for before, after in zip_longest(old, new):
        if before != after:
            return min(count.at for count in (before, after) if count is not None)
    return None


class Book:
    """Marks, what is settled, and the changes seen: the memory of a store of accounts. Not locked: its store is."""

    def __init__(self) -> None:
        """Nothing is stored."""
        self.settled: dict[MachineId, Settled] = {}
        self.marks: dict[MachineId, list[Mark]] = {}
        self.changes: dict[MachineId, int] = {}
        self.watches: list[Watching] = []

    def limit(self, machine: MachineId) -> Instant:
        """Changes after this instant cannot touch what is stored or being reckoned of the machine."""
        if self.watches:
            return ENDLESS
        own = self.settled.get(machine)
        return NEVER if own is None else own.reach

    def changed(self, machine: MachineId, start: Instant | None) -> bool:
        """Something of the machine changed, from `start` on (None: nothing that matters); whether that adds a mark."""
        self.changes[machine] = self.changes.get(machine, 0) + 1
        if start is None:
            return False
        for watch in self.watches:
            watch.seen[machine] = min(start, watch.seen.get(machine, start))
        own = self.settled.get(machine)
        return own is not None and start <= own.reach and self.add(Mark(machine=machine, start=start, end=None))

    def came(self, rows: pa.Table, signals: Mapping[int, StoredSignal]) -> bool:
        """Rows came: rules may look at any signal, so those of settled time make a mark; whether one was added."""
        if not self.settled or rows.num_rows == 0:
            return False
        if not self.watches and pc.min(rows.column("at")).as_py() > self._horizon:
            return False
        # What is quarantined may bear any instant (trap 45).
        trusted = rows.filter(pc.field("quality") != int(Quality.QUARANTINED))
        first = trusted.group_by("signal").aggregate([("at", "min")])
        found: dict[MachineId, Instant] = {}
        for signal, at in zip(*(first.column(name).to_pylist() for name in ("signal", "at_min")), strict=True):
            stored = signals.get(int(signal or 0))
            if stored is not None:
                found[stored.machine] = Instant(min(int(at or 0), found.get(stored.machine, ENDLESS)))
        added = [self._late(machine, start) for machine, start in found.items()]
        return any(added)

    @property
    def _horizon(self) -> Instant:
        """Rows after it belong to no settled time."""
        return max((_decided(own) for own in self.settled.values()), default=NEVER)

    def _late(self, machine: MachineId, start: Instant) -> bool:
        for watch in self.watches:
            watch.seen[machine] = min(start, watch.seen.get(machine, start))
        own = self.settled.get(machine)
        return own is not None and start <= _decided(own) and self.add(Mark(machine=machine, start=start, end=None))

    def add(self, mark: Mark) -> bool:
        """Add a mark; whether it says anything new."""
        before = self.marks.get(mark.machine, [])
        if any(_covers(own, mark) for own in before):
            return False
        self.marks[mark.machine] = joined([*before, mark])
        return True

    def all_marks(self) -> list[Mark]:
        """By machine and start."""
        return [mark for machine in sorted(self.marks) for mark in self.marks[machine]]

    def written(self, settled: Mapping[MachineId, Settled | None], done: Iterable[Mark], watch: Watching) -> None:
        """Accounts were renewed, these marks are done; what the watch saw is marked again."""
        gone = set(done)
        for machine in {mark.machine for mark in gone}:
            self.marks[machine] = [mark for mark in self.marks.get(machine, ()) if mark not in gone]
        for machine, own in settled.items():
            if own is None:
                self.settled.pop(machine, None)
            else:
                self.settled[machine] = own
        for machine, start in watch.seen.items():
            own = self.settled.get(machine)
            if own is not None and start <= own.reach:
                self.add(Mark(machine=machine, start=start, end=None))
        self.marks = {machine: marks for machine, marks in self.marks.items() if marks}

    def copy(self) -> Book:
        """The same, to be changed apart; watches are shared."""
        made = Book()
        made.settled, made.marks = dict(self.settled), dict(self.marks)
        made.changes, made.watches = self.changes, self.watches
        return made


class Watching:
    """`ports.account.Watch`: per machine, from where on something changed."""

    def __init__(self, book: Book) -> None:
        """Watch from now on."""
        self.seen: dict[MachineId, Instant] = {}
        self._book = book
        book.watches.append(self)

    def close(self) -> None:
        """Stop; a second call does nothing."""
        if self in self._book.watches:
            self._book.watches.remove(self)


def joined(marks: Iterable[Mark]) -> list[Mark]:
    """Marks of one machine by start, those that touch as one."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda own: own.start):
        if found and (found[-1].end is None or mark.start <= found[-1].end):
            last = found.pop()
            end = None if last.end is None or mark.end is None else max(last.end, mark.end)
            mark = Mark(machine=mark.machine, start=last.start, end=end)  # noqa: PLW2901 - grown
        found.append(mark)
    return found


def _decided(own: Settled) -> Instant:
    """Up to where values decide what is stored: where a stop still goes on, no further than the account."""
    return own.until if own.reach == ENDLESS else own.reach


def _covers(own: Mark, mark: Mark) -> bool:
    return own.start <= mark.start and (own.end is None or (mark.end is not None and mark.end <= own.end))
