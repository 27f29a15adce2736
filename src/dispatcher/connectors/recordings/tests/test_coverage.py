"""For which times a recording speaks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.recordings.coverage import MAX_SILENCE, UNPROVEN_SILENCE, CoverageTracker
from dispatcher.domain.instant import DAY, HOUR, MINUTE, SECOND


def spans(*parts: list[int], max_silence: int = MAX_SILENCE) -> list[tuple[int, int]]:
    """Intervals of stamps given part by part, the end as the last stamp it covers."""
    tracker = CoverageTracker(max_silence)
    for part in parts:
        tracker.add(np.array(part, np.int64))
    return found(tracker)


def found(tracker: CoverageTracker) -> list[tuple[int, int]]:
    return [(interval.start, interval.end - 1) for interval in tracker.intervals()]


def test_a_recording_speaks_from_its_first_to_its_last_line() -> None:
    assert spans([10, 20, 30]) == [(10, 30)]
    assert spans([10]) == [(10, 10)]
    assert spans([]) == []


def test_silence_of_the_machine_is_covered() -> None:
    assert spans([0, 17 * HOUR, 55 * HOUR]) == [(0, 55 * HOUR)]


def test_a_silence_longer_than_the_limit_is_a_hole() -> None:
    assert spans([0, 8 * DAY]) == [(0, 0), (8 * DAY, 8 * DAY)]
    assert spans([0, 2 * HOUR], max_silence=HOUR) == [(0, 0), (2 * HOUR, 2 * HOUR)]


def test_late_lines_change_nothing() -> None:
    assert spans([0, 10 * HOUR, 9 * HOUR, 11 * HOUR, 12 * HOUR]) == [(0, 12 * HOUR)]


def test_recordings_pasted_together_leave_their_holes() -> None:
    later = list(range(5 * HOUR, 6 * HOUR, MINUTE))
    earlier = list(range(0, HOUR, MINUTE))
    last = list(range(9 * HOUR, 10 * HOUR, MINUTE))

    assert spans(later, earlier, last) == [
        (0, earlier[-1]),
        (later[0], later[-1]),
        (last[0], last[-1]),
    ]


def test_recordings_in_order_of_time_are_told_apart_by_the_greeting_of_the_adapter() -> None:
    tracker = CoverageTracker()
    tracker.add(np.array([0, HOUR, 5 * HOUR], np.int64))
    tracker.greeting()
    tracker.add(np.array([5 * HOUR + SECOND, 6 * HOUR], np.int64))

    assert found(tracker) == [(0, HOUR), (5 * HOUR, 6 * HOUR)]


def test_a_greeting_without_a_silence_changes_nothing() -> None:
    tracker = CoverageTracker()
    tracker.add(np.array([0, SECOND], np.int64))
    tracker.greeting()
    tracker.add(np.array([2 * SECOND, HOUR], np.int64))

    assert found(tracker) == [(0, HOUR)]


def test_an_adapter_greets_after_its_first_values() -> None:
    tracker = CoverageTracker()
    tracker.add(np.array([0, HOUR, HOUR], np.int64))
    tracker.greeting()
    tracker.add(np.array([HOUR + SECOND, 2 * HOUR], np.int64))

    assert found(tracker) == [(0, 0), (HOUR, 2 * HOUR)]


def test_after_a_break_nothing_goes_on() -> None:
    tracker = CoverageTracker()
    tracker.add(np.array([0, 10], np.int64))
    tracker.broken()
    tracker.add(np.array([20, 30], np.int64))

    assert found(tracker) == [(0, 10), (20, 30)]


def test_a_doubtful_numbering_proves_no_long_silence() -> None:
    tracker = CoverageTracker()
    tracker.doubt(UNPROVEN_SILENCE)
    tracker.add(np.array([0, UNPROVEN_SILENCE, 3 * UNPROVEN_SILENCE], np.int64))

    assert found(tracker) == [(0, UNPROVEN_SILENCE), (3 * UNPROVEN_SILENCE, 3 * UNPROVEN_SILENCE)]


def test_an_excursion_of_a_replayed_stream_covers_nothing_in_between() -> None:
    day = [minute * MINUTE for minute in range(600)]
    later = 150 * DAY
    replayed = [later, *day[:300], later + SECOND, *day[300:], later + 2 * SECOND]

    assert spans(replayed) == [(0, day[-1]), (later, later + 2 * SECOND)]


STAMPS = st.lists(st.integers(min_value=0, max_value=40).map(lambda minutes: minutes * MINUTE), max_size=30)


@given(STAMPS, st.integers(min_value=0, max_value=30))
def test_it_does_not_matter_how_the_lines_were_cut(stamps: list[int], at: int) -> None:
    assert spans(stamps[:at], stamps[at:]) == spans(stamps)


@given(STAMPS)
def test_every_line_is_covered_and_the_intervals_are_apart(stamps: list[int]) -> None:
    intervals = spans(stamps)

    assert all(any(start <= stamp <= end for start, end in intervals) for stamp in stamps)
    assert all(before[1] < after[0] for before, after in pairwise(intervals))
    assert not intervals or (intervals[0][0], intervals[-1][1]) == (min(stamps), max(stamps))
