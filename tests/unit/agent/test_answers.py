"""What `current` and `sample` answer, and what they refuse."""

from __future__ import annotations

import pytest

from dispatcher.agent import Agent, DataItem, Device
from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.domain.signal import Category
from tests.unit.agent.models import agent, elements, header, later, mill


def test_current_at_a_sequence_is_the_past() -> None:
    made = agent()
    first = made.add("exec", later(1), "ACTIVE")
    made.add("exec", later(2), "READY")
    past = {given["dataItemId"]: text for _, given, text in elements(made.current(made.scope(), first))}
    assert past["exec"] == "ACTIVE"


def test_trap_03_what_left_the_buffer_is_out_of_range() -> None:
    made = agent(buffer_size=40)
    for at in range(100):
        made.add("line", later(at), str(at))
    assert made.next_sequence - made.first_sequence == 40
    for request in (lambda: made.sample(made.scope(), 1), lambda: made.current(made.scope(), 1)):
        with pytest.raises(Refused) as refusal:
            request()
        assert refusal.value.error is ErrorCode.OUT_OF_RANGE
        assert refusal.value.params["least"] == made.first_sequence


@pytest.mark.parametrize("start", [0, -1, 10**12])
def test_trap_04_an_absurd_start_is_out_of_range(start: int) -> None:
    made = agent()
    with pytest.raises(Refused) as refusal:
        made.sample(made.scope(), start)
    assert refusal.value.error is ErrorCode.OUT_OF_RANGE


@pytest.mark.parametrize("count", [0, 10**9, -(10**9)])
def test_an_absurd_count_is_out_of_range(count: int) -> None:
    made = agent()
    with pytest.raises(Refused) as refusal:
        made.sample(made.scope(), None, count)
    assert refusal.value.error is ErrorCode.OUT_OF_RANGE


def numbered(count: int) -> Agent:
    """An agent with nothing but `count` lines in its buffer (sequences 2 to count + 1)."""
    device = Device(id="d", name="d", uuid="d", items=(DataItem(id="line", category=Category.EVENT, type="LINE"),))
    made = agent(devices=(device,))
    for at in range(count):
        made.add("line", later(at), str(at + 2))
    return made


@pytest.mark.parametrize(
    ("start", "count", "stop", "texts", "following", "at_end"),
    [
        (None, 3, None, ["UNAVAILABLE", "2", "3"], 4, False),
        (2, 3, None, ["2", "3", "4"], 5, False),
        (9, 100, None, ["9", "10", "11"], 12, True),
        (12, 100, None, [], 12, True),
        (3, 100, 5, ["3", "4", "5"], 6, False),
        (None, -2, None, ["10", "11"], 9, False),
        (4, -2, None, ["3", "4"], 2, False),
        (2, -5, None, ["UNAVAILABLE", "2"], 0, True),
    ],
)
def test_sample_windows(
    start: int | None, count: int, stop: int | None, texts: list[str], following: int, *, at_end: bool
) -> None:
    made = numbered(10)
    answer = made.sample(made.scope(), start, count, stop)
    assert [text for _, _, text in elements(answer.document)] == texts
    assert (answer.next, answer.at_end) == (following, at_end)
    assert header(answer.document)["nextSequence"] == str(max(following, 1))


@pytest.mark.parametrize("stop", [1, 13, 0])
def test_a_window_that_ends_before_it_begins_or_in_the_future_is_refused(stop: int) -> None:
    made = numbered(10)
    with pytest.raises(Refused) as refusal:
        made.sample(made.scope(), 5, 10, stop)
    assert refusal.value.error is ErrorCode.OUT_OF_RANGE


def test_chunks_one_after_another_are_the_whole() -> None:
    made = numbered(50)
    following, texts = 1, []
    while True:
        answer = made.sample(made.scope(), following, 7)
        texts += [text for _, _, text in elements(answer.document)]
        following = answer.next
        if answer.at_end:
            break
    assert texts == ["UNAVAILABLE", *(str(at + 2) for at in range(50))]


def test_trap_06_old_data_keep_their_own_time() -> None:
    made = agent()
    made.add("exec", later(100), "ACTIVE")
    made.add("exec", later(-86_400), "READY")
    found = [
        given
        for _, given, _ in elements(made.sample(made.scope(), count=999).document)
        if given["dataItemId"] == "exec"
    ]
    assert [one["timestamp"] for one in found[1:]] == ["2026-03-02T06:01:40.000000Z", "2026-03-01T06:00:00.000000Z"]


def test_devices_are_asked_by_name_or_uuid() -> None:
    devices = (mill("m-1", "a", modern=True), mill("m-2", "b", modern=True))
    made = agent(devices=devices)
    for name in ("bMill", "m-2"):
        found = {given["dataItemId"][0] for _, given, _ in elements(made.current(made.scope(name)))}
        assert found == {"b"}
    with pytest.raises(Refused) as refusal:
        made.scope("cMill")
    assert refusal.value.error is ErrorCode.NO_DEVICE


def test_a_path_of_another_device_selects_nothing() -> None:
    made = agent(devices=(mill("m-1", "a", modern=True), mill("m-2", "b", modern=True)))
    with pytest.raises(Refused) as refusal:
        made.scope("aMill", '//Device[@uuid="m-2"]')
    assert refusal.value.error is ErrorCode.INVALID_PATH
