"""What the agent takes, suppresses, converts and answers."""

from __future__ import annotations

import pytest

from dispatcher.agent import Agent, Component, Device, Filter, Namespace, Settings
from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND
from dispatcher.domain.signal import Condition, DataSet, Level, Representation, TimeSeries, Value
from tests.unit.agent.models import START, HandClock, agent, elements, event, header, later, mill, sample


def shown(made: Agent, item: str) -> list[tuple[str, str]]:
    """(element, text) of an item in `current`."""
    return [(name, text) for name, given, text in elements(made.current(made.scope())) if given["dataItemId"] == item]


def kept(made: Agent, item: str) -> list[str]:
    """Texts of an item's observations in the buffer, the initial one left out."""
    found = elements(made.sample(made.scope(), count=100_000).document)
    return [text for _, given, text in found if given["dataItemId"] == item][1:]


def test_everything_is_unavailable_at_the_start_but_what_the_model_fixes() -> None:
    made = agent()
    found = {given["dataItemId"]: (name, text) for name, given, text in elements(made.current(made.scope()))}
    assert found.pop("cmode") == ("RotaryMode", "SPINDLE")
    assert found["logic"] == ("Unavailable", "")
    assert {text for name, text in found.values() if name != "Unavailable"} == {"UNAVAILABLE"}
    assert made.next_sequence == len(made.slots) + 1


def test_an_equal_value_is_no_news() -> None:
    made = agent()
    assert made.add("exec", START, "ACTIVE") is not None
    assert made.add("exec", later(1), "ACTIVE") is None
    assert made.add("exec", later(2), "READY") is not None
    assert kept(made, "exec") == ["ACTIVE", "READY"]


def test_every_observation_of_a_discrete_item_counts() -> None:
    made = agent()
    for at in range(3):
        made.add("message", later(at), "door open")
        made.add("counter", later(at), "1")
    assert kept(made, "message") == ["door open"] * 3
    assert kept(made, "counter") == ["1"] * 3


def test_a_discrete_item_falls_silent_only_once() -> None:
    made = agent()
    assert made.add("message", START, None) is None


def test_time_series_are_never_suppressed() -> None:
    made = agent()
    series = TimeSeries(100.0, (1.0, 2.0))
    assert made.add("vib", START, series) is not None
    assert made.add("vib", later(1), series) is not None


def test_keys_are_ids_names_sources_and_device_names() -> None:
    devices = (mill("m-1", "a", modern=True), mill("m-2", "b", modern=True))
    made = agent(devices=devices)
    assert made.find("aexec").device.name == "aMill"
    assert made.find("bexecution").item.id == "bexec"
    assert made.find("lineno").device.uuid == "m-1"
    assert made.find("bMill:lineno").item.id == "bline"
    assert made.find("m-2:lineno").item.id == "bline"
    with pytest.raises(InvalidInput, match=r"agent\.unknown_key"):
        made.find("cMill:lineno")


def test_one_id_for_two_items_is_refused() -> None:
    device = Device(id="d", name="d", uuid="d", items=(event("x", "EXECUTION"), event("x", "PROGRAM")))
    with pytest.raises(InvalidInput, match=r"agent\.duplicate_id"):
        agent(devices=(device,))


@pytest.mark.parametrize("type_", ["", "Two Words", "1st", "a:b:Pump", ":Pump", "Pump>", "Pump\n", "\x00"])
def test_a_component_that_cannot_be_an_element_is_refused(type_: str) -> None:
    device = Device(id="d", name="d", uuid="d", components=(Component(id="c", type=type_),))
    with pytest.raises(InvalidInput, match=r"agent\.bad_name"):
        agent(devices=(device,))


@pytest.mark.parametrize("type_", [":PUMP", "a:b:PUMP", "1:PUMP", "a b:PUMP"])
def test_an_item_whose_prefix_cannot_be_one_is_refused(type_: str) -> None:
    device = Device(id="d", name="d", uuid="d", items=(event("x", type_),))
    with pytest.raises(InvalidInput, match=r"agent\.bad_name"):
        agent(devices=(device,))


@pytest.mark.parametrize("type_", ["Pump", "x:Pump", "Насос", "Kühlung", "_Own.Pump-2"])
def test_components_of_other_names_and_texts_that_xml_cannot_carry_are_served(type_: str) -> None:
    item = event("x", "PROGRAM", name="a\x00b")
    component = Component(id="c", type=type_, name="a\x00b", native_name="\x0b", items=(item,))
    made = agent(devices=(Device(id="d", name="d", uuid="d", components=(component,)),))
    made.add("x", START, "P1")
    assert shown(made, "x") == [("Program", "P1")]
    scope = made.scope(path='//DataItem[@id="x"]')
    assert [text for _, _, text in elements(made.current(scope))] == ["P1"]


@pytest.mark.parametrize("rate", [float("nan"), float("inf")])
def test_a_time_series_has_a_finite_rate(rate: float) -> None:
    with pytest.raises(InvalidInput, match=r"agent\.bad_value"):
        agent().add("vib", START, TimeSeries(rate, (1.0,)))


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("feed", 100.0, "508"),
        ("feed", "1", "5.08"),
        ("speed", 2, "120"),
        ("tip", "1 2 0.5", "25.4 50.8 12.7"),
        ("Xact", "12.50", "12.50"),
        ("Xact", 0.1, "0.1"),
        ("Xact", -3.0, "-3"),
        ("parts", 4.0, "4"),
        ("vib", TimeSeries(None, (1.0, 2.5)), "1 2.5"),
        ("program", " spaces stay ", " spaces stay "),
        ("Xact", "UNAVAILABLE", "UNAVAILABLE"),
    ],
)
def test_values_are_shown_in_the_items_units(key: str, value: Value, text: str) -> None:
    made = agent()
    made.add(key, START, value)
    assert shown(made, made.find(key).item.id)[0][1] == text


def test_values_in_units_already_are_left_alone() -> None:
    made = Agent((mill(),), clock=HandClock(), native=False)
    made.add("feed", START, 100.0)
    assert shown(made, "feed") == [("PathFeedrate", "100")]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Xact", "abc"),
        ("Xact", "nan"),
        ("Xact", float("inf")),
        ("Xact", ""),
        ("tip", "1 2 3 4"),
        ("Xact", Condition(level=Level.NORMAL)),
        ("logic", "NORMAL"),
        ("vars", "a=1"),
        ("vib", "1 2 3"),
        ("vib", TimeSeries(None, (float("nan"),))),
        ("exec", DataSet({})),
        ("parts", float("nan")),
    ],
)
def test_a_value_of_another_kind_is_refused_and_changes_nothing(key: str, value: Value) -> None:
    made = agent()
    before = made.next_sequence
    with pytest.raises(InvalidInput, match=r"agent\.bad_value"):
        made.add(key, START, value)
    assert made.next_sequence == before


def test_a_fixed_value_does_not_listen() -> None:
    made = agent()
    assert made.add("cmode", START, "CONTOUR") is None
    assert shown(made, "cmode") == [("RotaryMode", "SPINDLE")]


def test_a_minimum_delta_keeps_small_changes_out() -> None:
    made = agent()
    for at, value in enumerate([10.0, 14.9, 15.0, 11.0, 10.0]):
        made.add("xload", later(at), value)
    assert kept(made, "xload") == ["10", "15", "10"]


def test_a_period_keeps_fast_changes_out_but_never_unavailable() -> None:
    made = agent()
    told: list[tuple[float, Value]] = [(0, 1.0), (9.9, 2.0), (10, 3.0), (11, None), (12, 4.0), (5, 5.0)]
    for at, value in told:
        made.add("temp", later(at), value)
    assert kept(made, "temp") == ["1", "3", "UNAVAILABLE", "4", "5"]


def test_a_filter_in_a_feed_of_text_works_the_same() -> None:
    device = Device(
        id="d", name="d", uuid="d", items=(sample("l", "LOAD", "PERCENT", filter=Filter(minimum_delta=2.0)),)
    )
    made = agent(devices=(device,))
    for at, text in enumerate(["1", "2.5", "3"]):
        made.add("l", later(at), text)
    assert kept(made, "l") == ["1", "3"]


def test_several_conditions_are_shown_at_once() -> None:
    made = agent()
    made.add("logic", later(1), Condition(level=Level.FAULT, native_code="1", message="first"))
    made.add("logic", later(2), Condition(level=Level.WARNING, native_code="2", message="second"))
    assert shown(made, "logic") == [("Fault", "first"), ("Warning", "second")]
    made.add("logic", later(3), Condition(level=Level.NORMAL, native_code="1"))
    assert shown(made, "logic") == [("Warning", "second")]
    made.add("logic", later(4), Condition(level=Level.NORMAL))
    assert shown(made, "logic") == [("Normal", "")]


@pytest.mark.parametrize(
    ("before", "value", "news"),
    [
        ([], Condition(level=Level.NORMAL), True),
        ([], Condition(level=Level.UNAVAILABLE), False),
        ([Condition(level=Level.NORMAL)], Condition(level=Level.NORMAL), False),
        ([Condition(level=Level.NORMAL)], Condition(level=Level.NORMAL, native_code="9"), False),
        ([Condition(level=Level.FAULT, native_code="1")], Condition(level=Level.FAULT, native_code="1"), False),
        ([Condition(level=Level.FAULT, native_code="1")], Condition(level=Level.WARNING, native_code="1"), True),
        ([Condition(level=Level.FAULT, native_code="1")], Condition(level=Level.FAULT, native_code="2"), True),
        ([Condition(level=Level.FAULT, native_code="1")], Condition(level=Level.NORMAL), True),
        ([Condition(level=Level.FAULT)], Condition(level=Level.NORMAL), True),
    ],
)
def test_condition_reports_that_change_nothing_are_suppressed(
    before: list[Condition], value: Condition, *, news: bool
) -> None:
    made = agent()
    for one in before:
        made.add("logic", START, one)
    assert (made.add("logic", later(1), value) is not None) is news


def test_a_data_set_tells_only_what_changed_and_current_shows_the_whole() -> None:
    made = agent()
    made.add("vars", later(1), DataSet({"a": 1.0, "b": 2.0}))
    made.add("vars", later(2), DataSet({"a": 1.0, "b": 3.0, "c": None}))
    assert made.add("vars", later(3), DataSet({"b": 3.0})) is None
    document = made.sample(made.scope(path='//DataItem[@id="vars"]')).document
    assert document.count(b'<Entry key="a">1</Entry>') == 1
    assert b'count="1" sequence' not in document
    current = made.current(made.scope(path='//DataItem[@id="vars"]'))
    assert b'<Entry key="a">1</Entry><Entry key="b">3</Entry>' in current


def test_a_reset_set_replaces_everything() -> None:
    made = agent()
    made.add("vars", later(1), DataSet({"a": 1.0}))
    made.add("vars", later(2), DataSet({"z": 1.0}, "DAY"))
    current = made.current(made.scope(path='//DataItem[@id="vars"]'))
    assert b'resetTriggered="DAY"' in current
    assert b'key="a"' not in current


def test_marks_become_attributes() -> None:
    made = agent()
    made.add("counter", later(1), "0", marks={"resetTriggered": "DAY"})
    made.add("xload", later(1), 50.0, marks={"duration": "0.5"})
    found = {given["dataItemId"]: given for _, given, _ in elements(made.current(made.scope()))}
    assert found["counter"]["resetTriggered"] == "DAY"
    assert found["xload"]["duration"] == "0.5"


def test_losing_the_feed_makes_everything_unavailable_once() -> None:
    made = agent()
    made.available(START)
    made.add("exec", START, "ACTIVE")
    made.add("logic", START, Condition(level=Level.FAULT, native_code="1"))
    assert made.unavailable(later(1)) == 3
    assert made.unavailable(later(2)) == 0
    assert shown(made, "exec") == [("Execution", "UNAVAILABLE")]
    assert shown(made, "logic") == [("Unavailable", "")]
    assert shown(made, "cmode") == [("RotaryMode", "SPINDLE")]


def test_a_restart_is_a_new_instance_with_an_empty_buffer() -> None:
    made = agent()
    made.add("exec", START, "ACTIVE")
    made.put_asset('<CuttingTool assetId="T1"/>', START)
    made.restart()
    assert made.instance_id == START // SECOND
    assert (made.first_sequence, made.next_sequence) == (1, len(made.slots) + 1)
    assert shown(made, "exec") == [("Execution", "UNAVAILABLE")]
    assert b"T1" not in made.assets()
    first = made.instance_id
    made.restart()
    assert made.instance_id == first + 1


def test_assets_are_announced_kept_and_removed() -> None:
    made = agent()
    made.put_asset('<CuttingTool assetId="T1"><A/></CuttingTool>', later(1))
    made.put_asset('<Fixture assetId="F1"/>', later(2))
    found = {given["dataItemId"]: (given, text) for _, given, text in elements(made.current(made.scope()))}
    assert found["achg"][1] == "F1"
    assert found["achg"][0]["assetType"] == "Fixture"
    assert made.remove_asset("T1", later(3)) is True
    assert made.remove_asset("T1", later(4)) is False
    assert shown(made, "arem") == [("AssetRemoved", "T1")]
    assert b"T1" not in made.assets()
    assert b'removed="true"' in made.assets(removed=True)
    assert made.assets(ids=["T1"]).count(b"<CuttingTool ") == 1
    assert made.remove_assets("", later(5)) == 1


def test_an_asset_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        agent().assets(ids=["T1"])
    assert refusal.value.error is ErrorCode.ASSET_NOT_FOUND


def test_a_jump_goes_on_at_the_new_number() -> None:
    made = agent()
    made.add("exec", START, "ACTIVE")
    made.jump(20_090)
    assert made.add("exec", later(1), "READY") == 20_090
    assert header(made.current(made.scope()))["firstSequence"] == "20090"
    with pytest.raises(InvalidInput):
        made.jump(1)


@pytest.mark.parametrize("namespace", list(Namespace))
def test_documents_in_every_namespace_say_the_same(namespace: Namespace) -> None:
    made = agent(namespace=namespace, devices=(mill(modern=True),))
    made.add("exec", START, "ACTIVE")
    assert {text for name, given, text in elements(made.current(made.scope())) if name == "Execution"} == {"ACTIVE"}
    document = made.probe(made.scope())
    assert (b"xmlns=" in document, b"xmlns:m=" in document) == (
        namespace is Namespace.DEFAULT,
        namespace is Namespace.PREFIXED,
    )


def test_bells_ring_for_news_only_while_held() -> None:
    made = agent()
    bell = made.bell()
    assert made.listeners == 1
    made.add("exec", START, "ACTIVE")
    assert bell.is_set()
    bell.clear()
    made.add("exec", later(1), "ACTIVE")
    assert not bell.is_set()
    made.mute(bell)
    made.add("exec", later(2), "READY")
    assert not bell.is_set()
    assert made.listeners == 0


def test_discrete_as_a_representation_has_its_own_element() -> None:
    made = agent(version="1.3")
    assert made.find("message").item.representation is Representation.DISCRETE
    made.add("message", START, "x")
    assert shown(made, "message") == [("MessageDiscrete", "x")]


def test_an_agent_of_1_7_shows_itself_as_a_device() -> None:
    made = agent(version="1.7")
    assert [device.type for device in made.devices] == ["Agent", "Device"]
    assert shown(made, "agent_avail") == [("Availability", "AVAILABLE")]
    assert made.put_asset('<CuttingTool assetId="T"/>', START) == "T"
    assert shown(made, "achg") == [("AssetChanged", "T")]


@pytest.mark.parametrize(("own", "version", "count"), [("never", "1.7", 1), ("always", "2.0", 2), ("always", "1.3", 1)])
def test_whether_the_agent_shows_itself_can_be_set(own: str, version: str, count: int) -> None:
    made = Agent((mill(),), clock=HandClock(), settings=Settings(version=version, own_device=own))  # type: ignore[arg-type]
    assert len(made.devices) == count
