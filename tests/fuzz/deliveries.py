"""What programs bring to the door, fed to its readers: every refusal has a place and a text, every row a number."""

from __future__ import annotations

import contextlib
import gzip
import re
from collections.abc import Mapping
from functools import cache

from dispatcher.connectors.http_push.book import Book
from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.decode import Manner, read_json, read_lines
from dispatcher.connectors.http_push.line_protocol import read_line_protocol
from dispatcher.connectors.http_push.said import LAST_NUMBER, LATEST, Read
from dispatcher.connectors.http_push.stamps import unit_of
from dispatcher.connectors.http_push.unpack import kind_of, unpacked
from dispatcher.connectors.manual.decode import add_parts, add_program, add_state, read_instruction
from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.zones import zone_of
from dispatcher.domain.instant import parse_instant
from dispatcher.ports.connector import Delivery, Garbled, Rows

LIMIT = 1 << 16
NOW = parse_instant("2026-11-24T12:00:00Z")
MANNER = Manner(unit=unit_of("", "ms"), zone=zone_of("Europe/Moscow"), device="d")
SETTINGS = HttpPushSettings.model_validate(
    {
        "tokens": ["x" * 16],
        "signals": [{"path": "m.f", "key": "f", "type": "LOAD", "units": "PERCENT"}],
        "max_signals": 20,
    }
)
_HOLE = re.compile(r"\{(\w+)\}")

JSON_SEEDS = (
    (
        b'{"device":"d","session":"s","clock":"2026-11-24T12:00:00Z","observations":[{"signal":"exec","value":"ACTIVE",'
        b'"type":"EXECUTION","at":"2026-11-24T12:00:00.123456+03:00","seq":7},{"signal":"m.f","value":-1.5e3}]}'
    ),
    (
        b'[{"signal":"al","level":"FAULT","code":"7","message":"x"},{"signal":"a b","value":null,"type":"LOAD",'
        b'"units":"PERCENT","at":1795521600000}]'
    ),
    b'{"signal":"a","value":true,"type":"X","category":"EVENT"}',
)
LINE_SEEDS = (b"\n".join(JSON_SEEDS[2:] * 3), b'{"signal":"a","value":1}\r\n\n{"signal":"b","value":2,"seq":3}')
INFLUX_SEEDS = (
    b'm,device=d,a\\ b=c\\,d f=1.5,g="x \\"y\\"\nz",h=3i,i=T 1795521600000000000\n# comment\nm f=1',
    b"m\\,x f\\=y=0.5 1\nm f=f,g=-2i,h=7u\n",
)
MANUAL_SEEDS = (
    (
        b'{"key":"k","at":5,"words":[{"at":5,"said":5,"state":"running","message":"m"}],"until":null,"programs":{"5":"O"},'
        b'"parts":3,"remark":{"code":"c","params":{"a":1,"b":"x"}}}'
    ),
)
INFLUX_TOKENS = (
    b",", b"=", b" ", b"\\", b'"', b"\n", b"#", b"i", b"u", b"1e999", b"nan", b"\\,", b"\\ ", b" 1", b'="', b"\r\n",
    b"99999999999999999999", b"\x00", b"\xff",
)  # fmt: skip


def run_push_json(data: bytes) -> None:
    """JSON of a delivery."""
    with contextlib.suppress(Garbled):
        _promised(read_json(data, MANNER))


def run_push_lines(data: bytes) -> None:
    """Lines of JSON."""
    _promised(read_lines(data, MANNER))


def run_push_influx(data: bytes) -> None:
    """Influx line protocol."""
    _promised(read_line_protocol(data, MANNER, "device", ("a b",)))


def run_push_packed(data: bytes) -> None:
    """The body of a delivery that says it is packed, and its headers."""
    head, _, rest = data.partition(b"\n")
    with contextlib.suppress(Garbled):
        kind_of(Delivery(body=b"", content_type=head.decode("latin-1")))
    with contextlib.suppress(Garbled):
        assert len(unpacked(Delivery(body=rest, encoding="gzip"), LIMIT)) <= LIMIT


def run_manual(data: bytes) -> None:
    """An instruction to a manual workplace."""
    with contextlib.suppress(Garbled):
        told = read_instruction(data)
        rows = Rows()
        for word in told.words:
            add_state(rows, word.doing, word.message, word.at, 1)
        for at, program in told.programs.items():
            add_program(rows, program, int(at), 1)
        add_parts(rows, told.parts or 0, told.at, 1)
        _whole(rows)


def packed_seeds() -> tuple[bytes, ...]:
    """A header and a packed body."""
    return tuple(b"application/json; charset=utf-8\n" + gzip.compress(body) for body in JSON_SEEDS)


def _promised(read: Read) -> None:
    for said in read.said:
        assert said.place >= 1
        assert said.name
        assert said.at is None or 0 <= said.at <= LATEST
        assert said.seq is None or 0 <= said.seq <= LAST_NUMBER
    booked = Book(SETTINGS, frozenset(("d", ""))).take(read, NOW)
    handles = {declared.handle for declared in booked.declared}
    assert len(handles) <= SETTINGS.max_signals
    for rows in (booked.numbered, booked.plain):
        _whole(rows)
        assert set(rows.signal) <= handles
        assert all(0 <= number <= LAST_NUMBER for number in rows.sequence)
    for note in read.refusals.told():
        assert _needs()[f"note.{note.code}"] <= set(note.params)


def _whole(rows: Rows) -> None:
    columns = (rows.signal, rows.source_at, rows.sequence, rows.num, rows.text)
    assert {len(column) for column in columns} == {len(rows)}
    assert all(number is None or text is None for number, text in zip(rows.num, rows.text, strict=True))


@cache
def _needs() -> Mapping[str, set[str]]:
    """What each text of the connector needs."""
    return {key: set(_HOLE.findall(text)) for key, text in registry.get("http_push").texts("en").items()}
