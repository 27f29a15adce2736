"""Whatever is measured, planned and said: the account tiles, and each instant is what an independent reading says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import hypothesis.strategies as st
from hypothesis import given, settings

from dispatcher.domain.account import Stretch, TimeClass
from dispatcher.domain.calendar import Occurrence, Slot
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import MINUTE, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.state import BaseState, Span, Track
from dispatcher.engine.account import Facts, Standing, account
from dispatcher.engine.account.cells import times
from tests.support.reckoning import MACHINE, TREE, at, between, facts, shift, slots, spans

LENGTH = 60
WINDOW = between(0, LENGTH)
STATES = [base.value for base in BaseState]
CODES = [*TREE, ""]


@dataclass(frozen=True)
class Given:
    start: Instant
    end: Instant
    reason: str
    rule: str = "rule@1"


def ruled(standing: Standing) -> Sequence[Given]:
    """Every second stop has a reason by rule."""
    return [
        Given(stop.start, stop.end, "alarm_stop" if stop.start % (3 * MINUTE) else "no_tool")
        for stop in standing.stops
        if stop.start % (2 * MINUTE) == 0
    ]


@st.composite
def lanes(draw: st.DrawFn, values: list[str], track: Track) -> list[Span]:
    bounds = sorted(draw(st.sets(st.integers(0, LENGTH), min_size=2, max_size=12)))
    ends: list[int | None] = [*bounds[1:], None]
    parts = [(start, end, draw(st.sampled_from(values))) for start, end in zip(bounds, ends, strict=True)]
    return spans(*parts, track=track)


@st.composite
def plans(draw: st.DrawFn) -> list[Slot]:
    bounds = sorted(draw(st.sets(st.integers(0, LENGTH), max_size=6)))
    shifts: list[Occurrence] = []
    for number, (start, end) in enumerate(zip(bounds[::2], bounds[1::2], strict=False)):
        pause = [(start + 1, start + 2)] if end - start > 3 and draw(st.booleans()) else []
        shifts.append(shift(start, end, code=str(number), breaks=pause))
    return slots(WINDOW, *shifts)


@st.composite
def logs(draw: st.DrawFn) -> list[Correction]:
    found: list[Correction] = []
    for number in range(1, draw(st.integers(0, 8)) + 1):
        kind = draw(
            st.sampled_from([CorrectionKind.REASON, CorrectionKind.STATE, CorrectionKind.SPLIT, CorrectionKind.RESET])
        )
        start = draw(st.integers(0, LENGTH - 1))
        end = draw(st.integers(start + 1, LENGTH))
        open_ended = kind is CorrectionKind.REASON and draw(st.booleans())
        found.append(
            Correction(
                id=number,
                key=str(number),
                machine=MACHINE,
                kind=kind,
                start=at(start),
                end=None if open_ended or kind is CorrectionKind.SPLIT else at(end),
                value=draw(st.sampled_from(STATES if kind is CorrectionKind.STATE else CODES)),
                reason=draw(st.sampled_from(CODES)) if kind is CorrectionKind.STATE else "",
                comment="",
                author="",
                at=at(draw(st.integers(0, LENGTH))),
            )
        )
    return found


@st.composite
def cases(draw: st.DrawFn) -> tuple[Facts, int]:
    now = draw(st.integers(1, LENGTH))
    made = facts(
        [span for span in draw(lanes(STATES, Track.STATE)) if span.start < at(now)],
        draw(plans()),
        window=WINDOW,
        now=now,
        modes=draw(lanes(["production", "setup"], Track.MODE)),
        programs=draw(lanes(["O1", "O2"], Track.PROGRAM)),
        corrections=draw(logs()),
        judge=ruled,
    )
    return made, now


def length(stretches: Sequence[Stretch]) -> int:
    return sum(stretch.length for stretch in stretches)


@given(cases())
@settings(max_examples=300)
def test_stretches_tile_the_window_and_add_up_to_it(case: tuple[Facts, int]) -> None:
    made, now = case
    found = account(made)
    assert [s.start for s in found] == [WINDOW.start, *(s.end for s in found[:-1])]
    assert found[-1].end == at(now)
    assert all(s.start < s.end for s in found)
    assert [s.open for s in found] == [False] * (len(found) - 1) + [True]
    sums = {of: length([s for s in found if s.time_class is of]) for of in TimeClass}
    assert sum(sums.values()) == at(now) - WINDOW.start
    assert sum(cell.time for cell in times(found, late_after=0)) == at(now) - WINDOW.start


@given(cases())
@settings(max_examples=200)
def test_trap_26_whatever_overlaps_the_shares_of_time_stay_between_nothing_and_all(case: tuple[Facts, int]) -> None:
    made, _ = case
    found = account(made)
    for own in {s.occurrence for s in found if s.occurrence is not None}:
        inside = [s for s in found if s.occurrence == own]
        whole = inside[-1].end - inside[0].start
        running = length([s for s in inside if s.time_class is TimeClass.PRODUCTION])
        standing = length([s for s in inside if s.stop is not None])
        assert 0 <= running <= whole
        assert 0 <= standing <= whole - running, "stops are a union, never a sum"


@given(cases(), st.integers(0, LENGTH - 1), st.integers(1, LENGTH))
@settings(max_examples=300)
def test_a_part_of_the_window_is_the_same_account(case: tuple[Facts, int], start: int, stretch: int) -> None:
    """Reckoning by pieces, whatever the pieces, gives one account: nothing is counted when it is asked for."""
    made, now = case
    part = Interval(at(start), at(min(start + stretch, LENGTH)))
    narrow = Facts(
        **{name: getattr(made, name) for name in Facts.__slots__ if name != "window"},
        window=part,
    )
    whole = account(made)
    cut = [
        (max(s.start, part.start), min(s.end, part.end), _meaning(s))
        for s in whole
        if s.start < part.end and s.end > part.start
    ]
    assert [(s.start, s.end, _meaning(s)) for s in account(narrow)] == cut
    del now


def _meaning(stretch: Stretch) -> tuple[object, ...]:
    return tuple(getattr(stretch, name) for name in Stretch.__slots__ if name not in {"start", "end", "open"})


@given(cases())
@settings(max_examples=300)
def test_every_instant_is_what_a_plain_reading_says(case: tuple[Facts, int]) -> None:
    """The states, stops and time without reasons, instant by instant and without any sweep."""
    made, now = case
    found = account(made)
    state = [_state(made, minute, now) for minute in range(now)]
    for stretch in found:
        for minute in range(stretch.start // MINUTE, stretch.end // MINUTE):
            code = state[minute]
            assert stretch.state == code
            if code in {"running", "no_data"}:
                assert stretch.stop is None
                continue
            first = minute
            while first > 0 and state[first - 1] not in {"running", "no_data"}:
                first -= 1
            assert stretch.stop == at(first)


def _state(made: Facts, minute: int, now: int) -> str:
    code = "no_data"
    for span in made.states:
        if span.start <= at(minute) < (at(now) if span.end is None else span.end):
            code = span.value
    for piece in made.overlay.pieces:
        if piece.by_state is not None and piece.start <= at(minute) and (piece.end is None or at(minute) < piece.end):
            code = piece.state
    return code
