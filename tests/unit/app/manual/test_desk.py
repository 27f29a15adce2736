"""What people enter of a machine without signals, through the connector, the intake and the engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dispatcher.app.corrections.intent import Act
from dispatcher.app.corrections.shifts import AcceptShift
from dispatcher.app.manual.desk import Wish
from dispatcher.domain.errors import Conflict, DispatcherError, InvalidInput, NotFound
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Track
from dispatcher.domain.workplace import Doing
from dispatcher.ports.connector import Delivery
from tests.unit.app.corrections.shop import LATHE, at
from tests.unit.app.manual.workplace import BREAKDOWN, IDLE, MAINTENANCE, OFF, PEOPLE, RUNNING, SETUP, House


@pytest.mark.parametrize(
    ("doing", "state", "mode"),
    [
        (RUNNING, "running", "production"),
        (IDLE, "idle", "production"),
        (SETUP, "idle", "setup"),
        (MAINTENANCE, "idle", "maintenance"),
        (BREAKDOWN, "alarm", "production"),
        (OFF, "off", "production"),
    ],
)
async def test_every_choice_is_a_state(doing: Doing, state: str, mode: str) -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        await house.say(state=doing)
    assert house.told()[-1] == (10, state)
    assert house.told(Track.MODE)[-1] == (10, mode)
    assert doing.base == state


async def test_one_follows_the_other_and_parts_add_up() -> None:
    house = House()
    async with house.at_work() as desk:
        house.set(10)
        await house.say(state=RUNNING, program=" O1 ")
        house.set(20)
        await house.say(parts=5)
        await house.say(parts=1)
        house.set(30)
        said = await house.say(state=IDLE, parts=10_000, program="")
        place = await desk.look(LATHE)
    assert house.told() == [(0, "no_data"), (10, "running"), (30, "idle")]
    assert [(parts, program) for _, parts, program in house.parts()] == [(5, "O1"), (1, "O1"), (10_000, "")]
    assert house.doubts() == []
    assert (place.state, place.program, place.undo) == (said.entry, "", said.entry)
    assert [entry.parts for entry in place.entries] == [10_000, 1, 5, None]


async def test_entries_for_an_earlier_time_come_where_they_belong() -> None:
    house = House()
    async with house.at_work():
        for minute, parts in ((40, 7), (60, 4)):
            house.set(minute)
            await house.say(state=RUNNING, parts=parts)
        house.set(70)
        await house.say(20, state=SETUP, parts=3)
        await house.say(50, state=IDLE, parts=2)
        await house.say(50, parts=9)
    assert house.told() == [(0, "no_data"), (20, "idle"), (40, "running"), (50, "idle"), (60, "running")]
    assert [(round(minute), parts) for minute, parts, _ in house.parts()] == [
        (20, 3),
        (40, 7),
        (50, 2),
        (50, 9),
        (60, 4),
    ]
    assert house.doubts() == []


async def test_the_last_word_is_taken_back_and_then_the_one_before() -> None:
    house = House()
    async with house.at_work() as desk:
        house.set(10)
        first = await house.say(state=RUNNING, program="O1", parts=5)
        house.set(20)
        second = await house.say(state=BREAKDOWN, program="O2", parts=3)
        house.set(30)
        undone = await house.undo(second)
        assert (undone.entry.undone, undone.workplace.undo) == (True, first.entry)
        assert house.told() == [(0, "no_data"), (10, "running")]
        assert [parts for _, parts, _ in house.parts()] == [5]
        assert house.told(Track.PROGRAM)[-1][1] == "O1"
        last = await house.undo(first)
        place = await desk.look(LATHE)
    assert (last.workplace.undo, place.state, place.program) == (None, None, "")
    assert house.told() == [(0, "no_data")]
    assert house.parts() == []
    assert [entry.undone for entry in place.entries] == [True, True]


async def test_taking_back_an_earlier_one_leaves_the_later_words_alone() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        await house.say(state=RUNNING)
        house.set(40)
        await house.say(state=OFF)
        mistaken = await house.say(20, state=IDLE)
        assert house.told() == [(0, "no_data"), (10, "running"), (20, "idle"), (40, "off")]
        await house.undo(mistaken)
    assert house.told() == [(0, "no_data"), (10, "running"), (40, "off")]


async def test_the_same_act_again_changes_nothing() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        twice = await asyncio.gather(*(house.say(key="double-click", state=RUNNING, parts=5) for _ in range(3)))
        with pytest.raises(Conflict) as reused:
            await house.say(key="double-click", state=RUNNING, parts=6)
        undone = await asyncio.gather(*(house.undo(twice[0], key="double-undo") for _ in range(2)))
    assert len({said.entry for said in twice}) == 1
    assert reused.value.code == "manual_key_reused"
    assert [said.entry.undone for said in undone] == [True, True]
    assert house.parts() == []


# ---------------------------------------------------------------- how long a word holds


async def test_trap_23_a_word_that_is_too_old_is_no_data_and_never_running() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        await house.say(state=RUNNING)
        house.set(10 + 11 * 60)
        await house.settled()
        assert house.told() == [(0, "no_data"), (10, "running")]
        house.set(10 + 13 * 60)
        await house.settled()
        assert house.told() == [(0, "no_data"), (10, "running"), (730, "no_data")]
        house.set(900)
        await house.say(state=RUNNING)
    assert house.told()[-1] == (900, "running")


async def test_it_is_taken_back_while_nobody_runs_too() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        await house.say(state=RUNNING)
    house.set(2_000)
    async with house.at_work():
        await house.settled()
    assert "running" not in [state for minute, state in house.told() if minute >= 730]


async def test_after_a_restart_the_last_word_still_stands() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        said = await house.say(state=RUNNING, parts=2)
        house.set(20)
        await house.settled()
    house.set(60)
    async with house.at_work() as desk:
        place = await desk.look(LATHE)
        house.set(70)
        await house.say(parts=4)
    assert house.told() == [(0, "no_data"), (10, "running"), (20, "no_data"), (60, "running")]
    assert (place.state, place.undo) == (said.entry, said.entry)
    assert [parts for _, parts, _ in house.parts()] == [2, 4]


async def test_a_late_word_about_an_earlier_time_holds_past_the_moment_an_older_one_was_taken_back() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        await house.say(state=RUNNING)
        house.set(800)
        await house.settled()
        late = await house.say(600, state=IDLE)
        assert house.told() == [(0, "no_data"), (10, "running"), (600, "idle")]
        await house.undo(late)
        await house.settled()
    assert house.told() == [(0, "no_data"), (10, "running"), (730, "no_data")]


async def test_taking_back_brings_no_word_to_life_that_was_too_old() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        await house.say(state=RUNNING)
        house.set(800)
        await house.settled()
        new = await house.say(state=IDLE)
        house.set(810)
        await house.undo(new)
        await house.settled()
    assert house.told() == [(0, "no_data"), (10, "running"), (730, "no_data")]


# ------------------------------------------------------------------------------ scrap


async def test_scrap_is_a_correction_and_is_taken_back_with_its_entry() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        said = await house.say(program="O1", parts=5, scrap=2)
        (line,) = house.shop.log.act(f"{said.entry.key}:scrap")
        assert (line.value, line.scrap, line.start, line.author) == ("O1", 2, said.entry.at, "Анна")
        await house.undo(said)
    assert [one.target for one in house.shop.log.undoing([line.id])] == [line.id]


async def test_an_act_that_was_interrupted_goes_on_where_it_was() -> None:
    """The scrap is written, then the server dies: the same key again makes the entry whole."""
    house = House()
    wish, act = Wish(scrap=2, parts=3), Act(key="interrupted", author="Анна")
    async with house.at_work() as desk:
        house.set(10)
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(type(desk), "_tell", _dies)
            with pytest.raises(RuntimeError, match="kill -9"):
                await desk.enter(LATHE, wish, act)
        house.set(11)
        said = await desk.enter(LATHE, wish, act)
    assert said.entry.at == at(10)
    assert len(house.shop.log.act("interrupted:scrap")) == 1
    assert [parts for _, parts, _ in house.parts()] == [3]


async def _dies(*_: object) -> None:
    raise RuntimeError("kill -9")


# --------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("minute", "wish", "code"),
    [
        (None, {}, "manual_nothing"),
        (None, {"parts": 0}, "manual_count"),
        (None, {"parts": -3}, "manual_count"),
        (None, {"parts": 10_001}, "manual_count"),
        (None, {"scrap": 0}, "manual_count"),
        (None, {"program": "x" * 201}, "manual_program"),
        (None, {"program": "two\nlines"}, "manual_program"),
        (101, {"state": Doing.IDLE}, "manual_in_future"),
        (100 - 24 * 60 - 1, {"state": Doing.IDLE}, "manual_too_long_ago"),
    ],
)
async def test_what_makes_no_sense_is_refused(minute: float | None, wish: dict[str, Any], code: str) -> None:
    house = House()
    async with house.at_work():
        house.set(100)
        with pytest.raises(InvalidInput) as error:
            await house.say(minute, **wish)
    assert error.value.code == code


async def test_only_the_last_one_can_be_taken_back_and_not_for_ever() -> None:
    house = House()
    async with house.at_work() as desk:
        house.set(10)
        first = await house.say(state=RUNNING)
        last = await house.say(state=IDLE, author="Олег")
        with pytest.raises(Conflict) as not_last:
            await house.undo(first)
        house.set(10 + 24 * 60 + 1)
        await house.settled()
        with pytest.raises(Conflict) as late:
            await house.undo(last)
        with pytest.raises(NotFound):
            await desk.undo(LATHE, "nothing-of-the-kind", Act(key="act-99999", author=""))
        assert (await desk.look(LATHE)).undo is None
    assert (not_last.value.code, not_last.value.params["author"]) == ("manual_not_last", "Олег")
    assert late.value.code == "manual_too_late"


async def test_an_accepted_shift_is_closed() -> None:
    house = House()
    async with house.at_work():
        house.set(100)
        said = await house.say(state=RUNNING)
        house.set(721)
        assert house.shop.shift is not None
        house.shop.enter(AcceptShift(machines=[LATHE], start=house.shop.shift.start, end=house.shop.shift.end))
        with pytest.raises(Conflict) as entering:
            await house.say(200, state=IDLE)
        with pytest.raises(Conflict) as undoing:
            await house.undo(said)
    assert {entering.value.code, undoing.value.code} == {"manual_shift_accepted"}


async def test_a_machine_without_a_workplace() -> None:
    house = House()
    async with house.at_work() as desk:
        with pytest.raises(Conflict) as error:
            await desk.look(MachineId("mill"))
    assert error.value.code == "manual_not_here"


async def test_nothing_comes_in_by_the_door_for_programs() -> None:
    house = House()
    async with house.at_work() as desk:

        async def body() -> AsyncIterator[bytes]:
            yield b"{}"

        with pytest.raises(DispatcherError) as error:
            await desk.deliveries.take(PEOPLE, Delivery(body=b"", inside=True), body())
    assert (error.value.status, error.value.code) == (401, "manual_only_people")


async def test_a_program_taken_back_gives_way_to_the_one_before_wherever_it_stood() -> None:
    house = House()
    async with house.at_work():
        house.set(10)
        await house.say(state=RUNNING, program="O1")
        house.set(30)
        wrong = await house.say(program="O2", state=IDLE)
        await house.undo(wrong)
        house.set(40)
        earlier = await house.say(20, program="O3", state=SETUP)
        assert [name for _, name in house.told(Track.PROGRAM)] == ["", "O1", "O3"]
        assert house.told() == [(0, "no_data"), (10, "running"), (20, "idle")]
        await house.undo(earlier)
    assert house.told(Track.PROGRAM)[1:] == [(10, "O1")]
    assert house.told() == [(0, "no_data"), (10, "running")]
