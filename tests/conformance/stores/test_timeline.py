"""Spans and part counts: patches replace what starts in their window, reading cuts nothing."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatcher.domain.instant import Instant
from dispatcher.domain.state import PartsPatch, Span, Track, TrackPatch
from dispatcher.ports.store import Commit, Journal
from tests.conformance.stores.builders import EVER, LATHE, MILL, T0, count, span, window


def patch(start: int, end: int | None, spans: Sequence[Span], track: Track = Track.STATE) -> TrackPatch:
    return TrackPatch(
        machine=spans[0].machine if spans else LATHE,
        track=track,
        start=Instant(T0 + start),
        end=None if end is None else Instant(T0 + end),
        spans=tuple(spans),
    )


def state(journal: Journal) -> list[Span]:
    return list(journal.spans([LATHE], [Track.STATE], EVER))


def test_a_span_comes_back_whole(journal: Journal) -> None:
    spans = [span(0, 10, "running"), span(10, None, "idle")]
    journal.commit(Commit(patches=[patch(0, None, spans)]))
    assert state(journal) == spans


def test_an_open_span_is_closed_and_the_next_one_opened(journal: Journal) -> None:
    journal.commit(Commit(patches=[patch(0, None, [span(0, None, "running")])]))
    journal.commit(Commit(patches=[patch(0, None, [span(0, 10, "running"), span(10, None, "idle")])]))
    journal.commit(Commit(patches=[patch(10, None, [span(10, 15, "idle"), span(15, None, "alarm")])]))
    assert state(journal) == [span(0, 10, "running"), span(10, 15, "idle"), span(15, None, "alarm")]


def test_a_patch_in_the_past_replaces_only_what_starts_in_it(journal: Journal) -> None:
    journal.commit(Commit(patches=[patch(0, None, [span(at, at + 10, "a") for at in (0, 10, 20, 30)])]))
    journal.commit(Commit(patches=[patch(10, 30, [span(10, 17, "late"), span(17, 30, "b")])]))
    assert state(journal) == [span(0, 10, "a"), span(10, 17, "late"), span(17, 30, "b"), span(30, 40, "a")]


def test_a_patch_touches_one_track_of_one_machine(journal: Journal) -> None:
    others = [span(0, None, "production", track=Track.MODE), span(0, None, "running", machine=MILL)]
    journal.commit(
        Commit(
            patches=[
                patch(0, None, others[:1], Track.MODE),
                patch(0, None, others[1:]),
                patch(0, None, [span(0, 5, "a")]),
            ]
        )
    )
    journal.commit(Commit(patches=[patch(0, None, [span(0, 7, "b")])]))
    assert list(journal.spans([MILL, LATHE], [Track.STATE, Track.MODE], EVER)) == [
        others[0],
        span(0, 7, "b"),
        others[1],
    ]


def test_an_empty_patch_only_takes_away(journal: Journal) -> None:
    journal.commit(Commit(patches=[patch(0, None, [span(0, 5, "a"), span(5, None, "b")])]))
    journal.commit(Commit(patches=[patch(5, None, [])]))
    assert state(journal) == [span(0, 5, "a")]


def test_patches_of_one_commit_apply_in_their_order(journal: Journal) -> None:
    journal.commit(
        Commit(
            patches=[
                patch(0, None, [span(0, 5, "a"), span(5, None, "b")]),
                patch(5, None, [span(5, 8, "c"), span(8, None, "d")]),
            ]
        )
    )
    assert state(journal) == [span(0, 5, "a"), span(5, 8, "c"), span(8, None, "d")]


def test_alarms_may_overlap_and_start_together(journal: Journal) -> None:
    alarms = [span(0, 9, "x:1", track=Track.ALARM), span(0, None, "x:2", track=Track.ALARM)]
    journal.commit(Commit(patches=[patch(0, None, alarms, Track.ALARM)]))
    assert list(journal.spans([LATHE], [Track.ALARM], EVER)) == alarms


def test_spans_that_touch_the_window_come_uncut(journal: Journal) -> None:
    spans = [span(0, 10, "a"), span(10, 20, "b"), span(20, 30, "c"), span(30, None, "d")]
    journal.commit(Commit(patches=[patch(0, None, spans)]))
    assert list(journal.spans([LATHE], [Track.STATE], window(10, 20))) == [spans[1]]
    assert list(journal.spans([LATHE], [Track.STATE], window(9, 21))) == spans[:3]
    assert list(journal.spans([LATHE], [Track.STATE], window(90, 91))) == [spans[3]]
    assert list(journal.spans([], [Track.STATE], EVER)) == []
    assert list(journal.spans([LATHE], [], EVER)) == []


def parts(start: int, end: int | None, at: Sequence[int]) -> PartsPatch:
    return PartsPatch(
        machine=LATHE,
        start=Instant(T0 + start),
        end=None if end is None else Instant(T0 + end),
        counts=tuple(count(one) for one in at),
    )


def test_part_counts_come_back_whole_and_half_open(journal: Journal) -> None:
    journal.commit(Commit(parts=[parts(0, None, [1, 5, 9])]))
    assert list(journal.part_counts([LATHE], window(1, 9))) == [count(1), count(5)]
    assert list(journal.part_counts([MILL], EVER)) == []


def test_a_parts_patch_replaces_its_window(journal: Journal) -> None:
    journal.commit(Commit(parts=[parts(0, None, [1, 5, 9])]))
    journal.commit(Commit(parts=[parts(4, 9, [6, 7]), parts(7, 8, [])]))
    assert list(journal.part_counts([LATHE], EVER)) == [count(1), count(6), count(9)]


@st.composite
def patch_lists(draw: st.DrawFn) -> list[list[tuple[int, int | None, list[int]]]]:
    """Commits of patches (start, end, starts of spans)."""
    edges = st.integers(0, 20)
    found = []
    for _ in range(draw(st.integers(1, 4))):
        commit = []
        for _ in range(draw(st.integers(1, 3))):
            start, length = draw(edges), draw(st.none() | st.integers(1, 10))
            inside = st.integers(start, 25 if length is None else start + length - 1)
            starts = sorted(draw(st.sets(inside, max_size=4)))
            commit.append((start, None if length is None else start + length, starts))
        found.append(commit)
    return found


@given(commits=patch_lists())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_patches_leave_what_the_rule_says(
    journal: Journal, commits: list[list[tuple[int, int | None, list[int]]]]
) -> None:
    journal.commit(Commit(patches=[patch(-1, None, [])]))
    expected: dict[int, Span] = {}
    for number, commit in enumerate(commits):
        given_patches = []
        for start, end, starts in commit:
            # The last span of an unbounded patch stays open, as the engine leaves it.
            spans = [span(at, None if end is None and at == starts[-1] else at + 1, f"v{number}") for at in starts]
            given_patches.append(patch(start, end, spans))
            expected = {at: one for at, one in expected.items() if at < start or (end is not None and at >= end)}
            expected |= dict(zip(starts, spans, strict=True))
        journal.commit(Commit(patches=given_patches))
    assert state(journal) == [one for _, one in sorted(expected.items())]
