"""Everybody who could be there tries, at once and not for long; who does not understand says why."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from importlib.resources import files

import pytest

from dispatcher.app.setup.recognising import Question, Recogniser
from dispatcher.domain.errors import InvalidInput, NotFound
from dispatcher.domain.profile import Profile
from dispatcher.engine.profile_text import read_profile
from dispatcher.ports.connector import Connector, Garbled, LinkDown, Probe
from dispatcher.ports.kit import Kind
from tests.unit.app.setup.paper import SECRET, Paper, PaperKit, guard, kind_of, look
from tests.unit.app.support import GENERIC, batch

TOWER = read_profile(
    files("dispatcher.profiles").joinpath("signal-tower.toml").read_text(encoding="utf-8"), name="tower"
)
PROFILES: Mapping[str, Profile] = {GENERIC.id: GENERIC, TOWER.id: TOWER}


def recogniser(
    kinds: list[Kind], each_s: float = 3.5, whole_s: float = 8.0, **connectors: Connector
) -> tuple[Recogniser, PaperKit]:
    kit = PaperKit({kind.id: kind for kind in kinds}, connectors)
    found = Recogniser(
        kit=kit,
        guard=guard(),
        profiles=lambda: PROFILES,
        machines=lambda: ["mill"],
        sources=lambda: {"paper://10.0.0.9": "cell-9"},
        each_s=each_s,
        whole_s=whole_s,
    )
    return found, kit


async def test_the_best_answer_comes_first_and_the_others_say_why_not() -> None:
    room, _ = recogniser(
        [kind_of("ink", port=5000), kind_of("lead", port=6000), kind_of("chalk", port=None)],
        ink=Paper(Garbled("mtconnect_not_http", url="x", reason="y")),
        lead=Paper(look()),
        chalk=Paper(look()),
    )

    found = await room.recognise(Question(address="10.0.0.5:7000"))

    assert [own.connector for own in found.candidates] == ["lead", "chalk"]
    assert found.candidates[0].score > found.candidates[1].score
    assert [(own.connector, own.problem.code) for own in found.tried] == [("ink", "mtconnect_not_http")]


async def test_whom_the_port_belongs_to_tries_first_and_alone() -> None:
    room, kit = recogniser([kind_of("ink"), kind_of("lead", port=6000)], ink=Paper(look()), lead=Paper(look()))

    found = await room.recognise(Question(address="10.0.0.5:6000"))

    assert [own.connector for own in found.candidates] == ["lead"]
    assert [name for name, *_ in kit.asked] == ["lead"]


async def test_where_the_owner_of_the_port_does_not_understand_all_others_try() -> None:
    refusing = Paper(Garbled("shdr_not_an_adapter", host="h", port=1, text="t"))
    room, _ = recogniser([kind_of("ink"), kind_of("lead", port=6000)], ink=Paper(look()), lead=refusing)

    found = await room.recognise(Question(address="10.0.0.5:6000"))

    assert ([own.connector for own in found.candidates], [own.connector for own in found.tried]) == (["ink"], ["lead"])


async def test_a_scheme_names_who_may_try() -> None:
    room, kit = recogniser([kind_of("ink"), kind_of("lead")], ink=Paper(look()), lead=Paper(look()))

    found = await room.recognise(Question(address="ink://10.0.0.5"))

    assert [own.connector for own in found.candidates] == ["ink"]
    with pytest.raises(InvalidInput) as refused:
        await room.recognise(Question(address="gopher://10.0.0.5"))
    assert (refused.value.code, refused.value.params["known"]) == ("setup_scheme_unknown", "ink, lead")
    assert [name for name, *_ in kit.asked] == ["ink"]


async def test_who_is_too_slow_is_cancelled_and_told_apart_from_who_is_mute() -> None:
    slow = Paper(None)
    nothing = Probe(protocol="", version="", devices=(), now=batch(1))
    room, _ = recogniser([kind_of("ink"), kind_of("lead")], each_s=0.05, ink=slow, lead=Paper(nothing))

    found = await room.recognise(Question(address="10.0.0.5"))

    assert [(own.connector, own.problem.code) for own in found.tried] == [
        ("ink", "setup_too_slow"),
        ("lead", "setup_mute"),
    ]
    assert slow.left == ["probe"]


async def test_who_is_slow_is_not_waited_for_when_another_has_understood() -> None:
    slow = Paper(None)
    kinds = [kind_of("ink", port=5000), kind_of("lead")]
    room, _ = recogniser(kinds, each_s=60, whole_s=100, ink=slow, lead=Paper(look()))

    async with asyncio.timeout(5):
        found = await room.recognise(Question(address="10.0.0.5:7000"))

    assert [own.connector for own in found.candidates] == ["lead"]
    assert [(own.problem.code, own.problem.params["other"]) for own in found.tried] == [("setup_not_waited", "lead")]
    assert slow.left == ["probe"]


async def test_who_shares_the_usual_port_of_one_that_understood_is_waited_for() -> None:
    class Later(Paper):
        async def probe(self) -> Probe:
            await asyncio.sleep(0.5)
            return look()

    room, _ = recogniser([kind_of("ink"), kind_of("lead")], ink=Later(None), lead=Paper(look()))

    found = await room.recognise(Question(address="10.0.0.5:7000"))

    assert {own.connector for own in found.candidates} == {"ink", "lead"}


async def test_all_of_it_ends_in_time_even_if_one_will_not_leave() -> None:
    released = asyncio.Event()

    class Stubborn(Paper):
        async def probe(self) -> Probe:
            while not released.is_set():
                try:
                    await released.wait()
                except asyncio.CancelledError:
                    continue
            raise LinkDown("link_ended", source="x")

    loop = asyncio.get_running_loop()
    room, _ = recogniser([kind_of("ink")], each_s=0.05, whole_s=1.0, ink=Stubborn(None))
    began = loop.time()

    found = await room.recognise(Question(address="10.0.0.5"))

    assert loop.time() - began < 1.0
    assert found.tried[0].problem.code == "setup_too_slow"
    released.set()
    await asyncio.gather(*room._late, return_exceptions=True)


async def test_a_connector_that_breaks_does_not_break_the_others(caplog: pytest.LogCaptureFixture) -> None:
    room, _ = recogniser(
        [kind_of("ink"), kind_of("lead")], ink=Paper(RuntimeError(f"boom {SECRET}")), lead=Paper(OSError(5, SECRET))
    )
    caplog.set_level(logging.CRITICAL)

    found = await room.recognise(Question(address="10.0.0.5", password=SECRET))

    assert [(own.connector, own.problem.code) for own in found.tried] == [
        ("ink", "setup_broken"),
        ("lead", "setup_failed"),
    ]
    assert SECRET not in repr(found)


async def test_no_password_in_what_is_shown_or_refused() -> None:
    complaint = LinkDown("mtconnect_denied", url=f"http://bob:{SECRET}@10.0.0.5", status=401, user="bob")
    room, _ = recogniser([kind_of("ink")], ink=Paper(complaint))
    question = Question(address=f"http://bob:{SECRET}@10.0.0.5", password=SECRET, only=("ink",))

    found = await room.recognise(question)

    assert SECRET not in repr(found)
    assert SECRET not in repr(question)
    assert found.address == "http://10.0.0.5"


async def test_a_place_that_a_source_reads_already_is_told() -> None:
    room, _ = recogniser([kind_of("ink")], ink=Paper(look()))

    there = await room.recognise(Question(address="10.0.0.9"))
    new = await room.recognise(Question(address="10.0.0.8"))

    assert there.candidates[0].problem is not None
    assert there.candidates[0].problem.params == {"source": "cell-9"}
    assert new.candidates[0].problem is None


async def test_a_device_comes_with_a_name_a_kind_and_the_profiles_that_fit() -> None:
    room, _ = recogniser([kind_of("ink")], ink=Paper(look("ACTIVE")))

    device = (await room.recognise(Question(address="10.0.0.5"))).candidates[0].devices[0]

    assert (device.suggested.id, device.suggested.name, device.suggested.kind.value) == ("mill-2", "Mill", "milling")
    assert [(fit.profile.id, fit.state, fit.rule) for fit in device.profiles] == [
        ("mtconnect-generic", "running", "executing")
    ]
    assert "execution" not in device.profiles[0].missing


async def test_settings_and_a_profile_go_with_the_question() -> None:
    room, kit = recogniser([kind_of("ink")], ink=Paper(look()))

    await room.recognise(
        Question(address="10.0.0.5", settings={"url": "ink://10.0.0.7", "strange": 1}, profile="mtconnect-generic")
    )

    assert kit.asked == [("ink", {"url": "ink://10.0.0.7"}, "", GENERIC.mapping)]
    with pytest.raises(NotFound):
        await room.recognise(Question(address="10.0.0.5", profile="nobody"))


async def test_an_address_outside_the_plant_is_not_spoken_to() -> None:
    room, kit = recogniser([kind_of("ink")], ink=Paper(look()))

    with pytest.raises(InvalidInput):
        await room.recognise(Question(address="8.8.8.8"))

    assert kit.asked == []


async def test_a_missing_library_is_worth_telling() -> None:
    missing = kind_of("lead", available=False, findable=False, port=None, schemes=())
    absent = LinkDown("link_ended", source="x")
    room, _ = recogniser([kind_of("ink"), missing], ink=Paper(absent), lead=Paper(absent))

    found = await room.recognise(Question(address="10.0.0.5"))

    assert [own.connector for own in found.tried] == ["ink", "lead"]
