"""Accounts in memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from threading import RLock

import pyarrow as pa

from dispatcher.domain.account import Stretch
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import CellQuery, Mark, Ranges, Renewed, Settled, Watch, Written
from dispatcher.ports.cells import PARTS, TIMES, Row, asked, cut_sums, key, part_sums, summed, time_sums
from dispatcher.stores.common.marks import Book, Watching


class MemoryAccounts:
    """`ports.account.Accounts` without a disk."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.book = Book()
        self._pieces: dict[MachineId, list[Written]] = {}
        self._cursors: dict[str, int] = {}

    def marks(self) -> Sequence[Mark]:
        """What must be reckoned anew, by machine and start, touching marks joined."""
        with self.lock:
            return self.book.all_marks()

    def mark(self, marks: Sequence[Mark], cursors: Mapping[str, int]) -> None:
        """Add marks and move cursors."""
        with self.lock:
            for mark in marks:
                self.book.add(mark)
            self._cursors |= cursors

    def cursors(self) -> Mapping[str, int]:
        """The cursors."""
        with self.lock:
            return dict(self._cursors)

    def settled(self) -> Mapping[MachineId, Settled]:
        """What is stored of each machine."""
        with self.lock:
            return dict(self.book.settled)

    def changes(self) -> Mapping[MachineId, int]:
        """How often each machine's spans and counts have changed."""
        with self.lock:
            return dict(self.book.changes)

    def watch(self) -> Watch:
        """To be opened before facts are gathered."""
        with self.lock:
            return Watching(self.book)

    def write(self, renewed: Sequence[Renewed], done: Sequence[Mark], watch: Watch) -> None:
        """Replace these accounts and take these marks away."""
        if not isinstance(watch, Watching):
            message = "a watch of another store"
            raise TypeError(message)
        with self.lock:
            for own in renewed:
                kept = [
                    piece
                    for piece in self._pieces.get(own.machine, ())
                    if own.settled is not None
                    and piece.window.start < own.settled.until
                    and (piece.window.end <= own.window.start or piece.window.start >= own.window.end)
                ]
                self._pieces[own.machine] = sorted([*kept, *own.pieces], key=lambda piece: piece.window.start)
            self.book.written({own.machine: own.settled for own in renewed}, done, watch)

    def pieces(self, instants: Mapping[MachineId, Sequence[Instant]]) -> Mapping[MachineId, Sequence[Interval]]:
        """The stored pieces that the instants of each machine lie in (or end at)."""
        with self.lock:
            return {
                machine: [
                    piece.window
                    for piece in self._pieces.get(machine, ())
                    if any(piece.window.start <= at <= piece.window.end for at in own)
                ]
                for machine, own in instants.items()
            }

    def stretches(self, ranges: Ranges) -> Sequence[Stretch]:
        """Stored stretches that touch the ranges, uncut, by machine and start."""
        with self.lock:
            return [
                stretch
                for machine in sorted(ranges)
                for stretch in self._of(machine)
                if any(stretch.start < own.end and stretch.end > own.start for own in ranges[machine])
            ]

    def _of(self, machine: MachineId) -> Iterator[Stretch]:
        for piece in self._pieces.get(machine, ()):
            yield from piece.stretches

    def times(self, query: CellQuery, whole: Ranges, cut: Ranges) -> pa.Table:
        """Sums of time cells, and of stretches cut to `cut`."""
        with self.lock:
            return summed([*self._whole(query, whole), *self._cut(query, cut)], query.group, TIMES)

    def _whole(self, query: CellQuery, whole: Ranges) -> Iterator[Row]:
        for piece in self._inside(whole):
            for cell in piece.times:
                if asked(cell, query):
                    yield key(cell, query.group), time_sums(cell)

    def _cut(self, query: CellQuery, cut: Ranges) -> Iterator[Row]:
        for machine, windows in cut.items():
            for piece in self._pieces.get(machine, ()):
                for stretch in piece.stretches:
                    for window in windows:
                        inside = stretch.start < window.end and stretch.end > window.start
                        if inside and asked(stretch, query):
                            yield key(stretch, query.group), cut_sums(stretch, window, piece.late_after)

    def parts(self, query: CellQuery, whole: Ranges) -> pa.Table:
        """Sums of part cells."""
        with self.lock:
            rows = [
                (key(cell, query.group), part_sums(cell))
                for piece in self._inside(whole)
                for cell in piece.parts
                if asked(cell, query)
            ]
            return summed(rows, query.group, PARTS)

    def _inside(self, whole: Ranges) -> Iterator[Written]:
        for machine, windows in whole.items():
            pieces = self._pieces.get(machine, [])
            for window in windows:
                place = bisect_left(pieces, window.start, key=lambda piece: piece.window.start)
                while place < len(pieces) and pieces[place].window.end <= window.end:
                    yield pieces[place]
                    place += 1
