"""What only this protocol does: a control that is busy, that does not know, and that tells everybody everything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from dispatcher.connectors.haas_mdc.config import HaasMdcSettings
from dispatcher.connectors.haas_mdc.connector import HaasMdcConnector
from dispatcher.connectors.haas_mdc.signals import with_fixed
from dispatcher.connectors.haas_mdc.simulator import HaasMdcSimulator
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import Batch, Garbled

SPINDLE = {"key": "spindle", "category": "SAMPLE", "type": "ROTARY_VELOCITY", "macro": 3027}


@pytest.fixture
async def control() -> AsyncIterator[HaasMdcSimulator]:
    control = HaasMdcSimulator()
    await control.start()
    yield control
    await control.refuse()


def settings(control: HaasMdcSimulator, *signals: Mapping[str, Any]) -> HaasMdcSettings:
    quick = {"host": "127.0.0.1", "port": control.port, "poll_ms": 10, "slow_ms": 10, "timeout_ms": 500}
    return HaasMdcSettings.model_validate({**quick, "signals": signals})


def said(given: HaasMdcSettings, batch: Batch) -> dict[str, object]:
    """The values of a batch by key; a condition by its level."""
    keys = [entry.key for entry in with_fixed(given.signals)] + ["availability"]
    found: dict[str, object] = {}
    for row, handle in enumerate(batch.rows.signal):
        rich = batch.rows.rich.get(row)
        plain = batch.rows.num[row] if batch.rows.text[row] is None else batch.rows.text[row]
        found[keys[handle]] = rich.level if isinstance(rich, Condition) else plain
    return found


async def turns(given: HaasMdcSettings, *changes: Mapping[str, str], control: HaasMdcSimulator) -> list[Batch]:
    """A turn, then one after each change of the control's answers."""
    async with HaasMdcConnector(given, StepClock()).open(()) as link:
        coming = link.batches(after=None)
        batches = [await anext(coming)]
        for change in changes:
            control.answers.update(change)
            batches.append(await anext(coming))
    return batches


async def test_a_look_says_who_it_is_and_everything_once(control: HaasMdcSimulator) -> None:
    given = settings(control, SPINDLE)

    probe = await HaasMdcConnector(given, StepClock()).probe()

    assert (probe.devices[0].model, probe.devices[0].serial) == ("VF-2SS", "1234567")
    assert probe.version == "100.24.000.1024"
    assert said(given, probe.now) == {
        "availability": "AVAILABLE",
        "execution": "READY",
        "fault": Level.NORMAL,
        "program": "O00097",
        "mode": "AUTOMATIC",
        "parts": 0.0,
        "tool": "3",
        "last_cycle": 133.0,
        "previous_cycle": 131.0,
        "power_on_time": 100_259.0,
        "motion_time": 10_977.0,
        "tool_changes": 812.0,
        "spindle": 0.0,
    }


async def test_while_it_is_busy_the_program_it_named_last_stands(control: HaasMdcSimulator) -> None:
    given = settings(control)

    _, busy, alarm = await turns(
        given, {"Q500": "STATUS, BUSY"}, {"Q500": "PROGRAM, O00097, ALARM ON, PARTS, 4523"}, control=control
    )

    assert said(given, busy) == {"execution": "ACTIVE"}
    assert said(given, alarm) == {"execution": "STOPPED", "fault": Level.FAULT}


async def test_what_it_does_not_know_is_unavailable_and_said_once(control: HaasMdcSimulator) -> None:
    given = settings(control, {"key": "depth", "category": "SAMPLE", "type": "LENGTH", "macro": 801})

    first, second, third = await turns(given, {}, {"Q201": "UNKNOWN"}, control=control)

    assert said(given, first)["depth"] is None
    assert [(note.code, note.params) for note in first.notes] == [("haas_mdc_unknown", {"question": "?Q600 801"})]
    assert second.notes == ()
    assert said(given, third) == {"tool": None}
    assert [note.params["question"] for note in third.notes] == ["?Q201"]


@pytest.mark.parametrize(
    "way", [{"first_lost": True}, {"serial_line": True}, {"overheard": "MODE, (JOG)"}, {"overheard": "UNASKED"}]
)
async def test_it_is_understood_however_it_answers(control: HaasMdcSimulator, way: dict[str, Any]) -> None:
    for name, value in way.items():
        setattr(control, name, value)
    control.answers["Q402"] = "M30 #1, 7"
    given = settings(control)

    (batch,) = await turns(given, control=control)

    assert said(given, batch)["parts"] == 7


async def test_an_old_answer_to_somebody_else_does_not_pass_for_a_new_one(control: HaasMdcSimulator) -> None:
    given = settings(control)

    async with HaasMdcConnector(given, StepClock()).open(()) as link:
        coming = link.batches(after=None)
        await anext(coming)
        for _ in range(1000):
            control.tell("PROGRAM, O00001, IDLE, PARTS, 1")
        control.answers["Q500"] = "STATUS, BUSY"
        batch = await anext(coming)

    assert said(given, batch) == {"execution": "ACTIVE"}


async def test_what_only_echoes_is_no_control(control: HaasMdcSimulator) -> None:
    control.answers["Q100"] = "?Q100"

    with pytest.raises(Garbled) as refused:
        await HaasMdcConnector(settings(control), StepClock()).probe()

    assert refused.value.code == "haas_mdc_garbled"


async def test_nothing_but_questions_is_ever_sent(control: HaasMdcSimulator) -> None:
    await HaasMdcConnector(settings(control, SPINDLE), StepClock()).probe()

    assert control.questions
    assert [question for question in control.questions if not question.startswith("?Q")] == []


@pytest.mark.parametrize("entry", [{}, {"query": 104, "macro": 1}, {"query": 999}, {"macro": 0}])
def test_an_entry_asks_one_thing_that_can_be_asked(entry: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"query|macro"):
        HaasMdcSettings.model_validate({"host": "h", "signals": [{"key": "k", "type": "PROGRAM", **entry}]})


def test_an_entry_takes_the_place_of_the_fixed_signal_of_its_key() -> None:
    own = HaasMdcSettings.model_validate(
        {"host": "h", "signals": [{"key": "parts", "type": "PART_COUNT", "query": 403}]}
    )

    assert [entry.query for entry in with_fixed(own.signals) if entry.key == "parts"] == [403]
