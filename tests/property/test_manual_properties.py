"""Whatever people enter of a machine and take back, in whatever order of time: the axis says what still holds."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.app.manual.desk import Said
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.state import Track
from dispatcher.domain.workplace import Doing
from tests.unit.app.corrections.shop import at
from tests.unit.app.manual.workplace import House

NOW = 600
"""Minute of the first act; the server has contact from minute 0 on."""
COUNTS = (1, 5, 10_000)


@dataclass(frozen=True)
class Enter:
    """Back-dated to `minute`; None = now."""

    minute: int | None
    state: Doing | None
    program: str | None
    parts: int | None


@dataclass(frozen=True)
class TakeBack:
    """The last one that holds."""


ENTRIES = st.builds(
    Enter,
    minute=st.none() | st.integers(1, NOW),
    state=st.none() | st.sampled_from(Doing),
    program=st.none() | st.sampled_from(["", "O1", "O2"]),
    parts=st.none() | st.sampled_from(COUNTS),
).filter(lambda entry: (entry.state, entry.program, entry.parts) != (None, None, None))
ACTS = st.lists(ENTRIES | st.just(TakeBack()), min_size=1, max_size=9)


@settings(max_examples=25, deadline=None)
@given(acts=ACTS, restart=st.integers(0, 9))
def test_the_axis_says_what_the_entries_that_hold_say(acts: list[Enter | TakeBack], restart: int) -> None:
    lived = asyncio.run(_live(acts, restart))

    held = sorted((said.entry for said in lived.held), key=lambda entry: entry.at)
    states = [(entry.at, str(entry.state.base)) for entry in held if entry.state is not None]
    programs = [(entry.at, entry.program) for entry in held if entry.program is not None]
    for window in lived.windows:
        assert lived.house.track(Track.STATE, window) == _stretches(states, "no_data", window)
        assert lived.house.track(Track.PROGRAM, window) == _stretches(programs, "", window)
    assert lived.house.counted() == [(entry.at, entry.parts) for entry in held if entry.parts is not None]
    assert lived.house.doubts() == []


@dataclass(frozen=True)
class Lived:
    """windows: the time before the restart, and after it."""

    house: House
    held: list[Said]
    windows: list[Interval]


async def _live(acts: list[Enter | TakeBack], restart: int) -> Lived:
    house, held = House(), list[Said]()
    async with house.at_work():
        house.set(NOW)
        await house.settled()
        await _act(house, acts[:restart], held)
        house.later(1)
        await house.settled()
        before = Interval(at(1), Instant(house.end - 1))
    async with house.at_work():
        house.later(1)
        await house.settled()
        begun = house.end
        await _act(house, acts[restart:], held)
        house.later(1)
        await house.settled()
    return Lived(house, held, [before, Interval(begun, house.end)])


async def _act(house: House, acts: list[Enter | TakeBack], held: list[Said]) -> None:
    for act in acts:
        house.later(1)
        match act:
            case Enter(minute, state, program, parts):
                held.append(await house.say(minute, state=state, program=program, parts=parts))
            case TakeBack() if held:
                await house.undo(held.pop())
            case _:
                pass


def _stretches(words: list[tuple[Instant, str]], before: str, window: Interval) -> list[str]:
    """What follows what in the window; the same word again is one stretch, and of one instant the last holds."""
    found = [before]
    for instant, word in sorted(dict(words).items()):
        if instant <= window.start:
            found = [word]
        elif instant < window.end and word != found[-1]:
            found.append(word)
    return found
