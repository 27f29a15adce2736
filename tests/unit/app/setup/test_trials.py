"""A trial is a small house of its own: what it says, how its past is judged anew, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from dispatcher.app.plant import LinkState
from dispatcher.app.setup.trial import Means, TrialView
from dispatcher.app.setup.trials import LONGEST, MANY, UNASKED, Trials, Wanted
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.bootstrap.state_rules import profile_files
from dispatcher.domain.errors import Conflict, InvalidInput, NotFound
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.signal import Category, SignalSpec
from dispatcher.ports.connector import Connector, Declared, LinkDown
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.setup.paper import SECRET, PaperKit, guard, kind_of, text_field
from tests.unit.app.support import START, HandClock, Scripted, at, batch

TEXT = """
extends = "mtconnect-generic"
id = "mine"
version = 1
title = { en = "Mine", ru = "Мой" }
[[state]]
id = "waiting"
gives = "paused"
when = { signal = "execution", in = ["READY"] }
"""
RUN = {"key": "exec", "type": "EXECUTION", "register": 1}


class Room:
    """Trials over one connector on paper; the clock stands where a test puts it."""

    def __init__(self, *connectors: Connector) -> None:
        self.journals: list[MemoryJournal] = []
        self.clock = HandClock(10)
        self._connectors = iter(connectors)
        self.kit = PaperKit({"ink": kind_of("ink", mapped=True, settings=(text_field("url"), text_field("signals")))})
        self.trials = Trials(
            Means(kit=self.kit, guard=guard(), journal=self._journal, clock=self.clock),
            lambda: RuleBook(profile_files()),
        )

    def _journal(self) -> MemoryJournal:
        self.journals.append(MemoryJournal())
        return self.journals[-1]

    async def open(self, **changes: Any) -> TrialView:
        self.kit.connectors = {"ink": next(self._connectors)}
        wanted = Wanted(connector="ink", settings={"url": "10.0.0.5"})
        return await self.trials.open(replace(wanted, **changes))

    async def until(self, name: str, holds: Callable[[TrialView], bool]) -> TrialView:
        async with asyncio.timeout(10):
            while not holds(view := await self.trials.get(name)):  # noqa: ASYNC110 - `holds` is any condition
                await asyncio.sleep(0)
        return view


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    found = Room(Scripted(batch(1, (1, 1, "READY"), (4, 2, "ACTIVE"), (6, 3, "READY"))), Scripted(), Scripted())
    yield found
    await found.trials.stop()


def states(view: TrialView) -> list[tuple[float, str]]:
    return [((span.start - START) / SECOND, span.value) for span in view.spans]


def read(view: TrialView) -> bool:
    return view.observations == 3 and view.explained.state != "no_data"


async def test_it_says_what_the_board_would_say(room: Room) -> None:
    opened = await room.open()
    view = await room.until(opened.id, read)

    assert states(view) == [(1, "idle"), (4, "running"), (6, "idle")]
    assert (view.explained.state, view.explained.rule, view.link.link) == ("idle", "waiting", LinkState.UP)
    assert view.explained.force is not None
    assert [(spec.key, newest.value) for spec, newest in view.signals if newest] == [("exec", "READY")]
    assert room.kit.asked[0][2:] == ("", view.rules.profile.mapping)


async def test_the_past_is_judged_anew_by_another_text_without_a_new_link(room: Room) -> None:
    """The wizard sends the mapping each time, changed or not."""
    opened = await room.open()
    await room.until(opened.id, read)

    view = await room.trials.change(opened.id, None, TEXT, [])

    assert states(view) == [(1, "paused"), (4, "running"), (6, "paused")]
    assert (view.rules.profile.id, view.rules.text, view.explained.state) == ("mine", TEXT, "paused")
    assert len(room.journals) == 1


async def test_another_profile_is_judged_by_its_own_text(room: Room) -> None:
    opened = await room.open()
    await room.until(opened.id, read)

    view = await room.trials.change(opened.id, "signal-tower", None, None)

    assert {span.value for span in view.spans} == {"no_data"}
    assert 'id = "signal-tower"' in view.rules.text


async def test_what_cannot_be_read_changes_nothing(room: Room) -> None:
    opened = await room.open()
    await room.until(opened.id, read)

    with pytest.raises(InvalidInput) as refused:
        await room.trials.change(opened.id, None, "id = ", None)
    with pytest.raises(NotFound):
        await room.trials.change(opened.id, "nobody", None, None)

    assert refused.value.params["profile"] == "mtconnect-generic"
    assert states(await room.trials.get(opened.id)) == [(1, "idle"), (4, "running"), (6, "idle")]


async def test_another_mapping_says_the_past_anew_over_a_new_link(room: Room) -> None:
    opened = await room.open(settings={"url": "10.0.0.5", "signals": [RUN]})
    await room.until(opened.id, read)
    fresh = Scripted(batch(11, (11, 1, "ACTIVE"), session="b"))
    room.kit.connectors = {"ink": fresh}

    await room.trials.change(opened.id, None, None, [{**RUN, "name": "spindle runs"}])
    view = await room.until(opened.id, lambda own: own.observations == 4)

    assert states(view)[:3] == [(1, "idle"), (4, "running"), (6, "idle")]
    assert (view.explained.state, fresh.asked) == ("running", [None])
    assert len(room.journals) == 2


async def test_a_signal_that_is_read_from_another_address_begins_anew(room: Room) -> None:
    opened = await room.open(settings={"url": "10.0.0.5", "signals": [RUN]})
    await room.until(opened.id, read)
    room.kit.connectors = {"ink": Scripted()}

    view = await room.trials.change(opened.id, None, None, [{**RUN, "register": 2}])

    assert (view.anew, {span.value for span in view.spans}) == (("exec",), {"no_data"})


async def test_entries_are_for_protocols_that_are_mapped(room: Room) -> None:
    opened = await room.open()
    room.kit.known = {"ink": kind_of("ink")}

    with pytest.raises(InvalidInput) as refused:
        await room.trials.change(opened.id, None, None, [RUN])

    assert refused.value.code == "setup_not_mapped"


async def test_it_ends_a_minute_after_it_was_last_asked_for(room: Room) -> None:
    opened = await room.open()
    assert opened.expires_at == Instant(at(10) + UNASKED)

    room.clock.second = 69
    assert (await room.trials.get(opened.id)).expires_at == Instant(at(69) + UNASKED)
    room.clock.second = 129
    await room.trials.sweep()

    with pytest.raises(NotFound) as over:
        await room.trials.get(opened.id)
    assert over.value.code == "trial_unknown"


async def test_it_ends_after_its_longest_life_however_often_it_is_asked(room: Room) -> None:
    opened = await room.open()

    for second in range(40, 10 + LONGEST // SECOND, 30):
        room.clock.second = second
        await room.trials.sweep()
        opened = await room.trials.get(opened.id)
    assert opened.expires_at == Instant(at(10) + LONGEST)
    room.clock.second = 10 + LONGEST // SECOND
    await room.trials.sweep()

    with pytest.raises(NotFound):
        await room.trials.get(opened.id)


async def test_ending_it_leaves_nothing() -> None:
    connector = Scripted(batch(1, (1, 1, "READY")))
    room = Room(connector)
    before = asyncio.all_tasks()
    opened = await room.open()
    await room.until(opened.id, lambda own: own.observations == 1)

    await room.trials.close(opened.id)
    await room.trials.stop()

    assert connector.open_links == 0
    assert asyncio.all_tasks() == before


async def test_few_are_under_way_at_once() -> None:
    room = Room(*(Scripted() for _ in range(MANY + 2)))
    opened = [await room.open() for _ in range(MANY)]

    with pytest.raises(Conflict) as refused:
        await room.open()
    await room.trials.close(opened[0].id)
    await room.open()

    assert refused.value.code == "trials_many"
    await room.trials.stop()


async def test_what_cannot_be_opened_leaves_no_trial() -> None:
    room = Room(Scripted(), Scripted())

    with pytest.raises(InvalidInput):
        await room.open(settings={"url": "8.8.8.8"})
    with pytest.raises(NotFound):
        await room.open(profile="nobody")

    assert room.trials._trials == {}
    await room.trials.stop()


async def test_where_two_would_disturb_each_other_a_source_is_not_joined(room: Room) -> None:
    reading = {"paper://10.0.0.5": "cell-5"}
    trials = Trials(
        Means(kit=room.kit, guard=guard(), journal=room._journal, clock=room.clock, sources=lambda: reading),
        lambda: RuleBook(profile_files()),
    )
    room.kit.connectors = {"ink": Scripted()}
    wanted = Wanted(connector="ink", settings={"url": "10.0.0.5"})

    with pytest.raises(Conflict) as refused:
        await trials.open(wanted)
    room.kit.known = {"ink": kind_of("ink", shared=True)}
    await trials.open(wanted)
    await trials.stop()

    assert (refused.value.code, refused.value.params["source"]) == ("trial_known_source", "cell-5")


async def test_a_link_that_fails_is_told_and_tried_again(room: Room) -> None:
    room._connectors = iter([Scripted(LinkDown("mtconnect_unreachable", url="http://10.0.0.5:5000"))])

    opened = await room.open()
    view = await room.until(opened.id, lambda own: own.link.error is not None)

    assert view.link.error is not None
    assert (view.link.error.code, view.explained.state) == ("mtconnect_unreachable", "no_data")


async def test_no_secret_is_told_by_a_link_that_fails(room: Room) -> None:
    room.kit.known = {"ink": kind_of("ink")}
    room._connectors = iter([Scripted(LinkDown("mtconnect_unreachable", url=f"http://bob:{SECRET}@10.0.0.5"))])

    opened = await room.open(settings={"url": "10.0.0.5", "password": SECRET})
    view = await room.until(opened.id, lambda own: own.link.error is not None)

    assert SECRET not in repr(view)


async def test_it_remembers_so_much_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatcher.app.setup.trial.ROWS", 2)
    room = Room(Scripted(batch(1, (1, 1, "READY")), batch(5, (2, 2, "ACTIVE")), batch(6, (6, 3, "READY"))))

    opened = await room.open()
    view = await room.until(opened.id, lambda own: own.link.error is not None)

    assert view.link.error is not None
    assert (view.link.error.code, view.link.retry_at) == ("trial_full", None)
    assert states(view)[:2] == [(1, "idle"), (2, "running")]
    await room.trials.stop()


async def test_more_signals_than_can_be_shown_are_told() -> None:
    many = [
        Declared(handle=n, device="", spec=SignalSpec(key=f"k{n}", name="", category=Category.EVENT, type="MESSAGE"))
        for n in range(2001)
    ]
    room = Room(Scripted(batch(1, declared=many)))

    opened = await room.open()
    view = await room.until(opened.id, lambda own: bool(own.signals))

    assert (len(view.signals), view.truncated) == (2000, True)
    await room.trials.stop()
