"""Whatever comes, the readers answer with a document or with Garbled, and parts do not change the whole."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.sdk.mtconnect_xml import (
    Catalogue,
    ErrorsDocument,
    StreamsDocument,
    StreamsReader,
    read_assets,
    read_devices,
    read_errors,
    root_of,
)
from dispatcher.ports.connector import Garbled

STREAMS = (
    b'<?xml version="1.0"?><MTConnectStreams xmlns="urn:mtconnect.org:MTConnectStreams:1.8"><Header instanceId="1"'
    b' creationTime="2026-05-02T10:00:00Z" firstSequence="1" nextSequence="6" lastSequence="5"/><Streams>'
    b'<DeviceStream name="M" uuid="u"><ComponentStream component="Path" name="p"><Samples>'
    b'<Position dataItemId="x" timestamp="2026-05-02T10:00:00Z" sequence="1">1.5</Position></Samples><Events>'
    b'<Execution dataItemId="e" timestamp="2026-05-02T10:00:00Z" sequence="2">ACTIVE</Execution>'
    b'<VariableDataSet dataItemId="v" timestamp="2026-05-02T10:00:00Z" sequence="3"><Entry key="a">1</Entry>'
    b'<Entry key="t"><Cell key="x">2</Cell></Entry></VariableDataSet></Events><Condition>'
    b'<Fault dataItemId="c" timestamp="2026-05-02T10:00:00Z" sequence="4" type="SYSTEM">hot</Fault></Condition>'
    b"</ComponentStream></DeviceStream></Streams></MTConnectStreams>"
)
DEVICES = (
    b'<MTConnectDevices><Header instanceId="1"/><Devices><Device id="d" name="M" uuid="u"><Description>x</Description>'
    b'<DataItems><DataItem id="x" category="SAMPLE" type="POSITION"/></DataItems><Components><Axes id="a"><Components>'
    b'<Linear id="l" name="X"><DataItems><DataItem id="y" category="EVENT" type="BLOCK" compositionId="k"/></DataItems>'
    b'<Compositions><Composition id="k" type="MOTOR"/></Compositions></Linear></Components></Axes></Components>'
    b"</Device></Devices></MTConnectDevices>"
)
ASSETS = b'<MTConnectAssets><Assets><Tool assetId="1"><a/></Tool><Tool assetId="2"/></Assets></MTConnectAssets>'
ERRORS = b'<MTConnectError><Errors><Error errorCode="X">t</Error></Errors></MTConnectError>'

READERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "streams": (lambda data: StreamsReader(Catalogue()).read(data), STREAMS),
    "devices": (read_devices, DEVICES),
    "assets": (read_assets, ASSETS),
    "errors": (read_errors, ERRORS),
    "root": (root_of, STREAMS),
}


@st.composite
def mutated(draw: st.DrawFn, base: bytes) -> bytes:
    """The document with some slices dropped, doubled, swapped or overwritten."""
    data = base
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        piece = draw(
            st.sampled_from([b"", data[start:end] * 2, b"<", b">", b"&", b'"', b"\x00", b"\xff", b"<x>", b"</x>"])
        )
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("name", READERS)
@given(data=st.data())
def test_mutated_documents_are_read_or_refused(name: str, data: st.DataObject) -> None:
    read, base = READERS[name]
    document = data.draw(mutated(base))

    with contextlib.suppress(Garbled):
        read(document)


@pytest.mark.parametrize("name", READERS)
@given(data=st.binary(max_size=200))
def test_random_bytes_are_refused(name: str, data: bytes) -> None:
    read, _ = READERS[name]

    with contextlib.suppress(Garbled):
        assert read(data) is None


@given(data=mutated(STREAMS))
def test_columns_always_have_one_length(data: bytes) -> None:
    catalogue = Catalogue()
    try:
        document = StreamsReader(catalogue).read(data)
    except Garbled:
        return
    if isinstance(document, ErrorsDocument):
        return
    assert isinstance(document, StreamsDocument)
    rows = document.rows
    lengths = {len(column) for column in (rows.signal, rows.source_at, rows.sequence, rows.num, rows.text)}
    assert lengths == {len(rows)}
    assert all(0 <= row < len(rows) for row in rows.rich)
    assert all(handle < len(catalogue.declared) for handle in rows.signal)
    assert all(rows.num[row] is None and rows.text[row] is None for row in rows.rich)
