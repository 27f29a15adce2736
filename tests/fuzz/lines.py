"""Lines of devices and of files: however they are cut, the same rows; nothing they hold is ever raised."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from io import BytesIO

from dispatcher.connectors.files.config import FilesSettings, Format
from dispatcher.connectors.files.decode import Standing, TableDecoder, Told
from dispatcher.connectors.files.layout import read_layout
from dispatcher.connectors.files.marks import unpack
from dispatcher.connectors.files.pieces import Piece, read_piece
from dispatcher.connectors.files.shdr import ShdrDecoder
from dispatcher.connectors.haas_mdc import decode as haas_mdc
from dispatcher.connectors.haas_mdc.signals import FIXED
from dispatcher.connectors.sdk.mapping import Sheet
from dispatcher.connectors.text.config import TextSettings
from dispatcher.connectors.text.decode import Decoder
from dispatcher.connectors.text.framing import Frame
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import Garbled, Rows

NOW = Instant(1_800_000_000_000_000)
TEXT_TOKENS = (
    b"\r", b"\n", b"\r\n", b"\x02", b"\x03", b"\x00", b"\x12", b"PART  17", b"START O 1234", b"END", b"DONE", b"OPR:",
    b"S S     100.00 g", b"S D", b"S +", b"ALM 417", b"02.03.2026 08:59:58", b"\xcf\xf0", b"\xd0\x98", b"*", b";",
)  # fmt: skip
TEXT_SEEDS = (
    b"\x12\x00\x00START O  1234\n\r\rPART     17\n\r\rEND\n\r\r%\n\r\r\x14",
    b"\x02PART 5\x03K\r\n\x02DONE\x03",
    "02.03.2026 08:59:58 OPR:Иванов\r\nDONE\r\nALM 417\r\n".encode("cp1251"),
)
HAAS_SEEDS = (
    b">PROGRAM, O00097, IDLE, PARTS, 4523\r\n>MODE, (MEM)\r\n\x02P.O. TIME, 00027:50:59\x17\r\n>",
    b">>STATUS, BUSY\r\n>STATUS BUSY\r\n>MACRO, 801, 333.339996\r\n>MACRO, UNKNOWN\r\n>?Q104\r\nUNKNOWN\r\n",
)
HAAS_TOKENS = (b">", b"\r\n", b"\x02", b"\x17", b", ", b",", b"(", b"?", b"MACRO", b"STATUS", b"1e999", b"0:00:00")
TABLE_TOKENS = (
    b",", b";", b"\t", b"|", b'"', b'""', b"\n", b"\r\n", b"Time", b"Load", b"State", b"2026-03-02T06:00:00Z", b"1,5",
    b"{", b"}", b'{"Time":"2026-03-02T06:00:00Z","Load":', b"null", b"1e400", b"[1,2]", b"\xef\xbb\xbf", b"#", b"A",
)  # fmt: skip
TABLE_SEEDS = (
    b"Time;Load;State;Machine\r\n2026-03-02T06:00:00Z;1,5;Run;A\r\n2026-03-02T06:00:01Z;2;Stop;B\r\n",
    b'\xef\xbb\xbf"Time","Load","State"\n"2026-03-02T06:00:00Z","1.5","Run ""fast"""\n',
    b'{"Time":"2026-03-02T06:00:00Z","Load":1.5,"State":null}\n{"Time":1,"Load":[1],"State":{"a":1}}\n',
    b"2026-03-02T06:00:00Z|execution|ACTIVE|Xact|1.5\n2026-03-02T06:00:00Z|logic|FAULT|1|2|HIGH|hot\n",
)
_SIGNALS = [
    {"key": "parts", "type": "PART_COUNT", "pattern": r"^PART\s+(?P<value>\d+)"},
    {"key": "counted", "type": "PART_COUNT", "pattern": "^DONE$", "count": True},
    {"key": "operator", "type": "USER", "pattern": "OPR:(?P<value>.+)"},
    {"key": "alarm", "type": "SYSTEM", "category": "CONDITION", "pattern": r"ALM (?P<value>\d+)"},
]
_TIMED = {"time_pattern": r"^(?P<time>[0-9.: ]+)", "time_form": "%d.%m.%Y %H:%M:%S", "time_zone": "Europe/Moscow"}
_COLUMNS = [
    {"key": "load", "type": "LOAD", "category": "SAMPLE", "column": "Load"},
    {"key": "state", "type": "EXECUTION", "column": "State", "values": {"Run": "ACTIVE", "*": "READY"}},
    {"key": "file", "type": "MESSAGE", "column": "@file"},
    {"key": "lines", "type": "PART_COUNT", "count": "lines", "only": {"State": "Stop"}},
]


def _pieces(data: bytes) -> Iterator[bytes]:
    size = 1 + zlib.crc32(data) % 40
    yield from (data[at : at + size] for at in range(0, len(data), size))


def _values(rows: Rows) -> list[tuple[int, float | None, str | None, str]]:
    """Rows without their instants: those of one delivery are counted up from its receipt."""
    assert {len(rows)} == {len(column) for column in (rows.source_at, rows.sequence, rows.num, rows.text)}
    return [
        (signal, num, text, repr(rows.rich.get(row)))
        for row, (signal, num, text) in enumerate(zip(rows.signal, rows.num, rows.text, strict=True))
    ]


def run_text(data: bytes) -> None:
    """A device that says this, in every way to end a line and two codes of letters."""
    frames = [frame for frame in Frame if frame is not Frame.PAUSE]
    frame = frames[zlib.crc32(data) % len(frames)]
    encoding = "cp1251" if zlib.crc32(data) & 64 else "utf-8"
    given = {"host": "h", "port": 1, "frame": frame, "frame_length": 7, "max_length": 200, "encoding": encoding}
    settings = TextSettings.model_validate({**given, **(_TIMED if zlib.crc32(data) & 128 else {}), "signals": _SIGNALS})
    assert _said(settings, [data]) == _said(settings, list(_pieces(data)))


def _said(settings: TextSettings, deliveries: Sequence[bytes]) -> list[tuple[int, float | None, str | None, str]]:
    reader = Decoder(settings, settings.entries, "", {})
    found: list[tuple[int, float | None, str | None, str]] = []
    try:
        for delivery in deliveries:
            found += _values(reader.feed(delivery, NOW).rows)
    except Garbled:
        return []
    return found


def run_haas(data: bytes) -> None:
    """A Haas control that says this, whatever it was asked; what it does not say is no value."""
    questions = (*(entry.question for entry in FIXED), haas_mdc.Question(None, 801))
    for said in map(haas_mdc.fields, data.split(b"\n")):
        for question in questions:
            if haas_mdc.answers(question, said):
                assert haas_mdc.is_ours(said) or said[0] == "UNKNOWN"
                for value in (haas_mdc.values(question, said) or {}).values():
                    assert value != ""
                    sheet, rows = Sheet(FIXED), Rows()
                    for handle in range(len(FIXED)):
                        sheet.add(rows, handle, value, NOW)


def run_table(data: bytes) -> None:
    """A file that holds this, read at once and line by line; numbers of rows too are the same."""
    form = list(Format)[zlib.crc32(data) % len(Format)]
    if form is Format.SHDR:
        settings = FilesSettings.model_validate({"path": "/a/b.csv", "format": form})
    else:
        given = {"path": "/a/b.csv", "format": form, "time": ["Time"], "comment": "#", "signals": _COLUMNS}
        settings = FilesSettings.model_validate(given)
    whole, single = _read(settings, data, lines=False), _read(settings, data, lines=True)
    assert whole == single


def _read(settings: FilesSettings, data: bytes, *, lines: bool) -> list[object]:
    opened = BytesIO(data)
    layout = read_layout(opened, settings)
    if layout is None:
        return []
    standing = Standing()
    decoder: TableDecoder | ShdrDecoder = (
        ShdrDecoder(settings, "", standing)
        if settings.format is Format.SHDR
        else TableDecoder(settings, {"": settings.signals}, standing)
    )
    try:
        decoder.begin("b.csv", layout)
    except Garbled:
        return []
    found: list[object] = []
    at, first = layout.begin, True
    while (piece := read_piece(opened, at, len(data), whole=True)) is not None:
        at = piece.end
        for part in _lines(piece) if lines else [piece]:
            told: Told = decoder.decode(part, NOW, first=first, last=False)
            first = first and not told.spans
            found += zip(told.rows.sequence, _values(told.rows), strict=True)
    return [found, standing.records]


def _lines(piece: Piece) -> Iterator[Piece]:
    at = piece.begin
    for line in piece.data.split(b"\n"):
        end = min(at + len(line) + 1, piece.end)
        if end > at:
            yield Piece(at, end, piece.data[at - piece.begin : end - piece.begin])
        at = end


def run_cursor(data: bytes) -> None:
    """Marks out of a cursor that somebody spoilt."""
    unpack(data.decode("utf-8", "replace"))
