"""Rules that change at an instant: one timeline, whatever the order of arrival and whenever the change was entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given

from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.profile import EVER, InForce, Profile, StateRules, always, first_difference
from dispatcher.domain.state import Span, Track
from dispatcher.engine import timeline
from dispatcher.engine.machine import Event
from dispatcher.engine.profile_text import read_profile
from tests.property.books import (
    END,
    SOURCE,
    STRICT,
    Book,
    claims,
    event,
    in_one_go,
    one_value_per_name,
    profiles,
    schedule,
)

GENERIC, STRICT_1 = profiles()
STRICT_2 = read_profile(
    STRICT.replace("version = 1", "version = 2")
    .replace('"READY"', '"STOPPED"')
    .replace('"4s"', '"6s"')
    .replace("modulus = 10\n", ""),
    name="strict",
)
GENERIC_2 = replace(GENERIC, version=2, digest="second")
LEAN = read_profile(
    """
id = "lean"
version = 1
title = { en = "Lean", ru = "Простой" }
[roles.execution]
select = [{ type = "EXECUTION" }]
[[state]]
id = "run"
gives = "running"
when = { signal = "execution", equals = "ACTIVE" }
""",
    name="lean",
)
KNOWN = (GENERIC, GENERIC_2, STRICT_1, STRICT_2, LEAN)
WARM_UP = 40 * SECOND
"""After so long nothing of the old rules is left in a machine that speaks: longer than every delay of the profiles."""


@pytest.fixture(autouse=True, scope="module")
def _many_checkpoints() -> Iterator[None]:
    """So that short histories have some to go back to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timeline, "ROLLING", 3)
        yield


switches = st.lists(
    st.tuples(st.integers(4, 120).map(lambda half: half * SECOND // 2), st.sampled_from(KNOWN)),
    min_size=1,
    max_size=3,
    unique_by=lambda item: item[0],
)


def rules_of(first: Profile, later: list[tuple[int, Profile]]) -> StateRules:
    return (
        InForce(start=EVER, profile=first),
        *(InForce(start=Instant(at), profile=profile) for at, profile in sorted(later, key=lambda item: item[0])),
    )


busy = st.lists(event(), min_size=12, max_size=50).map(one_value_per_name)
"""A machine that speaks all the time, mostly covered: so that there is something for rules to differ about."""
covered = st.just([(SOURCE, 0, 70 * SECOND)]) | claims
schedules = st.builds(rules_of, st.sampled_from(KNOWN), switches)
changes = st.builds(
    lambda first, old, new: (rules_of(first, old[1:]), rules_of(first, new)), st.sampled_from(KNOWN), switches, switches
)
"""Rules before and after somebody put others in force from a date."""
Covers = list[tuple[str, int, int | None]]


def fed_in_pieces(data: st.DataObject, book: Book, events: list[Event], covers: Covers) -> None:
    """Everything, in any order, batches and repetitions, with time passing between."""
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


@given(st.data(), busy, covered, schedules)
def test_trap_30_rules_of_dates_draw_one_timeline_in_any_order(
    data: st.DataObject, events: list[Event], covers: Covers, rules: StateRules
) -> None:
    straight = in_one_go(rules, events, covers)
    book = Book(rules)
    fed_in_pieces(data, book, events, covers)

    assert book.story() == straight.story()


@given(st.data(), busy, covered, changes)
def test_trap_31_rules_put_in_force_at_run_time_draw_what_they_draw_from_scratch(
    data: st.DataObject, events: list[Event], covers: Covers, change: tuple[StateRules, StateRules]
) -> None:
    before, after = change
    book = Book(before)
    middle = data.draw(st.integers(0, len(events)))
    fed_in_pieces(data, book, events[:middle], covers[:1])
    book.take(book.line.adopt(schedule(after), until=END))
    fed_in_pieces(data, book, events[middle:], covers)

    assert book.story() == in_one_go(after, events, covers).story()


@given(st.data(), busy, covered, changes)
def test_a_restart_takes_up_rules_that_were_changed_meanwhile(
    data: st.DataObject, events: list[Event], covers: Covers, change: tuple[StateRules, StateRules]
) -> None:
    before, after = change
    book = Book(before)
    fed_in_pieces(data, book, events, covers)
    again = book.reopened(after)
    again.take(again.line.redraw(until=END))

    assert again.story() == in_one_go(after, events, covers).story()


@given(busy, covered, schedules, st.sampled_from(KNOWN))
def test_what_lies_before_a_change_stays_and_tracks_tile(
    events: list[Event], covers: Covers, rules: StateRules, other: Profile
) -> None:
    start = Instant(61 * SECOND)
    kept = (*(item for item in rules if item.start < start), InForce(start=start, profile=other))
    old, new = in_one_go(rules, events, covers), in_one_go(kept, events, covers)
    same_until = first_difference(rules, kept) or Instant(END)

    for track in (Track.STATE, Track.MODE, Track.PROGRAM):
        assert cut(new.spans[track], until=same_until) == cut(old.spans[track], until=same_until)
        assert ruled(new.spans[track], same_until) == ruled(old.spans[track], same_until)
        assert [span.end for span in new.spans[track][:-1]] == [span.start for span in new.spans[track][1:]]
        assert [span.end for span in new.spans[track][-1:]] == [None]
    named = {span.rule.partition("/")[0] for span in new.spans[Track.STATE] if span.start >= start and span.rule}
    assert named <= {other.key}


@given(busy, st.sampled_from(KNOWN), st.sampled_from([STRICT_1, STRICT_2]))
def test_after_a_warm_up_the_new_rules_alone_are_seen(events: list[Event], first: Profile, second: Profile) -> None:
    start = Instant(40 * SECOND)
    moved = [(event[0] + 60 * SECOND, *event[1:]) for event in events] + events
    whole: Covers = [("cnc", 0, END - SECOND)]
    mixed = in_one_go(rules_of(first, [(start, second)]), moved, whole)
    alone = in_one_go(always(second), moved, whole)

    for track in (Track.STATE, Track.PROGRAM, Track.ALARM):
        assert cut(mixed.spans[track], since=start + WARM_UP) == cut(alone.spans[track], since=start + WARM_UP)


def ruled(spans: list[Span], until: int) -> list[tuple[int, str]]:
    """(start, rule) of what begins before."""
    return [(span.start, span.rule) for span in spans if span.start < until]


def cut(spans: list[Span], *, since: int = -(2**62), until: int = 2**62) -> list[tuple[int, int, str, str]]:
    """(start, end, value, reason) inside the bounds."""
    ends = [2**62 if span.end is None else int(span.end) for span in spans]
    return [
        (max(span.start, since), min(end, until), span.value, str(span.detail.get("reason")))
        for span, end in zip(spans, ends, strict=True)
        if span.start < until and end > since
    ]
