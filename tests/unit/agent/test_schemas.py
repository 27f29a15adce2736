"""Every kind of document, in every version we claim, against the public schemas."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.agent import Agent, Device, Settings, read_devices
from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.domain.signal import Condition, DataSet, Level, TimeSeries, Value
from tests.unit.agent.models import START, VERSIONS, HandClock, agent, faults_of, later, mill

pytestmark = pytest.mark.shared_data

TOLD: list[tuple[str, Value]] = [
    ("avail", "AVAILABLE"),
    ("exec", "ACTIVE"),
    ("mode", "AUTOMATIC"),
    ("program", 'O1234 <"&">'),
    ("lineno", "17"),
    ("parts", 4.0),
    ("message", "повтори"),
    ("message", "повтори"),
    ("feed", 100.0),
    ("tip", "1 2 3"),
    ("Xact", "12.5"),
    ("xload", 55.5),
    ("speed", 50),
    ("temp", 21.0),
    ("vib", TimeSeries(100.0, (1.0, 2.5, -3.0))),
    ("estop", "ARMED"),
    ("logic", Condition(level=Level.WARNING, native_code="101", message="Мало масла", qualifier="LOW")),
    ("logic", Condition(level=Level.FAULT, native_code="102", native_severity="9", message="a < b")),
    ("sys", Condition(level=Level.NORMAL)),
]
MODERN: list[tuple[str, Value]] = [
    ("vars", DataSet({"a": 1.0, "b": "two words"})),
    ("vars", DataSet({"a": None, "c": 3.0})),
    ("vars", DataSet({"d": 1.0}, "DAY")),
    ("offsets", DataSet({"G54": {"X": 1.0, "Y": -2.5}, "G55": {"X": 0.0}})),
    ("offsets", DataSet({"G55": None})),
    ("counter", "5"),
]


def told_agent(version: str) -> Agent:
    made = agent(version=version)
    for at, (key, value) in enumerate(TOLD + (MODERN if version != "1.3" else [])):
        made.add(key, later(at), value)
    made.put_asset(
        '<CuttingTool serialNumber="1" toolId="T1"><Description>мет &amp; co</Description>'
        "<CuttingToolLifeCycle><CutterStatus><Status>NEW</Status></CutterStatus></CuttingToolLifeCycle>"
        "</CuttingTool>",
        later(60),
        asset_id="T1.1",
    )
    return made


@pytest.mark.parametrize("version", VERSIONS)
def test_probe_is_valid(version: str, shared_data: Path) -> None:
    made = told_agent(version)
    assert faults_of(shared_data, "Devices", version, made.probe(made.scope())) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_current_is_valid(version: str, shared_data: Path) -> None:
    made = told_agent(version)
    assert faults_of(shared_data, "Streams", version, made.current(made.scope())) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_current_of_an_agent_that_knows_nothing_is_valid(version: str, shared_data: Path) -> None:
    made = agent(version=version)
    assert faults_of(shared_data, "Streams", version, made.current(made.scope())) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_sample_is_valid(version: str, shared_data: Path) -> None:
    made = told_agent(version)
    document = made.sample(made.scope(), count=1000).document
    assert faults_of(shared_data, "Streams", version, document) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_sample_without_observations_is_valid(version: str, shared_data: Path) -> None:
    made = told_agent(version)
    document = made.sample(made.scope(), start=made.next_sequence).document
    assert faults_of(shared_data, "Streams", version, document) == []


@pytest.mark.parametrize("version", VERSIONS)
def test_assets_are_valid(version: str, shared_data: Path) -> None:
    made = told_agent(version)
    assert faults_of(shared_data, "Assets", version, made.assets()) == []
    made.remove_asset("T1.1", later(90))
    assert faults_of(shared_data, "Assets", version, made.assets(removed=True)) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("code", list(ErrorCode))
def test_errors_are_valid(version: str, code: ErrorCode, shared_data: Path) -> None:
    document = agent(version=version).errors(Refused(code, "agent.path", path='//a[<&"]'))
    assert faults_of(shared_data, "Error", version, document) == []


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("SimpleDevlce", "1.7"),
        ("fanuc", "1.7"),
        ("discrete_example", "1.7"),
        ("min_config2", "2.0"),
        ("NoNamespace", "1.3"),
    ],
)
def test_foreign_models_are_served_validly(name: str, version: str, shared_data: Path) -> None:
    path = shared_data / "mtconnect-cppagent/test-resources/samples" / f"{name}.xml"
    made = Agent(
        read_devices(path.read_bytes()).devices, clock=HandClock(), settings=Settings(version=version), instance_id=1
    )
    assert faults_of(shared_data, "Streams", version, made.current(made.scope())) == []


def test_two_devices_are_valid(shared_data: Path) -> None:
    devices: tuple[Device, ...] = (mill("m-1", "a", modern=True), mill("m-2", "b", modern=True))
    made = Agent(devices, clock=HandClock(), settings=Settings(version="2.4"), instance_id=1)
    made.add("bexec", START, "READY")
    assert faults_of(shared_data, "Devices", "2.4", made.probe(made.scope())) == []
    assert faults_of(shared_data, "Streams", "2.4", made.current(made.scope())) == []
