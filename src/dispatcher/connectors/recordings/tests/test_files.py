"""Finding files and telling what they are."""

from __future__ import annotations

import gzip
from datetime import UTC
from pathlib import Path

import pytest

from dispatcher.connectors.recordings import FileReport, Recordings
from dispatcher.connectors.recordings.files import Format, find_files, in_order, inspect
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import ConfigRejected, Garbled

LINE = "2024-01-15T08:00:00Z|execution|ACTIVE\n"
STREAMS = (
    '<MTConnectStreams><Header creationTime="2024-01-15T09:00:00Z" instanceId="1" nextSequence="{}"/>'
    "<Streams/></MTConnectStreams>"
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (LINE.encode(), Format.SHDR),
        (b"\xef\xbb\xbf" + LINE.encode(), Format.SHDR),
        (LINE.encode("utf-16"), Format.SHDR),
        (b"<<<<<<< HEAD\n" + LINE.encode(), Format.SHDR),
        (b"* adapterVersion: 1\n2|execution|ACTIVE\n", Format.SHDR),
        (b"|execution|ACTIVE\n", Format.SHDR),
        (LINE.rstrip().encode(), Format.SHDR),
        (b"<?xml version='1.0'?>\n<MTConnectDevices><Header/><Devices/></MTConnectDevices>", Format.DEVICES),
        (b"<m:MTConnectStreams xmlns:m='urn:mtconnect.org:MTConnectStreams:1.3'><m:Header/>", Format.STREAMS),
        (b"<MTConnectAssets/>", Format.ASSETS),
        (b"<MTConnectError/>", Format.ERRORS),
        (b"<html><body>404</body></html>", Format.UNKNOWN),
        (b"%\nO1234\nG0 X1 | Y2\nM30\n%\n", Format.UNKNOWN),
        (b"", Format.UNKNOWN),
        (bytes(range(256)), Format.UNKNOWN),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_the_format_is_recognised_by_content(tmp_path: Path, content: bytes, kind: Format, packed: bool) -> None:
    path = tmp_path / "some.file"
    path.write_bytes(gzip.compress(content) if packed else content)

    assert inspect(path, UTC).format is kind


def test_files_folders_and_patterns_name_each_file_once(tmp_path: Path) -> None:
    for name in ("b10.log", "b9.log", "deep/a.log", ".hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(LINE)

    found = find_files([tmp_path, tmp_path / "b9.log", f"{tmp_path}/*.log"])

    assert [path.name for path in found] == ["b9.log", "b10.log", "a.log"]


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigRejected) as refused:
        find_files([tmp_path / "*.log"])

    assert refused.value.code == "recording_not_found"


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    # A folder where a file is meant: refused to everybody, root too.
    path = tmp_path / "a.log"
    path.mkdir()

    with pytest.raises(ConfigRejected) as refused:
        inspect(path, UTC)

    assert refused.value.code == "recording_unreadable"


def test_files_are_read_in_the_order_of_time(tmp_path: Path) -> None:
    contents = {
        "z.log": "2024-01-14T08:00:00Z|a|1\n",
        "Mill-20240113-20240114.txt": "2023-12-24T08:00:00Z|a|1\n",
        "b.xml": STREAMS.format(20),
        "c.xml": STREAMS.format(10),
        "d.xml": "<MTConnectDevices><Header creationTime='2024-02-01T00:00:00Z'/><Devices/></MTConnectDevices>",
    }
    for name, content in contents.items():
        (tmp_path / name).write_text(content)

    files = in_order(inspect(path, UTC) for path in find_files([tmp_path]))

    assert [file.path.name for file in files] == ["d.xml", "Mill-20240113-20240114.txt", "z.log", "c.xml", "b.xml"]


def read(path: Path) -> tuple[list[FileReport], list[str]]:
    recordings = Recordings([path], now=Instant(0))
    codes = [note.code for piece in recordings.pieces() for note in piece.batch.notes]
    return recordings.reports, codes


@pytest.mark.parametrize("spoil", [lambda data: data[:-20], lambda data: data[:60] + b"\x00" * 40 + data[100:]])
def test_of_a_damaged_archive_as_much_as_possible_is_read(tmp_path: Path, spoil: object) -> None:
    lines = "".join(f"2024-01-15T08:{n // 60:02d}:{n % 60:02d}Z|Xabs|{n * n % 977}\n" for n in range(3000))
    path = tmp_path / "mill.log.gz"
    assert callable(spoil)
    path.write_bytes(spoil(gzip.compress(lines.encode())))

    reports, codes = read(path)

    assert [report.problem != "" for report in reports] == [True]
    assert codes[-1] in {"recording_damaged", "recording_unknown_format"}


def test_a_document_that_cannot_be_read_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("<MTConnectStreams><Header/><Streams>")

    reports, codes = read(path)

    assert codes == ["recording_garbled"]
    assert "mtconnect_not_well_formed" in reports[0].problem


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            "<MTConnectError><Errors><Error errorCode='OUT_OF_RANGE'>x</Error></Errors></MTConnectError>",
            "recording_error_document",
        ),
        ("just some words\n", "recording_unknown_format"),
        ("<MTConnectDevices><Devices>", "recording_garbled"),
        ("<MTConnectAssets><Assets>", "recording_garbled"),
    ],
)
def test_other_files_are_noted(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(content)

    assert read(path)[1] == [code]


def test_a_device_model_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text(LINE)

    for model, code in ((b"<a/>", "mtconnect_unexpected_document"), (b"<MTConnectError/>", "recording_error_document")):
        with pytest.raises(Garbled) as refused:
            Recordings([path], now=Instant(0), model=model)
        assert refused.value.code == code


def test_utf_16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mill.log"
    path.write_bytes((LINE + "2024-01-15T08:00:01Z|program|Вал\n").encode("utf-16"))
    recordings = Recordings([path], now=Instant(0))

    assert [text for piece in recordings.pieces() for text in piece.batch.rows.text] == ["ACTIVE", "Вал"]


def test_progress_is_told_in_bytes(tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(LINE)
    recordings = Recordings([tmp_path], now=Instant(0))
    assert (recordings.bytes_done, recordings.bytes_total) == (0, 2 * len(LINE))

    assert [piece.file for piece in recordings.pieces()] == ["a.log", "b.log"]
    assert recordings.bytes_done == recordings.bytes_total
