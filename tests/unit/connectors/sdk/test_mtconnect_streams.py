"""Streams documents: columns out, whatever the version, the namespace or the shape of a value."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from dispatcher.connectors.sdk.mtconnect_xml import (
    Catalogue,
    DevicesDocument,
    ErrorsDocument,
    Rejected,
    StreamsDocument,
    StreamsReader,
    read_devices,
)
from dispatcher.connectors.sdk.vocabulary import type_and_representation
from dispatcher.domain.instant import parse_instant
from dispatcher.domain.signal import Category, Condition, DataSet, Level, Representation, TimeSeries
from dispatcher.ports.connector import Garbled

NAMESPACES = {
    "default": '<MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:1.3" xmlns:x="urn:acme">',
    "prefix": '<m:MTConnectStreams xmlns:m="urn:mtconnect.org:MTConnectStreams:1.3" xmlns:x="urn:acme">',
    "none": "<MTConnectStreams>",
}
PREFIXED = (
    "MTConnectStreams",
    "Header",
    "Streams",
    "DeviceStream",
    "ComponentStream",
    "Samples",
    "Events",
    "Condition",
    "Position",
    "Execution",
    "Fault",
)


def document(body: str, *, namespace: str = "default", devices: str = 'name="M1" uuid="u1"') -> bytes:
    """A streams document of one device; `body` is what stands inside its DeviceStream."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{NAMESPACES[namespace]}'
        '<Header creationTime="2026-05-02T10:00:00Z" instanceId="77" bufferSize="1024"'
        ' firstSequence="1" lastSequence="40" nextSequence="41"/>\n'
        f"<Streams><DeviceStream {devices}>{body}</DeviceStream></Streams></MTConnectStreams>"
    )
    if namespace == "prefix":
        for tag in PREFIXED:
            text = text.replace(f"<{tag}", f"<m:{tag}").replace(f"</{tag}", f"</m:{tag}")
    return text.encode()


def component(kind: str, *observations: str) -> str:
    return (
        f'<ComponentStream component="Path" name="path" componentId="p"><{kind}>\n  '
        + "\n  ".join(observations)
        + f"\n</{kind}></ComponentStream>"
    )


def observed(element: str, item: str, text: str, sequence: int | str = 1, **attributes: str) -> str:
    given = {"dataItemId": item, "timestamp": "2026-05-02T09:59:58.5Z", "sequence": str(sequence), **attributes}
    written = " ".join(f'{name}="{value}"' for name, value in given.items())
    return f"<{element} {written}>{text}</{element}>"


def read(data: bytes, catalogue: Catalogue | None = None) -> StreamsDocument:
    streams = StreamsReader(catalogue or Catalogue()).read(data)
    assert isinstance(streams, StreamsDocument)
    return streams


def values(streams: StreamsDocument) -> list[object]:
    rows = streams.rows
    return [
        rows.rich.get(row, num if num is not None else text)
        for row, (num, text) in enumerate(zip(rows.num, rows.text, strict=True))
    ]


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_samples_events_and_conditions_become_columns(namespace: str) -> None:
    streams = read(
        document(
            component("Samples", observed("Position", "x", "1.25", 7, subType="ACTUAL", name="Xact"))
            + component("Events", observed("Execution", "e", "ACTIVE", 8))
            + component("Condition", observed("Fault", "c", "Too hot", 9, type="SYSTEM", nativeCode="12")),
            namespace=namespace,
        )
    )

    instant = parse_instant("2026-05-02T09:59:58.5Z")
    assert streams.header.instance == "77"
    assert (streams.header.first, streams.header.last, streams.header.next) == (1, 40, 41)
    assert streams.rows.signal == [0, 1, 2]
    assert streams.rows.sequence == [7, 8, 9]
    assert streams.rows.source_at == [instant] * 3
    assert streams.rows.num == [1.25, None, None]
    assert streams.rows.text == [None, "ACTIVE", None]
    assert streams.rows.rich == {2: Condition(level=Level.FAULT, native_code="12", message="Too hot")}
    specs = [declared.spec for declared in streams.declared]
    assert [(spec.key, spec.name, spec.category, spec.type, spec.sub_type) for spec in specs] == [
        ("x", "Xact", Category.SAMPLE, "POSITION", "ACTUAL"),
        ("e", "e", Category.EVENT, "EXECUTION", None),
        ("c", "c", Category.CONDITION, "SYSTEM", None),
    ]
    assert {(spec.component, spec.component_type) for spec in specs} == {("path", "Path")}


def test_several_conditions_of_one_item_keep_their_codes() -> None:
    streams = read(
        document(
            component(
                "Condition",
                observed("Fault", "c", "A", 1, type="SYSTEM", nativeCode="1", conditionId="a", nativeSeverity="9"),
                observed("Warning", "c", "B", 2, type="SYSTEM", nativeCode="2", qualifier="HIGH"),
                observed("Normal", "c", "", 3, type="SYSTEM", nativeCode="1"),
                observed("Normal", "c", "", 4, type="SYSTEM"),
                observed("Unavailable", "c", "", 5, type="SYSTEM"),
                observed("Surprise", "c", "", 6, type="SYSTEM"),
            )
        )
    )

    assert values(streams) == [
        Condition(level=Level.FAULT, native_code="1", native_severity="9", message="A", condition_id="a"),
        Condition(level=Level.WARNING, native_code="2", qualifier="HIGH", message="B"),
        Condition(level=Level.NORMAL, native_code="1"),
        Condition(level=Level.NORMAL),
        Condition(level=Level.UNAVAILABLE),
    ]
    assert streams.rejected == (Rejected(code="bad_level", item="c", sequence="6"),)


@pytest.mark.parametrize(
    ("element", "text", "value"),
    [
        ("Position", "1.5", 1.5),
        ("Position", "1,5", 1.5),
        ("Position", " 7 ", 7.0),
        ("Position", "\n      7\n    ", 7.0),
        ("Position", "UNAVAILABLE", None),
        ("Position", "\n      UNAVAILABLE\n    ", None),
        ("Position", "NaN", "NaN"),
        ("Position", "1 2 3", "1 2 3"),
        ("Position", "", ""),
    ],
)
def test_values_of_samples(element: str, text: str, value: object) -> None:
    assert values(read(document(component("Samples", observed(element, "x", text))))) == [value]


@pytest.mark.parametrize(
    ("element", "text", "value"),
    [
        ("Execution", "READY", "READY"),
        ("Program", " ", " "),
        ("Program", "", ""),
        ("Program", "0017", "0017"),
        ("Program", "A &amp; B &lt;&#39;&gt;", "A & B <'>"),
        ("Program", "<![CDATA[<O1>]]>", "<O1>"),
        ("Program", "сверление", "сверление"),
        ("Program", "\n   O1\n   ", "O1"),
        ("Program", "UNAVAILABLE", None),
        ("PartCount", "17", 17.0),
        ("PartCountDiscrete", "17", 17.0),
        ("x:PalletNumber", "3", "3"),
    ],
)
def test_values_of_events(element: str, text: str, value: object) -> None:
    assert values(read(document(component("Events", observed(element, "e", text))))) == [value]


def test_data_sets_tables_and_series() -> None:
    streams = read(
        document(
            component(
                "Events",
                observed(
                    "VariableDataSet",
                    "vars",
                    '<Entry key="a">1,5</Entry>\n<Entry key="b">high</Entry><Entry key="c" removed="true"/>'
                    '<Entry key="d">007</Entry><Entry key="e">UNAVAILABLE</Entry>',
                    1,
                    count="5",
                    resetTriggered="DAY",
                ),
                observed("VariableDataSet", "vars", "UNAVAILABLE", 2, count="0"),
                observed("VariableDataSet", "vars", "", 3, count="0"),
                observed(
                    "WorkOffsetTable",
                    "offsets",
                    '<Entry key="G54"><Cell key="X">1</Cell> <Cell key="Y">-2.5</Cell>'
                    '<Cell key="Z" removed="true"/></Entry>'
                    '<Entry key="G55" removed="true"/>',
                    4,
                    count="2",
                ),
            )
            + component(
                "Samples",
                observed("DisplacementTimeSeries", "vib", "1 2.5 -3", 5, sampleCount="3", sampleRate="100"),
                observed("DisplacementTimeSeries", "vib", "UNAVAILABLE", 6, sampleCount="0"),
                observed("DisplacementTimeSeries", "vib", "1 two 3", 7, sampleCount="3"),
                observed("Position", "x", "4", 8),
            )
        )
    )

    assert values(streams) == [
        DataSet({"a": 1.5, "b": "high", "c": None, "d": "007", "e": None}, "DAY"),
        None,
        DataSet({}),
        DataSet({"G54": {"X": 1.0, "Y": -2.5, "Z": None}, "G55": None}),
        TimeSeries(100.0, (1.0, 2.5, -3.0)),
        None,
        "1 two 3",
        4.0,
    ]
    assert [declared.spec.representation for declared in streams.declared] == [
        Representation.DATA_SET,
        Representation.TABLE,
        Representation.TIME_SERIES,
        Representation.VALUE,
    ]
    assert [declared.spec.type for declared in streams.declared] == [
        "VARIABLE",
        "WORK_OFFSET",
        "DISPLACEMENT",
        "POSITION",
    ]


def test_a_probe_decides_over_the_element_name() -> None:
    probe = read_devices(
        b'<MTConnectDevices><Devices><Device id="d" name="M1" uuid="u1"><DataItems>'
        b'<DataItem id="vars" category="EVENT" type="VARIABLE" representation="DATA_SET"/>'
        b'<DataItem id="count" category="EVENT" type="ACME_COUNT" units="COUNT"/>'
        b'<DataItem id="tool" category="EVENT" type="TOOL_ID"/>'
        b"</DataItems></Device></Devices></MTConnectDevices>"
    )
    assert isinstance(probe, DevicesDocument)
    catalogue = Catalogue()
    assert len(catalogue.learn(probe.devices)) == 3
    assert catalogue.learn(probe.devices) == ()

    streams = read(
        document(
            component(
                "Events",
                observed("Variable", "vars", '<Entry key="a">1</Entry>', 1),
                observed("AcmeCount", "count", "12", 2),
                observed("ToolId", "tool", "12", 3),
            )
        ),
        catalogue,
    )

    assert values(streams) == [DataSet({"a": 1.0}), 12.0, "12"]
    assert streams.declared == ()


def test_a_changed_probe_keeps_the_handle() -> None:
    probe = (
        b'<MTConnectDevices><Devices><Device id="d" name="M1"><DataItems>'
        b'<DataItem id="v" category="EVENT" type="BLOCK"/></DataItems></Device></Devices></MTConnectDevices>'
    )
    catalogue = Catalogue()
    before, after = read_devices(probe), read_devices(probe.replace(b'type="BLOCK"', b'type="PART_COUNT"'))
    assert isinstance(before, DevicesDocument)
    assert isinstance(after, DevicesDocument)
    catalogue.learn(before.devices)
    (changed,) = catalogue.learn(after.devices)

    assert (changed.handle, changed.spec.type) == (0, "PART_COUNT")
    assert values(read(document(component("Events", observed("PartCount", "v", "5"))), catalogue)) == [5.0]


def test_devices_that_are_not_wanted_cost_nothing() -> None:
    catalogue = Catalogue(["M1"])
    other = document(
        component("Events", observed("Execution", "e", "ACTIVE"))
        + component("Events", observed("VariableDataSet", "v", '<Entry key="a">1</Entry>'))
        + component("Condition", observed("Fault", "c", "x", type="SYSTEM")),
        devices='name="M2" uuid="u2"',
    )

    streams = read(other, catalogue)

    assert len(streams.rows) == 0
    assert streams.declared == ()
    assert streams.rejected == ()


def test_a_device_is_called_what_it_was_wanted_by() -> None:
    by_uuid = Catalogue(["u1"])
    streams = read(document(component("Events", observed("Execution", "e", "ACTIVE"))), by_uuid)

    assert [declared.device for declared in streams.declared] == ["u1"]


def test_the_same_id_in_two_devices_is_two_signals() -> None:
    catalogue = Catalogue()
    first = read(document(component("Events", observed("Execution", "e", "ACTIVE"))), catalogue)
    second = read(
        document(component("Events", observed("Execution", "e", "READY")), devices='name="M2" uuid="u2"'), catalogue
    )

    assert (first.rows.signal, second.rows.signal) == ([0], [1])
    assert [declared.device for declared in catalogue.declared] == ["M1", "M2"]


def test_asset_events_are_told() -> None:
    streams = read(
        document(
            component(
                "Events",
                observed("AssetChanged", "a", "TOOL-1", 3, assetType="CuttingTool"),
                observed("AssetRemoved", "r", "TOOL-2", 4, assetType="CuttingTool"),
                observed("AssetChanged", "a", "UNAVAILABLE", 5, assetType=""),
            )
        )
    )

    assert values(streams) == ["TOOL-1", "TOOL-2", None]
    assert [(event.asset_id, event.type, event.removed, event.sequence) for event in streams.assets] == [
        ("TOOL-1", "CuttingTool", False, 3),
        ("TOOL-2", "CuttingTool", True, 4),
    ]


def test_observations_that_cannot_be_kept_cost_only_themselves() -> None:
    streams = read(
        document(
            component(
                "Events",
                observed("Execution", "e", "READY", 1),
                observed("Execution", "e", "ACTIVE", 2, timestamp="yesterday"),
                observed("Execution", "e", "STOPPED", "many"),
                observed("Execution", "e", "OPTIONAL_STOP", "99999999999999999999"),
                observed("Execution", "e", "INTERRUPTED", 5, timestamp="2026-05-02T10:00:00"),
                '<Execution sequence="6" timestamp="2026-05-02T10:00:00Z">READY</Execution>',
                observed("AssetChanged", "a", "TOOL-1", 7),
            )
            + component("Condition", observed("Fault", "c", "hot", 8, type="SYSTEM"))
        )
    )

    assert values(streams) == ["READY", "INTERRUPTED", "TOOL-1", Condition(level=Level.FAULT, message="hot")]
    assert streams.rows.sequence == [1, 5, 7, 8]
    assert [event.sequence for event in streams.assets] == [7]
    assert sorted((rejected.code, rejected.item) for rejected in streams.rejected) == [
        ("bad_sequence", "e"),
        ("bad_sequence", "e"),
        ("bad_time", "e"),
        ("no_item", ""),
    ]


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        (b"A\x00B\x1bC", "ABC"),
        (b"A&#0;B&#x1B;C&#31;", "ABC"),
        ("резец".encode("cp1251"), "\ufffd" * 5),
    ],
)
def test_illegal_characters_do_not_cost_the_document(dirty: bytes, clean: str) -> None:
    data = document(component("Events", observed("Message", "m", "@"), observed("Execution", "e", "ACTIVE", 2)))

    streams = read(data.replace(b"@", dirty))

    assert values(streams) == [clean, "ACTIVE"]
    assert streams.repaired
    assert len(streams.declared) == 2, "what the first reading declared is not forgotten"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "mtconnect_not_well_formed"),
        (document(component("Events", observed("Program", "e", "A & B"))), "mtconnect_not_well_formed"),
        (document("")[:-20], "mtconnect_not_well_formed"),
        (b"<MTConnectDevices/>", "mtconnect_unexpected_document"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><MTConnectStreams>&a;</MTConnectStreams>', "mtconnect_doctype"),
        (
            document(component("Events", observed("Program", "e", observed("Program", "f", "x")))),
            "mtconnect_nested_observation",
        ),
    ],
)
def test_what_is_no_streams_document_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Garbled) as garbled:
        StreamsReader(Catalogue()).read(data)
    assert garbled.value.code == code


@pytest.mark.parametrize(
    "body",
    [
        "<Errors><Error errorCode=\"OUT_OF_RANGE\">'from' must be greater</Error></Errors>",
        "<Error errorCode=\"OUT_OF_RANGE\">'from' must be greater</Error>",
        (
            '<Errors><OutOfRange errorCode="OUT_OF_RANGE"><URI>/sample</URI><Request>MTConnectStreams</Request>'
            "<ErrorMessage>'from' must be greater</ErrorMessage><QueryParameter name='from'><Value>9</Value>"
            "</QueryParameter></OutOfRange></Errors>"
        ),
    ],
    ids=["1.x", "1.0", "2.6"],
)
def test_error_documents_of_all_versions(body: str) -> None:
    data = (
        f'<MTConnectError xmlns="urn:mtconnect.org:MTConnectError:1.3"><Header instanceId="5"/>{body}</MTConnectError>'
    )

    errors = StreamsReader(Catalogue()).read(data.encode())

    assert isinstance(errors, ErrorsDocument)
    assert errors.header.instance == "5"
    assert [(error.code, error.text) for error in errors.errors] == [("OUT_OF_RANGE", "'from' must be greater")]


@pytest.mark.parametrize(
    ("element", "meant"),
    [
        ("PathFeedrate", ("PATH_FEEDRATE", Representation.VALUE)),
        ("m:AmperageAC", ("AMPERAGE_AC", Representation.VALUE)),
        ("PH", ("PH", Representation.VALUE)),
        ("MTConnectVersion", ("MTCONNECT_VERSION", Representation.VALUE)),
        ("AdapterURI", ("ADAPTER_URI", Representation.VALUE)),
        ("XDimension", ("X_DIMENSION", Representation.VALUE)),
        ("ToolIdDiscrete", ("TOOL_ID", Representation.DISCRETE)),
        ("FeaturePersisitentId", ("FEATURE_PERSISTENT_ID", Representation.VALUE)),
        ("Table", ("TABLE", Representation.VALUE)),
    ],
)
def test_names_of_types(element: str, meant: tuple[str, Representation]) -> None:
    assert type_and_representation(element) == meant


@pytest.mark.shared_data
def test_the_streams_chain_is_read_whole(shared_data: Path) -> None:
    folder = shared_data / "nist-smstestbed"
    with (folder / "expected-streams-chain.csv").open(encoding="utf-8") as file:
        expected = list(csv.DictReader(file))
    assert len(expected) == 12
    catalogue = Catalogue()
    following: dict[str, int] = {}
    seen: dict[str, list[int]] = {}
    for path in sorted((folder / "streams-chain").glob("qdr_input*.xml.gz")):
        streams = read(gzip.decompress(path.read_bytes()), catalogue)
        instance, rows = streams.header.instance, streams.rows
        assert following.setdefault(instance, 1) == min(rows.sequence)
        assert streams.rejected == ()
        assert streams.header.next is not None
        following[instance] = streams.header.next
        seen.setdefault(instance, []).extend(rows.sequence)
    assert {instance: sorted(numbers) for instance, numbers in seen.items()} == {
        "1475083573": list(range(1, 82_726)),
        "1475084811": list(range(1, 21_440)),
    }


@pytest.mark.shared_data
def test_the_cover_document_is_read_whole(shared_data: Path) -> None:
    path = shared_data / "nist-smstestbed/box-assembly/mtconnect/Cover-Hurco04-01of20.xml.gz"

    assert len(read(gzip.decompress(path.read_bytes())).rows) == 11_928


@pytest.mark.shared_data
def test_a_real_current_of_a_mazak(shared_data: Path) -> None:
    folder = shared_data / "ladder99/mazak"
    probe = read_devices((folder / "probe.xml").read_bytes())
    assert isinstance(probe, DevicesDocument)
    catalogue = Catalogue(["M12346"])
    catalogue.learn(probe.devices)

    streams = read((folder / "current.xml").read_bytes(), catalogue)

    levels = [value.level for value in streams.rows.rich.values() if isinstance(value, Condition)]
    texts = {
        catalogue.declared[handle].spec.type: text
        for handle, text in zip(streams.rows.signal, streams.rows.text, strict=True)
    }
    assert (streams.header.first, streams.header.last) == (1_877_447, 1_881_542)
    assert (levels.count(Level.FAULT), levels.count(Level.WARNING)) == (1, 3)
    assert (texts["EXECUTION"], texts["CONTROLLER_MODE"], texts["EMERGENCY_STOP"]) == ("STOPPED", "MANUAL", "ARMED")
    assert streams.declared == ()
