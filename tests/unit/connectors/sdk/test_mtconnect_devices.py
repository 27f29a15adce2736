"""Probe documents of several versions and makers."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.connectors.sdk.mtconnect_xml import (
    DevicesDocument,
    ErrorsDocument,
    read_devices,
    root_of,
)
from dispatcher.domain.signal import Category, Representation, SignalSpec
from dispatcher.ports.connector import Device, Garbled

PROBE = b"""<?xml version="1.0" encoding="UTF-8"?>
<m:MTConnectDevices xmlns:m="urn:mtconnect.org:MTConnectDevices:1.7" xmlns:x="urn:acme:devices:1.7">
  <m:Header creationTime="2021-06-29T05:38:11Z" sender="host" instanceId="1622761005" version="1.7.0.3"
    bufferSize="4096" assetBufferSize="100" assetCount="2" deviceModelChangeTime="2021-06-29T05:00:00Z"/>
  <m:Devices>
    <m:Agent id="agent" name="Agent" uuid="a-uuid"><m:DataItems>
      <m:DataItem id="agent_avail" category="EVENT" type="AVAILABILITY"/></m:DataItems></m:Agent>
    <m:Device id="d" name="M1" uuid="u1">
      <m:Description manufacturer="Acme " model="VMC" serialNumber="42">
        Vertical
        mill</m:Description>
      <m:DataItems><m:DataItem id="avail" category="EVENT" type="AVAILABILITY"/></m:DataItems>
      <m:Components>
        <m:Axes id="a" name="base"><m:Components>
          <m:Rotary id="c" name="C">
            <m:Description>not the device's</m:Description>
            <m:DataItems>
              <m:DataItem id="load" category="SAMPLE" type="LOAD" units="PERCENT" nativeUnits="PERCENT"
                nativeScale="0,5" compositionId="motor"/>
              <m:DataItem id="speed" name="S1speed" category="SAMPLE" type="ROTARY_VELOCITY" subType="ACTUAL"
                units="REVOLUTION/MINUTE" representation="TIME_SERIES"><m:Source>s1</m:Source></m:DataItem>
              <m:DataItem id="hot" category="CONDITION" type="TEMPERATURE"/>
            </m:DataItems>
            <m:Compositions><m:Composition id="motor" type="MOTOR"/></m:Compositions>
          </m:Rotary>
        </m:Components></m:Axes>
        <x:Gripper id="g"><m:DataItems>
          <m:DataItem id="pallet" category="EVENT" type="x:PALLET_NUMBER"/>
          <m:DataItem id="block" category="EVENT" type="BLOCK" discrete="true"/>
          <m:DataItem id="vars" category="EVENT" type="VARIABLE" representation="DATA_SET"/>
          <m:DataItem id="offsets" category="EVENT" type="WORK_OFFSET" representation="TABLE"/>
          <m:DataItem id="vars" category="EVENT" type="MESSAGE"/>
          <m:DataItem category="EVENT" type="MESSAGE"/>
          <m:DataItem id="odd" category="WISH" type="MESSAGE"/>
        </m:DataItems></x:Gripper>
      </m:Components>
    </m:Device>
  </m:Devices>
</m:MTConnectDevices>"""


def read(data: bytes) -> DevicesDocument:
    document = read_devices(data)
    assert isinstance(document, DevicesDocument)
    return document


def test_a_probe_tells_devices_components_and_signals() -> None:
    document = read(PROBE)

    assert document.version == "1.7"
    assert document.header.instance == "1622761005"
    assert document.header.buffer_size == 4096
    assert document.header.asset_count == 2
    assert document.header.model_changed == "2021-06-29T05:00:00Z"
    assert document.skipped == 2
    agent, machine = document.devices
    assert agent.is_agent
    assert not machine.is_agent
    assert machine.device == Device(
        name="M1", uuid="u1", manufacturer="Acme", model="VMC", serial="42", description="Vertical mill"
    )
    assert machine.signals == (
        SignalSpec(key="avail", name="avail", category=Category.EVENT, type="AVAILABILITY", component_type="Device"),
        SignalSpec(
            key="load",
            name="load",
            category=Category.SAMPLE,
            type="LOAD",
            units="PERCENT",
            native_units="PERCENT",
            native_scale=0.5,
            component="base/C/MOTOR",
            component_type="Rotary",
        ),
        SignalSpec(
            key="speed",
            name="S1speed",
            category=Category.SAMPLE,
            type="ROTARY_VELOCITY",
            sub_type="ACTUAL",
            units="REVOLUTION/MINUTE",
            component="base/C",
            component_type="Rotary",
            representation=Representation.TIME_SERIES,
        ),
        SignalSpec(
            key="hot",
            name="hot",
            category=Category.CONDITION,
            type="TEMPERATURE",
            component="base/C",
            component_type="Rotary",
        ),
        SignalSpec(
            key="pallet",
            name="pallet",
            category=Category.EVENT,
            type="PALLET_NUMBER",
            component="Gripper",
            component_type="Gripper",
        ),
        SignalSpec(
            key="block",
            name="block",
            category=Category.EVENT,
            type="BLOCK",
            component="Gripper",
            component_type="Gripper",
            representation=Representation.DISCRETE,
        ),
        SignalSpec(
            key="vars",
            name="vars",
            category=Category.EVENT,
            type="VARIABLE",
            component="Gripper",
            component_type="Gripper",
            representation=Representation.DATA_SET,
        ),
        SignalSpec(
            key="offsets",
            name="offsets",
            category=Category.EVENT,
            type="WORK_OFFSET",
            component="Gripper",
            component_type="Gripper",
            representation=Representation.TABLE,
        ),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"m:", b""),
        (b' xmlns:m="urn:mtconnect.org:MTConnectDevices:1.7"', b""),
        (b"urn:mtconnect.org:MTConnectDevices:1.7", b"urn:acme:anything"),
    ],
    ids=["prefix", "declaration", "foreign namespace"],
)
def test_the_namespace_does_not_matter(old: bytes, new: bytes) -> None:
    changed = read(PROBE.replace(old, new).replace(b"xmlns:=", b"xmlns="))

    assert changed.devices == read(PROBE).devices
    assert changed.version == "1.7"


def test_a_document_without_any_namespace_is_read() -> None:
    bare = PROBE.replace(b"m:", b"").replace(b' xmlns:="urn:mtconnect.org:MTConnectDevices:1.7"', b"")
    bare = bare.replace(b"<MTConnectDevices xmlns=", b"<MTConnectDevices data-was=")

    assert read(bare).devices == read(PROBE).devices


def test_an_error_document_is_told_from_a_probe() -> None:
    document = read_devices(b'<MTConnectError><Errors><Error errorCode="NO_DEVICE">x</Error></Errors></MTConnectError>')

    assert isinstance(document, ErrorsDocument)
    assert document.has("NO_DEVICE")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "mtconnect_not_well_formed"),
        (b"<html><body>It works</body></html>", "mtconnect_unexpected_document"),
        (b"<MTConnectStreams/>", "mtconnect_unexpected_document"),
        (PROBE[:2000], "mtconnect_not_well_formed"),
        (PROBE + b"<more/>", "mtconnect_not_well_formed"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><MTConnectDevices>&b;</MTConnectDevices>', "mtconnect_doctype"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><MTConnectDevices/>', "mtconnect_doctype"),
        (b"<MTConnectDevices>" + b"<a>" * 300 + b"</a>" * 300 + b"</MTConnectDevices>", "mtconnect_too_deep"),
        (b'<?xml version="1.0" encoding="klingon"?><MTConnectDevices/>', "mtconnect_not_well_formed"),
    ],
)
def test_what_is_no_probe_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Garbled) as garbled:
        read_devices(data)
    assert garbled.value.code == code


def test_other_encodings_are_read() -> None:
    devices = '<Devices><Device id="d" name="Станок"/></Devices>'
    text = f'<?xml version="1.0" encoding="windows-1251"?><MTConnectDevices>{devices}</MTConnectDevices>'

    assert read(text.encode("cp1251")).devices[0].device.name == "Станок"
    assert read(text.replace("windows-1251", "utf-16").encode("utf-16")).devices[0].device.name == "Станок"


COUNTS = {
    "ladder99/mazak/probe.xml": {"Agent": 11, "M12346": 107},
    "ladder99/nist/probe.xml": {
        "GFAgie01": 25, "Mazak01": 67, "Mazak03": 65,
        "Hurco01": 17, "Hurco02": 17, "Hurco03": 17, "Hurco04": 17, "Hurco06": 17,
    },
    "nist-smstestbed/agent/Devices.xml": {
        "GFAgie01": 23, "Mazak01": 65, "Mazak03": 63,
        "Hurco01": 15, "Hurco02": 15, "Hurco03": 15, "Hurco04": 15, "Hurco06": 15,
    },
    "mtconnect-agent-js/Mazak01.xml": {"Mazak01": 67},
    "mtconnect-cppagent/demo/Devices.xml": {"OKUMA": 100, "Mazak": 116},
    "mtconnect-cppagent/test-resources/samples/NoNamespace.xml": {"Fanuc-4Axis": 48},
    "mtconnect-cppagent/test-resources/samples/SimpleDevlce.xml": {"SimpleCnc": 35, "SampleDevice2": 3},
    "mtconnect-cppagent/test-resources/samples/two_devices.xml": {"Device1": 3, "Device2": 3},
    "mtconnect-cppagent/test-resources/samples/data_set.xml": {"LinuxCNC": 13},
    "mtconnect-cppagent/test-resources/samples/discrete_example.xml": {"LinuxCNC": 9},
    "mtconnect-cppagent/test-resources/samples/empty.xml": {},
}  # fmt: skip


@pytest.mark.shared_data
@pytest.mark.parametrize("name", COUNTS)
def test_real_probes(shared_data: Path, name: str) -> None:
    document = read((shared_data / name).read_bytes())

    assert {model.device.name: len(model.signals) for model in document.devices} == COUNTS[name]
    assert document.skipped == 0


@pytest.mark.shared_data
def test_nist_units(shared_data: Path) -> None:
    document = read((shared_data / "nist-smstestbed/agent/Devices.xml").read_bytes())
    signals = {(model.device.name, spec.name): spec for model in document.devices for spec in model.signals}

    assert (signals["Mazak01", "Cfrt"].native_units, signals["Mazak01", "Cfrt"].units) == (
        "DEGREE/MINUTE",
        "DEGREE/SECOND",
    )
    assert (signals["Mazak01", "Fact"].native_units, signals["Mazak01", "Fact"].units) == (
        "FOOT/MINUTE",
        "MILLIMETER/SECOND",
    )
    assert signals["GFAgie01", "execution"].component == "controller_basic/path_basic"


def test_the_root_is_known_from_the_first_bytes() -> None:
    root = root_of(PROBE[:400])

    assert root is not None
    assert (root.name, root.namespace, root.version) == (
        "MTConnectDevices",
        "urn:mtconnect.org:MTConnectDevices:1.7",
        "1.7",
    )
    assert root_of(b"2016-11-01T00:00:00Z|avail|AVAILABLE") is None
    assert root_of(b"") is None
