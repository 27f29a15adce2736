"""Finds recordings and tells what each one is, by its content."""

from __future__ import annotations

import codecs
import glob
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from gzip import GzipFile
from io import BufferedReader
from pathlib import Path

from dispatcher.connectors.recordings.names import FileName, read_name
from dispatcher.connectors.sdk.mtconnect_xml import Header, root_of
from dispatcher.connectors.sdk.mtconnect_xml.documents import MAX_DOCUMENT, header_of, new_parser
from dispatcher.connectors.sdk.vocabulary import local_name
from dispatcher.domain.instant import Instant
from dispatcher.ports.columns import instants_or_none, number
from dispatcher.ports.connector import ConfigRejected, Garbled

CHUNK = 1024 * 1024
_HEAD = 64 * 1024
_GZIP = b"\x1f\x8b"
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DIGITS = re.compile(r"(\d+)")

DAMAGED = (EOFError, zlib.error, OSError)
"""What a truncated or damaged file raises while it is read."""


class Format(StrEnum):
    """What a file is."""

    SHDR = "shdr"
    DEVICES = "devices"
    STREAMS = "streams"
    ASSETS = "assets"
    ERRORS = "errors"
    UNKNOWN = "unknown"


_ROOTS = {
    "MTConnectDevices": Format.DEVICES,
    "MTConnectStreams": Format.STREAMS,
    "MTConnectAssets": Format.ASSETS,
    "MTConnectError": Format.ERRORS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFile:
    """A file that was found. `size` is that on disk. `first` orders files by time, None = unknown.

    header: of MTConnect documents. head: the first lines of an SHDR log. delays: its numbers before the
    first `|` are seconds to wait, not times.
    """

    path: Path
    shown: str
    name: FileName
    size: int
    changed: Instant
    format: Format
    first: Instant | None = None
    header: Header | None = None
    head: tuple[str, ...] = ()
    delays: bool = False


def find_files(given: Iterable[str | Path]) -> list[Path]:
    """The files that paths, folders (all that is below) and patterns name, each once, by name.

    Raises ConfigRejected("recording_not_found") for what names nothing.
    """
    found: dict[Path, None] = {}
    for one in given:
        path = Path(one)
        if path.is_dir():
            inside = [each for each in path.rglob("*") if each.is_file() and not each.name.startswith(".")]
        elif path.exists():
            inside = [path]
        else:
            inside = [Path(each) for each in glob.glob(str(one), recursive=True)]  # noqa: PTH207 - absolute patterns
            inside = [each for each in inside if each.is_file()]
        if not inside:
            raise ConfigRejected("recording_not_found", path=str(one))
        found.update(dict.fromkeys(sorted(inside, key=lambda each: _natural(str(each)))))
    return list(found)


def inspect(path: Path, zone: tzinfo) -> RecordedFile:
    """Look at the beginning of a file. Raises ConfigRejected("recording_unreadable")."""
    try:
        about = path.stat()
        with path.open("rb") as file:
            head = _head(file)
    except OSError as error:
        raise ConfigRejected("recording_unreadable", path=str(path), problem=error.strerror or str(error)) from error
    name = read_name(path.name)
    kind, header, lines = _recognise(head)
    first = name.day_start(zone) if kind is Format.SHDR else None
    if header is not None:
        first = header.created_at
    elif first is None:
        first = _first_stamp(lines, zone)
    return RecordedFile(
        path=path,
        shown=path.name,
        name=name,
        size=about.st_size,
        changed=Instant(about.st_mtime_ns // 1000),
        format=kind,
        first=first,
        header=header,
        head=lines,
        delays=_are_delays(lines),
    )


def in_order(files: Iterable[RecordedFile]) -> list[RecordedFile]:
    """Device models first, then by time, documents of one chain by their sequences."""

    def key(file: RecordedFile) -> tuple[int, int, int, list[tuple[int, int, str]]]:
        following = file.header.next if file.header is not None else None
        return (0 if file.format is Format.DEVICES else 1, file.first or 0, following or 0, _natural(str(file.path)))

    return sorted(files, key=key)


def read_chunks(file: BufferedReader) -> Iterator[bytes]:
    """The bytes of a file, unpacked where it is packed, UTF-16 as UTF-8. Raises one of DAMAGED."""
    stream = _unpacked(file)
    chunk = stream.read(CHUNK)
    if chunk[:2] in _UTF16:
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        while chunk:
            yield decoder.decode(chunk).encode()
            chunk = stream.read(CHUNK)
        return
    while chunk:
        yield chunk
        chunk = stream.read(CHUNK)


def read_document(path: Path) -> bytes:
    """A whole XML document. Raises Garbled where it is damaged or larger than any honest document."""
    pieces: list[bytes] = []
    size = 0
    try:
        with path.open("rb") as file:
            # UTF-16 is expat's own business, so that the encoding it declares stays true.
            stream = _unpacked(file)
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if size > MAX_DOCUMENT:
                    raise Garbled("mtconnect_too_large", size=size, limit=MAX_DOCUMENT)
                pieces.append(chunk)
    except DAMAGED as error:
        raise Garbled("recording_damaged", path=path.name, problem=str(error)) from error
    return b"".join(pieces)


def _unpacked(file: BufferedReader) -> GzipFile | BufferedReader:
    """The file itself or what is packed in it; closing the file is the caller's business."""
    return GzipFile(fileobj=file) if file.peek(2)[:2] == _GZIP else file


def _head(file: BufferedReader) -> bytes:
    """The first bytes, unpacked; of a damaged file as many as can be had."""
    try:
        return next(read_chunks(file), b"")[:_HEAD]
    except DAMAGED:
        return b""


def _recognise(head: bytes) -> tuple[Format, Header | None, tuple[str, ...]]:
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start[:1] == b"<":
        root = root_of(start)
        kind = _ROOTS.get(root.name, Format.UNKNOWN) if root is not None else None
        if kind is not None:
            return kind, _header(start), ()
    texts = head.decode("utf-8-sig", "replace").splitlines()
    # The last line of a longer file is cut.
    lines = tuple(texts[:-1] if len(head) == _HEAD and len(texts) > 1 else texts)
    return (Format.SHDR if any(_is_line(line) for line in lines) else Format.UNKNOWN), None, lines


def _header(head: bytes) -> Header | None:
    """The Header element, from the first bytes alone."""
    parser = new_parser()
    found: list[Header] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "Header" and not found:
            found.append(header_of(attributes))

    parser.StartElementHandler = start
    try:
        parser.Parse(head, False)
    except Exception:  # noqa: BLE001 - whatever is wrong with it is told when the whole document is read
        return found[0] if found else None
    return found[0] if found else None


def _is_line(line: str) -> bool:
    """Whether this is a line of the adapter protocol."""
    stamp, bar, rest = line.partition("|")
    stamp = stamp.partition("@")[0].strip()
    if not bar or not rest:
        return False
    if not stamp:
        return "|" in rest
    return instants_or_none([stamp])[0] is not None or number(stamp) is not None


def _first_stamp(lines: Iterable[str], zone: tzinfo) -> Instant | None:
    for line in lines:
        found = instants_or_none([line.partition("|")[0]], zone)[0]
        if found is not None:
            return Instant(found)
    return None


def _are_delays(lines: Iterable[str]) -> bool:
    """Whether numeric stamps are waiting times: offsets only grow, and do grow."""
    offsets = [number(line.partition("|")[0]) for line in lines if "|" in line]
    given = [offset for offset in offsets if offset is not None]
    return given != sorted(given) or (len(given) > 1 and len(set(given)) == 1)


def _natural(text: str) -> list[tuple[int, int, str]]:
    """`9.txt` before `10.txt`."""
    return [(1, int(part), "") if part.isdigit() else (0, 0, part.casefold()) for part in _DIGITS.split(text)]
