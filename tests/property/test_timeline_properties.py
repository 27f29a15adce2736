"""Whatever comes, however it comes: the timeline tiles, and it is a function of the set of events."""

from __future__ import annotations

import hypothesis.strategies as st
from hypothesis import given, settings

from dispatcher.domain.instant import SECOND
from dispatcher.domain.state import Track
from dispatcher.engine.machine import Event
from dispatcher.engine.memory import dump, load
from tests.property.books import END, Book, claims, histories, in_one_go, profiles


@given(histories, claims, st.sampled_from([0, 1]))
def test_tracks_tile_the_axis(events: list[Event], covers: list[tuple[str, int, int | None]], which: int) -> None:
    book = in_one_go(profiles()[which], events, covers)

    for track in (Track.STATE, Track.MODE, Track.PROGRAM):
        spans = book.spans[track]
        assert [s.end for s in spans[:-1]] == [s.start for s in spans[1:]]
        assert [s.end for s in spans[-1:]] == [None]
        assert all(s.end is None or s.start < s.end for s in spans)


@given(histories, claims)
def test_trap_24_at_most_one_interval_is_open(events: list[Event], covers: list[tuple[str, int, int | None]]) -> None:
    book = in_one_go(profiles()[1], events, covers)

    open_spans = [(s.track, s.start) for t in Track if t is not Track.ALARM for s in book.spans[t] if s.end is None]
    assert len(open_spans) == len({track for track, _ in open_spans})


@given(histories, claims)
def test_trap_23_what_is_not_covered_is_no_data(events: list[Event], covers: list[tuple[str, int, int | None]]) -> None:
    book = in_one_go(profiles()[0], events, covers)
    covered = [instant for _, start, end in covers for instant in (start, end or start)]

    for span in book.spans[Track.STATE]:
        if span.value != "no_data":
            assert span.end is not None
            assert min(covered) <= span.start
            assert span.end <= max(covered)


@settings(max_examples=300)
@given(st.data(), histories, claims, st.sampled_from([0, 1]))
def test_trap_30_order_batches_and_repeats_change_nothing(
    data: st.DataObject, events: list[Event], covers: list[tuple[str, int, int | None]], which: int
) -> None:
    straight = in_one_go(profiles()[which], events, covers)
    book = Book(profiles()[which])
    shuffled = data.draw(st.permutations(events + events[: len(events) // 2]))
    later = list(covers)
    while shuffled:
        size = data.draw(st.integers(1, len(shuffled)))
        chunk, shuffled = shuffled[:size], shuffled[size:]
        now_too = data.draw(st.booleans())
        claim = [later.pop()] if later and now_too else []
        until = data.draw(st.none() | st.integers(0, 199).map(lambda s: s * SECOND))
        book.feed(chunk, claim, until)
    book.feed([], later, END)

    assert book.story() == straight.story()


@given(histories, claims, st.sampled_from([0, 1]))
def test_replay_equals_live(events: list[Event], covers: list[tuple[str, int, int | None]], which: int) -> None:
    live = Book(profiles()[which])
    live.feed([], covers)
    for item in sorted(events, key=lambda e: e[:5]):
        live.feed([item], [], item[0])
    live.feed([], [], END)
    before = live.story()

    live.spans = {track: [] for track in Track}
    live.counts = []
    live.take(live.line.rebuild(until=END))

    assert live.story() == before


@given(histories, claims)
def test_a_checkpoint_is_the_whole_memory(events: list[Event], covers: list[tuple[str, int, int | None]]) -> None:
    memory = in_one_go(profiles()[1], events, covers).line.memory

    assert load(dump(memory)) == memory
