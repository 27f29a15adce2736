"""Accounts: what is stored of a machine's time, its sums, and the marks of what became false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from dispatcher.domain.account import Origin, PartCell, Stretch, TimeClass
from dispatcher.domain.instant import DAY, HOUR, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState, PartCount, PartsPatch, Span, Track, TrackPatch
from dispatcher.engine.account.cells import times
from dispatcher.ports.account import Accounts, CellQuery, Mark, Ranges, Renewed, Settled, Written
from dispatcher.ports.cells import PARTS, TIMES, asked, cut_sums, key, part_sums, summed, time_sums
from dispatcher.ports.store import Commit, Journal
from tests.conformance.stores.builders import LATHE, NUMBER, Row, table

A, B = LATHE, MachineId("other")
FIRST = 20_000
"""Day of the first piece, since the epoch: 2024-10-04."""
LATE = HOUR


def hours(number: float) -> Instant:
    return Instant(round(FIRST * DAY + number * HOUR))


def span(start: float, end: float) -> Interval:
    return Interval(hours(start), hours(end))


def stretch(start: float, end: float, kind: TimeClass, *, machine: MachineId = A, **more: Any) -> Stretch:
    running = kind is TimeClass.PRODUCTION
    shift = int(start // 8)
    made = Stretch(
        machine=machine,
        start=hours(start),
        end=hours(end),
        open=False,
        state="running" if running else "idle",
        base=BaseState.RUNNING if running else BaseState.IDLE,
        mode="production",
        program="O1",
        state_rule="p@1/r",
        reason="" if running else "no_tool",
        origin=Origin.NONE if running else Origin.PERSON,
        reason_rule="",
        corrections=() if running else (3, 17),
        time_class=kind,
        stop=None if running else hours(start),
        day=date.fromordinal(date(1970, 1, 1).toordinal() + FIRST + shift // 3),
        shift=str(shift % 3 + 1),
        team="",
        occurrence=hours(shift * 8),
        occurrence_end=hours(shift * 8 + 8),
        late=0 if running else 2 * HOUR,
    )
    return replace(made, **more)


def piece(number: int, *, machine: MachineId = A, cut: float = 4.0, made: int = 2) -> Written:
    """The shift of eight hours with this number: production, then a stop from `cut` hours on."""
    start = number * 8.0
    own = [
        stretch(start, start + cut, TimeClass.PRODUCTION, machine=machine),
        stretch(start + cut, start + 8, TimeClass.DELAY, machine=machine),
    ]
    parts = PartCell(
        machine=machine,
        day=own[0].day,
        shift=own[0].shift,
        team="",
        occurrence=own[0].occurrence,
        program="O1",
        item="flange",
        operation="010",
        parts=made,
        inferred=0,
        scrap=1,
        rework=0,
        normed=made,
        ideal=made * HOUR,
    )
    return Written(
        machine=machine,
        window=span(start, start + 8),
        stretches=own,
        times=times(own, late_after=LATE),
        parts=[parts],
        late_after=LATE,
    )


def settled(until: float, *, begin: float = 0, reach: float | None = None) -> Settled:
    return Settled(begin=hours(begin), until=hours(until), reach=hours(until if reach is None else reach))


def put(accounts: Accounts, pieces: Sequence[Written], state: Settled, done: Sequence[Mark] = ()) -> None:
    window = Interval(pieces[0].window.start, pieces[-1].window.end)
    watch = accounts.watch()
    try:
        accounts.write([Renewed(machine=pieces[0].machine, window=window, pieces=pieces, settled=state)], done, watch)
    finally:
        watch.close()


@pytest.fixture
def accounts(journal: Journal) -> Accounts:
    found: Accounts = journal.accounts  # type: ignore[attr-defined] # both stores have them
    return found


def rows(found: pa.Table) -> list[tuple[Any, ...]]:
    order = sorted(zip(*(found.column(name).to_pylist() for name in found.column_names), strict=True), key=repr)
    return [tuple(row) for row in order]


def query(*group: str, **more: Any) -> CellQuery:
    return CellQuery(group=group, only=more.pop("only", {}), **more)


def expected(pieces: Sequence[Written], asking: CellQuery, whole: Ranges, cut: Ranges) -> pa.Table:
    """The sums the slow and plain way."""
    found = []
    for own in pieces:
        if any(w.start <= own.window.start and own.window.end <= w.end for w in whole.get(own.machine, ())):
            found += [(key(c, asking.group), time_sums(c)) for c in own.times if asked(c, asking)]
        for one in own.stretches:
            for window in cut.get(own.machine, ()):
                if one.start < window.end and one.end > window.start and asked(one, asking):
                    found.append((key(one, asking.group), cut_sums(one, window, LATE)))
    return summed(found, asking.group, TIMES)


def test_what_was_written_is_read_again(accounts: Accounts) -> None:
    put(accounts, [piece(0), piece(1)], settled(16))
    put(accounts, [piece(0, machine=B)], settled(8))
    found = accounts.stretches({B: [span(0, 100)], A: [span(5, 9)]})
    assert list(found) == [piece(0).stretches[1], piece(1).stretches[0], *piece(0, machine=B).stretches]
    assert accounts.settled() == {A: settled(16), B: settled(8)}


def test_a_renewed_account_takes_the_place_of_the_old_one(accounts: Accounts) -> None:
    put(accounts, [piece(0), piece(1), piece(2)], settled(24))
    put(accounts, [piece(1, cut=6, made=5)], settled(24))
    everything = {A: [span(0, 24)]}
    assert rows(accounts.times(query("time_class"), everything, {})) == [
        ("delay", 10 * HOUR, 3, 3, 10 * HOUR, 10 * HOUR),
        ("production", 14 * HOUR, 3, 0, 0, 0),
    ]
    assert rows(accounts.parts(query("item"), everything)) == [("flange", 9, 0, 3, 0, 9, 9 * HOUR)]
    # What is no longer settled is gone.
    put(accounts, [piece(0)], settled(8))
    assert rows(accounts.times(query(), {A: [span(0, 24)]}, {})) == [(8 * HOUR, 2, 1, 4 * HOUR, 4 * HOUR)]
    assert accounts.pieces({A: [hours(9)]}) == {A: []}


QUERIES = [
    query("machine", "shift", "time_class"),
    query("day"),
    query("occurrence", "reason"),
    query("machine", machines=(B,)),
    query("time_class", "base", only={"shift": ("1", "2")}),
    query("program", "origin", "mode", "team", "state", only={"time_class": ("delay",)}),
    query("machine", first=date(2024, 10, 30), last=date(2024, 12, 3)),
    query(only={"day": ("2024-10-05",)}),
    query("machine", only={"reason": ("never heard of",)}),
    query(),
]
RANGES: list[tuple[Ranges, Ranges]] = [
    ({A: [span(0, 1600)], B: [span(0, 1600)]}, {}),
    ({A: [span(8, 1400)], B: [span(8, 1400)]}, {A: [span(5, 8), span(1400, 1403)], B: [span(6.5, 8)]}),
    ({A: [span(0, 1600)], B: [span(0, 80), span(160, 1600)]}, {B: [span(90, 91)]}),
    ({A: [span(0, 1600)]}, {}),
    ({}, {A: [span(1, 30)]}),
    ({}, {}),
]


@pytest.mark.parametrize("asking", QUERIES, ids=str)
@pytest.mark.parametrize("place", range(len(RANGES)))
def test_sums_are_those_of_a_plain_reading(accounts: Accounts, asking: CellQuery, place: int) -> None:
    whole, cut = RANGES[place]
    stored = [piece(number, machine=machine, cut=1 + number % 6) for machine in (A, B) for number in range(200)]
    put(accounts, stored[:200], settled(1600))
    put(accounts, stored[200:], settled(1600))
    assert rows(accounts.times(asking, whole, cut)) == rows(expected(stored, asking, whole, cut))


def test_parts_are_those_of_a_plain_reading(accounts: Accounts) -> None:
    stored = [piece(number, made=number) for number in range(200)]
    put(accounts, stored, settled(1600))
    for asking in (query("machine", "shift"), query("day", "program"), query("item", first=date(2024, 11, 2))):
        cells = [cell for own in stored for cell in own.parts if asked(cell, asking)]
        plain = summed([(key(cell, asking.group), part_sums(cell)) for cell in cells], asking.group, PARTS)
        assert rows(accounts.parts(asking, {A: [span(0, 1600)]})) == rows(plain)


def test_pieces_that_instants_lie_in(accounts: Accounts) -> None:
    put(accounts, [piece(0), piece(1), piece(2)], settled(24))
    found = accounts.pieces({A: [hours(4), hours(16), hours(99)], B: [hours(4)]})
    assert found == {A: [span(0, 8), span(8, 16), span(16, 24)], B: []}


def test_marks_join_and_cursors_move(accounts: Accounts) -> None:
    put(accounts, [piece(0)], settled(8))
    accounts.mark([Mark(machine=A, start=hours(1), end=hours(2))], {"corrections": 4})
    accounts.mark([Mark(machine=A, start=hours(2), end=hours(3))], {"corrections": 5, "other": 1})
    assert accounts.marks() == [Mark(machine=A, start=hours(1), end=hours(3))]
    assert accounts.cursors() == {"corrections": 5, "other": 1}
    put(accounts, [piece(0)], settled(8), done=accounts.marks())
    assert accounts.marks() == []


def state(start: float, end: float | None, value: str = "running", *, rule: str = "") -> Span:
    return Span(
        machine=A,
        track=Track.STATE,
        start=hours(start),
        end=None if end is None else hours(end),
        value=value,
        rule=rule,
        detail={},
    )


def patch(*spans: Span, start: float | None = None) -> TrackPatch:
    begin = spans[0].start if start is None else hours(start)
    return TrackPatch(machine=A, track=Track.STATE, start=begin, end=None, spans=spans)


def test_late_spans_mark_from_where_they_differ(journal: Journal, accounts: Accounts) -> None:
    journal.commit(Commit(patches=[patch(state(0, 4), state(4, None, "idle"))]))
    assert accounts.marks() == [], "nothing is stored yet"
    put(accounts, [piece(0)], settled(8, reach=10))
    journal.commit(Commit(patches=[patch(state(4, 20, "idle"), state(20, None))]))
    assert accounts.marks() == [], "the open span only ended, later than anything that was decided"
    journal.commit(Commit(patches=[patch(state(0, 4), state(4, 20, "idle"), state(20, None))]))
    assert accounts.marks() == [], "drawn anew, and the same"
    journal.commit(Commit(patches=[patch(state(4, 9, "idle"), state(9, None))]))
    assert accounts.marks() == [Mark(machine=A, start=hours(9), end=None)], "the stop over the end became shorter"
    journal.commit(Commit(patches=[patch(state(0, 2), state(2, None, "alarm"))]))
    assert accounts.marks() == [Mark(machine=A, start=hours(2), end=None)]
    assert accounts.changes()[A] == 5


def test_late_counts_and_late_rows_mark(journal: Journal, accounts: Accounts) -> None:
    put(accounts, [piece(0)], settled(8))
    count = PartCount(
        machine=A,
        at=hours(9),
        parts=1,
        signal_key="",
        raw_before=None,
        raw_after=None,
        program="",
        inferred=False,
        rule="",
    )
    journal.commit(Commit(parts=[PartsPatch(machine=A, start=hours(0), end=None, counts=(count,))]))
    assert accounts.marks() == []
    early = replace(count, at=hours(3))
    journal.commit(Commit(parts=[PartsPatch(machine=A, start=hours(0), end=None, counts=(early, count))]))
    assert accounts.marks() == [Mark(machine=A, start=hours(3), end=None)]
    put(accounts, [piece(0)], settled(8), done=accounts.marks())
    journal.commit(Commit(rows=table([Row(NUMBER, 20 * HOUR, 1.0, 1)])))
    assert accounts.marks() == []
    journal.commit(Commit(rows=table([Row(NUMBER, 7 * HOUR, 1.0, 2)])))
    assert accounts.marks() == [Mark(machine=A, start=hours(7), end=None)]


def test_what_changes_while_it_is_reckoned_is_marked_again(journal: Journal, accounts: Accounts) -> None:
    journal.commit(Commit(patches=[patch(state(0, None))]))
    watch = accounts.watch()
    journal.commit(Commit(patches=[patch(state(0, 3), state(3, None, "idle"))]))
    renewed = Renewed(machine=A, window=span(0, 8), pieces=[piece(0)], settled=settled(8))
    accounts.write([renewed], [], watch)
    watch.close()
    assert accounts.marks() == [Mark(machine=A, start=hours(3), end=None)]
