"""The way out: signals of any protocol become a model and documents other systems accept."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.agent import PlantFeed, PlantMachine, Settings
from dispatcher.agent.plant_model import plant_model
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import (
    Category,
    Condition,
    DataSet,
    Level,
    MachineId,
    Observation,
    Quality,
    Representation,
    SignalId,
    SignalSpec,
    TimeSeries,
    Value,
)
from tests.unit.agent.models import START, VERSIONS, HandClock, elements, faults_of, header, later

MILL = MachineId("m-1")


def spec(key: str, category: Category, type_: str, component: str = "", **more: object) -> SignalSpec:
    return SignalSpec(**{"key": key, "name": key, "category": category, "type": type_, "component": component, **more})  # type: ignore[arg-type]


EVENT, SAMPLE, CONDITION = Category.EVENT, Category.SAMPLE, Category.CONDITION
SIGNALS = {
    1: spec("exec", EVENT, "EXECUTION", "Controller/path", component_type="Path"),
    2: spec("x pos", SAMPLE, "POSITION", "Axes/X", component_type="Linear", sub_type="ACTUAL", units="MILLIMETER"),
    3: spec("x pos", SAMPLE, "LOAD", "Axes/X", units="PERCENT"),
    4: spec("logic", CONDITION, "LOGIC_PROGRAM", "Controller"),
    5: spec("7", SAMPLE, "PRESSURE", "Гидравлика/Насос 1", name="Давление масла", units="PASCAL"),
    6: spec("lever", EVENT, "LEVER_POSITION", "Panel", sub_type="LEFT"),
    7: spec("avail", EVENT, "AVAILABILITY"),
    8: spec("msg", EVENT, "MESSAGE", representation=Representation.DISCRETE),
    9: spec("bar", SAMPLE, "PRESSURE", "Axes/B", units="BAR"),
}
MODERN = {
    10: spec("vars", EVENT, "VARIABLE", "Controller/path", representation=Representation.DATA_SET),
    11: spec(
        "vib", SAMPLE, "ACCELERATION", "Axes/X", units="MILLIMETER/SECOND^2", representation=Representation.TIME_SERIES
    ),
}


def machine(signals: dict[int, SignalSpec]) -> PlantMachine:
    return PlantMachine(
        id=MILL, name="Mill 1", signals=signals, manufacturer="Krasny Proletary", model="16K20", serial="7"
    )


def seen(signal: int, value: Value, at: Instant = START, quality: Quality = Quality.GOOD) -> Observation:
    return Observation(
        signal=SignalId(signal),
        at=at,
        value=value,
        source_at=at,
        received_at=at,
        session="s",
        sequence=1,
        quality=quality,
    )


def feed(version: str = "2.4", signals: dict[int, SignalSpec] | None = None) -> PlantFeed:
    given = {**SIGNALS, **(MODERN if version != "1.3" else {})} if signals is None else signals
    return PlantFeed([machine(given)], clock=HandClock(), settings=Settings(version=version))


def told(made: PlantFeed) -> PlantFeed:
    made.link_up(MILL, START)
    values: list[tuple[int, Value]] = [
        (1, "ACTIVE"),
        (2, 12.5),
        (3, 40.0),
        (4, Condition(level=Level.FAULT, native_code="7", message="Стоп")),
        (5, 1e5),
        (8, "привет"),
        (9, 2.0),
        (10, DataSet({"a": 1.0})),
        (11, TimeSeries(10.0, (1.0, 2.0))),
    ]
    for signal, value in values:
        made.add(seen(signal, value, later(signal)))
    return made


@pytest.mark.shared_data
@pytest.mark.parametrize("version", VERSIONS)
def test_the_probe_is_valid(version: str, shared_data: Path) -> None:
    made = told(feed(version)).agent
    assert faults_of(shared_data, "Devices", version, made.probe(made.scope())) == []


@pytest.mark.shared_data
@pytest.mark.parametrize("version", VERSIONS)
def test_streams_are_valid_but_for_extensions(version: str, shared_data: Path) -> None:
    standard = {one: spec for one, spec in {**SIGNALS, **(MODERN if version != "1.3" else {})}.items() if one != 6}
    made = told(feed(version, standard)).agent
    assert faults_of(shared_data, "Streams", version, made.current(made.scope())) == []


def test_values_are_shown_as_they_are_kept() -> None:
    made = told(feed()).agent
    found = {given["dataItemId"]: (name, text) for name, given, text in elements(made.current(made.scope()))}
    assert found["m-1.exec"] == ("Execution", "ACTIVE")
    assert found["m-1.x_pos"] == ("Position", "12.5")
    assert found["m-1.x_pos_2"] == ("Load", "40")
    assert found["m-1.7"] == ("Pressure", "100000")
    assert found["m-1.logic"] == ("Fault", "Стоп")
    assert found["m-1.avail"] == ("Availability", "AVAILABLE")
    assert found["m-1.lever"] == ("LeverPosition", "UNAVAILABLE")


def test_the_component_tree_is_that_of_the_paths() -> None:
    (device,) = plant_model([machine({**SIGNALS, **MODERN})], (2, 4)).devices
    tree = {component.name: (component.type, [one.name for one in component.components]) for component in device.walk()}
    assert tree["Controller"] == ("Controller", ["path"])
    assert tree["path"] == ("Path", [])
    assert tree["Axes"] == ("Axes", ["X", "B"])
    assert (tree["X"][0], tree["B"][0]) == ("Linear", "Rotary")
    assert tree["Гидравлика"] == ("Auxiliary", ["Насос 1"])
    assert [item.type for item in device.items] == ["AVAILABILITY", "MESSAGE", "ASSET_CHANGED", "ASSET_REMOVED"]


def test_what_the_schema_does_not_know_is_an_extension() -> None:
    (device,) = plant_model([machine(SIGNALS)], (1, 3)).devices
    found = {item.name: item for _, item in device.all_items()}
    assert (found["lever"].type, found["lever"].sub_type) == ("x:LEVER_POSITION", "x:LEFT")
    assert found["bar"].units == "x:BAR"


def test_nothing_is_shown_of_quarantined_or_undeclared_signals() -> None:
    made = feed()
    assert made.add(seen(1, "ACTIVE", quality=Quality.QUARANTINED)) is False
    assert made.add(seen(99, "ACTIVE")) is False
    assert made.add(seen(1, "ACTIVE")) is True
    assert made.add(seen(1, "ACTIVE", later(1))) is False


def test_a_value_the_signal_cannot_have_is_counted() -> None:
    made = feed()
    assert made.add(seen(2, "abc")) is False
    assert made.refused == 1


def test_a_lost_link_makes_everything_unavailable() -> None:
    made = told(feed())
    made.link_down(MILL, later(100))
    found = elements(made.agent.current(made.agent.scope()))
    assert {text for name, _, text in found if name != "Unavailable"} == {"UNAVAILABLE"}


def test_a_changed_plant_is_a_new_instance() -> None:
    made = told(feed())
    before = header(made.agent.current(made.agent.scope()))
    assert made.declare([machine({**SIGNALS, **MODERN})]) is False
    assert made.declare([machine({1: SIGNALS[1]})]) is True
    after = header(made.agent.current(made.agent.scope()))
    assert int(after["instanceId"]) > int(before["instanceId"])
    assert made.add(seen(2, 1.0)) is False
    assert made.add(seen(1, "READY")) is True


def test_what_is_known_survives_a_change_of_the_plant() -> None:
    made = told(feed(signals=SIGNALS))
    made.add(seen(4, Condition(level=Level.WARNING, native_code="8"), later(20)))
    assert made.declare([machine({**SIGNALS, **MODERN, 12: spec("new", EVENT, "PROGRAM")})]) is True
    found = [
        (given["dataItemId"], name, text) for name, given, text in elements(made.agent.current(made.agent.scope()))
    ]
    assert ("m-1.exec", "Execution", "ACTIVE") in found
    assert ("m-1.x_pos_2", "Load", "40") in found
    assert ("m-1.avail", "Availability", "AVAILABLE") in found
    assert [name for item, name, _ in found if item == "m-1.logic"] == ["Fault", "Warning"]
    assert ("m-1.new", "Program", "UNAVAILABLE") in found
    stamps = {
        given["dataItemId"]: given["timestamp"] for _, given, _ in elements(made.agent.current(made.agent.scope()))
    }
    assert stamps["m-1.exec"] == "2026-03-02T06:00:01.000000Z"


def test_two_machines_with_the_same_keys_do_not_mix() -> None:
    machines = [
        PlantMachine(id=MachineId("a"), name="A", signals={1: SIGNALS[1]}),
        PlantMachine(id=MachineId("b"), name="B", signals={2: SIGNALS[1]}),
    ]
    made = PlantFeed(machines, clock=HandClock())
    made.add(seen(2, "ACTIVE"))
    found = {given["dataItemId"]: text for _, given, text in elements(made.agent.current(made.agent.scope()))}
    assert (found["a.exec"], found["b.exec"]) == ("UNAVAILABLE", "ACTIVE")
