"""Reading device models: ours come back the same, foreign ones give the counts their owners state."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.agent import Device, Filter, Namespace, Settings, read_devices
from dispatcher.agent.devices_xml import devices as devices_document
from dispatcher.agent.documents import Paper
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND
from dispatcher.domain.signal import Representation
from tests.unit.agent.models import agent, mill


def items(device: Device) -> int:
    return sum(1 for _ in device.all_items())


@pytest.mark.parametrize("namespace", list(Namespace))
def test_our_own_document_comes_back_the_same(namespace: Namespace) -> None:
    device = mill(modern=True)
    paper = Paper(Settings(version="2.0", namespace=namespace))
    assert read_devices(devices_document(paper, "", (device,))).devices == (device,)


def test_a_filter_among_the_constraints_of_old_comes_back_the_same() -> None:
    (device,) = read_devices(devices_document(Paper(Settings(version="1.3")), "", (mill(),))).devices
    found = {item.id: item.filter for _, item in device.all_items()}
    assert found["xload"] == Filter(minimum_delta=5.0)
    assert found["temp"] == Filter()  # 1.3 has no word for a period


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("SimpleDevlce", [35, 3]),
        ("fanuc", [48]),
        ("NoNamespace", [48]),
        ("data_set", [13]),
        ("data_set_variable", [9]),
        ("discrete_example", [9]),
        ("filter_example", [8]),
        ("filter_example_1.3", [8]),
        ("min_config", [8]),
        ("min_config2", [8, 2]),
        ("test_config", [32]),
        ("reference_example", [13]),
        ("configuration", [8]),
    ],
)
def test_foreign_models(name: str, counts: list[int], shared_data: Path) -> None:
    path = shared_data / "mtconnect-cppagent/test-resources/samples" / f"{name}.xml"
    assert [items(device) for device in read_devices(path.read_bytes()).devices] == counts


@pytest.mark.shared_data
def test_two_devices_and_none(shared_data: Path) -> None:
    folder = shared_data / "mtconnect-cppagent/test-resources/samples"
    two = read_devices((folder / "two_devices.xml").read_bytes()).devices
    assert (len(two), sum(map(items, two))) == (2, 6)
    assert sum(map(items, read_devices((folder / "empty.xml").read_bytes()).devices)) == 0


@pytest.mark.shared_data
def test_the_okuma_and_mazak_of_the_demo(shared_data: Path) -> None:
    found = read_devices((shared_data / "mtconnect-cppagent/demo/Devices.xml").read_bytes()).devices
    assert {device.name: items(device) for device in found} == {"OKUMA": 100, "Mazak": 116}


@pytest.mark.shared_data
def test_the_shop_with_foreign_elements_is_served(shared_data: Path) -> None:
    file = read_devices((shared_data / "nist-smstestbed/agent/Devices.xml").read_bytes())
    assert len(file.devices) == 8
    made = agent(version="1.3", devices=file.devices, extensions=file.extensions)
    again = read_devices(made.probe(made.scope()))
    assert [items(device) for device in again.devices] == [items(device) for device in file.devices]


@pytest.mark.shared_data
def test_filters_and_shapes_are_read(shared_data: Path) -> None:
    folder = shared_data / "mtconnect-cppagent/test-resources/samples"
    found = {
        item.id: item for _, item in read_devices((folder / "filter_example.xml").read_bytes()).devices[0].all_items()
    }
    assert found["c1"].filter == Filter(minimum_delta=5.0)
    assert found["c2"].filter == Filter(period=10 * SECOND)
    assert found["c3"].constant == "SPINDLE"
    sets = {item.id: item for _, item in read_devices((folder / "data_set.xml").read_bytes()).devices[0].all_items()}
    assert sets["v1"].representation is Representation.DATA_SET
    assert sets["v3"].is_discrete
    assert sets["wp1"].representation is Representation.TABLE


def wrapped(inner: str) -> bytes:
    return f"<MTConnectDevices><Devices>{inner}</Devices></MTConnectDevices>".encode()


def test_extensions_keep_their_prefix() -> None:
    document = wrapped(
        '<Device xmlns:k="urn:kombinat" id="d" name="d" uuid="d"><Components><k:Pump id="p"><DataItems>'
        '<DataItem id="i" category="EVENT" type="k:LEVER"/></DataItems></k:Pump></Components></Device>'
    )
    file = read_devices(document)
    assert file.devices[0].components[0].type == "k:Pump"
    assert file.extensions == (("k", "urn:kombinat"),)
    made = agent(devices=file.devices, extensions=file.extensions)
    assert b'xmlns:k="urn:kombinat"' in made.current(made.scope())
    assert b"<k:Lever " in made.current(made.scope())
    assert read_devices(made.probe(made.scope())).devices == file.devices


def test_a_device_without_name_or_uuid_gets_one() -> None:
    (device,) = read_devices(wrapped("<Device/>")).devices
    assert (device.id, device.name, device.uuid) == ("device0", "device0", "device0")


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (b"", 1),
        (b"<MTConnectDevices>", 1),
        (b"<a/>", 1),
        (b'<!DOCTYPE x [<!ENTITY a "bbbb">]><MTConnectDevices/>', 1),
        (wrapped('\n\n<Device id="d"><DataItems><DataItem id="i" type="X" category="?"/></DataItems></Device>'), 3),
        (wrapped('\n<Device id="d"><DataItems><DataItem id="i" category="EVENT"/></DataItems></Device>'), 2),
        (
            wrapped(
                '<Device><DataItems><DataItem id="i" type="X" category="EVENT" nativeScale="a"/></DataItems></Device>'
            ),
            1,
        ),
        (
            wrapped(
                "<Device><Components>" + "<A><Components>" * 70 + "</Components></A>" * 70 + "</Components></Device>"
            ),
            1,
        ),
        (
            wrapped(
                '<Device><DataItems><DataItem id="i" type="X" category="EVENT" nativeScale="inf"/></DataItems></Device>'
            ),
            1,
        ),
        (b"\xff\xfe\x00", 1),
    ],
)
def test_what_is_no_device_model_is_refused_with_its_line(document: bytes, line: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_devices(document)
    assert refusal.value.code == "agent.devices_unreadable"
    assert refusal.value.params["line"] == line
