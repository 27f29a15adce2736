"""The proof finds what is false, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatcher.app.accounts.proof import Proved, prove
from dispatcher.app.accounts.reckoning import written
from dispatcher.domain.correction import CorrectionKind
from dispatcher.domain.interval import Interval
from dispatcher.ports.account import Renewed, Written
from tests.unit.app.accounts.world import M1, THREE_SHIFTS, World, at


@pytest.fixture
def world() -> World:
    """Three shifts are stored, the fourth goes on."""
    made = World(machines=(M1,))
    made.plan(THREE_SHIFTS)
    made.measure((0, 100, "running"), (100, 300, "idle"), (300, None, "running"))
    made.make((50, 3), (700, 4))
    made.go(1500)
    return made


def proved(world: World) -> Proved:
    reader = world.reader
    return prove(reader.accounts, reader.inputs, reader.follower, world.clock.now())


def tampered(world: World, change: Written) -> None:
    accounts = world.reader.accounts
    watch = accounts.watch()
    accounts.write(
        [Renewed(machine=M1, window=change.window, pieces=[change], settled=accounts.settled()[M1])], [], watch
    )
    watch.close()


def first(world: World) -> Written:
    """The first shift as it would be written."""
    window = Interval(at(0), at(480))
    return written(world.reader.inputs.gather([(M1, window)], world.clock.now())[0])[0]


def test_what_is_right_is_proved(world: World) -> None:
    assert proved(world) == Proved(machines=1, waiting=0, differences=())
    tampered(world, first(world))
    assert proved(world).differences == ()


def test_a_false_stretch_is_found(world: World) -> None:
    own = first(world)
    tampered(world, replace(own, stretches=[replace(own.stretches[0], state="alarm"), *own.stretches[1:]]))
    [found] = proved(world).differences
    assert (found.machine, found.track, found.at, found.code) == (M1, "account", at(0), "account_differs")


def test_a_false_sum_is_found(world: World) -> None:
    own = first(world)
    tampered(world, replace(own, times=[replace(own.times[0], time=own.times[0].time + 1), *own.times[1:]]))
    assert [found.code for found in proved(world).differences] == ["account_differs"]


def test_a_false_count_is_found(world: World) -> None:
    own = first(world)
    tampered(world, replace(own, parts=[replace(own.parts[0], parts=99)]))
    assert [found.code for found in proved(world).differences] == ["account_differs"]


def test_what_waits_for_a_new_reckoning_is_no_difference(world: World) -> None:
    world.say(CorrectionKind.REASON, 100, 300, "no_tool")
    assert proved(world) == Proved(machines=1, waiting=1, differences=())
