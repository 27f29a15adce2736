"""Every parser of the house: how to feed it, with what, and which errors it is allowed to answer with.

`run` raises nothing for any bytes, unless the parser is wrong: the documented errors are taken here, and what
the parser gives is checked for the promises its callers build on.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from dispatcher.agent.assets import read_asset
from dispatcher.agent.errors import Refused
from dispatcher.agent.feed import Feed
from dispatcher.agent.model_json import read_model
from dispatcher.agent.paths import Paths
from dispatcher.agent.reader import read_devices as read_agent_devices
from dispatcher.api.schemas.live import LiveSubscribe
from dispatcher.config import parse_config
from dispatcher.connectors.mtconnect.config import normal_address
from dispatcher.connectors.mtconnect.multipart import Framer as PartFramer
from dispatcher.connectors.mtconnect.multipart import boundary_of
from dispatcher.connectors.sdk.mtconnect_xml.assets import read_assets
from dispatcher.connectors.sdk.mtconnect_xml.catalogue import Catalogue
from dispatcher.connectors.sdk.mtconnect_xml.devices import DeviceModel, DevicesDocument, read_devices
from dispatcher.connectors.sdk.mtconnect_xml.documents import read_errors, root_of
from dispatcher.connectors.sdk.mtconnect_xml.streams import StreamsDocument, StreamsReader
from dispatcher.connectors.sdk.shdr_lines.block import Block
from dispatcher.connectors.sdk.shdr_lines.book import Books
from dispatcher.connectors.sdk.shdr_lines.framing import Framer as LineFramer
from dispatcher.connectors.sdk.shdr_lines.reader import LineReader
from dispatcher.connectors.sdk.shdr_lines.sources import read_sources
from dispatcher.connectors.sdk.shdr_lines.stamps import StampReader
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, format_instant, parse_instant
from dispatcher.domain.signal import Category, Representation
from dispatcher.domain.units import conversion
from dispatcher.engine.profile_text import read_profile
from dispatcher.ports.columns import instants_or_none, number, numbers
from dispatcher.ports.connector import Garbled
from dispatcher.ports.values import decode_value, encode_value
from tests.fuzz import seeds
from tests.support.peers import REPOSITORY
from tests.unit.agent.models import START, HandClock, mill

LIMIT = 1 << 20
_MANY = 40
"""Stamps that are read as a column, not one by one."""
PROFILES = REPOSITORY / "src" / "dispatcher" / "profiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One parser."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    tokens: Sequence[bytes] = ()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _pieces(data: bytes) -> Iterator[bytes]:
    """The data in pieces whose sizes depend on nothing but the data."""
    state = zlib.crc32(data)
    at = 0
    while at < len(data):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        size = 1 + (state >> 16) % (7 if state & 64 else 700)
        yield data[at : at + size]
        at += size


# MTConnect documents


@cache
def _known_devices() -> tuple[DeviceModel, ...]:
    """A model with one signal of every shape."""
    document = read_devices(seeds.shapes())
    assert isinstance(document, DevicesDocument)
    return document.devices


def _run_devices(data: bytes) -> None:
    with contextlib.suppress(Garbled):
        document = read_devices(data)
        if isinstance(document, DevicesDocument):
            Catalogue().learn(document.devices)


def _run_streams(data: bytes) -> None:
    catalogue = Catalogue()
    catalogue.learn(_known_devices())
    reader = StreamsReader(catalogue)
    with contextlib.suppress(Garbled):
        document = reader.read(data)
        if isinstance(document, StreamsDocument):
            rows = document.rows
            lengths = {len(c) for c in (rows.signal, rows.source_at, rows.sequence, rows.num, rows.text)}
            assert len(lengths) == 1
            assert all(0 <= handle < len(catalogue.declared) for handle in rows.signal)
            assert all(num is None or text is None for num, text in zip(rows.num, rows.text, strict=True))
            assert all(rows.num[row] is None and rows.text[row] is None for row in rows.rich)


def _run_assets(data: bytes) -> None:
    with contextlib.suppress(Garbled):
        read_assets(data)


def _run_errors(data: bytes) -> None:
    root_of(data)
    with contextlib.suppress(Garbled):
        read_errors(data)


def _run_sources(data: bytes) -> None:
    with contextlib.suppress(Garbled):
        read_sources(data)


def _framed(pieces: Sequence[bytes]) -> list[bytes] | None:
    framer = PartFramer("b", limit=LIMIT)
    found: list[bytes] = []
    try:
        for piece in pieces:
            found += framer.feed(piece)
    except Garbled:
        return None
    return found


def _run_multipart(data: bytes) -> None:
    found = _framed(list(_pieces(data)))
    assert found is None or sum(map(len, found)) <= len(data)


def _run_content_type(data: bytes) -> None:
    with contextlib.suppress(Garbled):
        boundary = boundary_of(data.decode("latin-1"))
        assert boundary is None or PartFramer(boundary, limit=LIMIT).feed(b"x") == []


def _run_address(data: bytes) -> None:
    with contextlib.suppress(ValueError):
        assert normal_address(_text(data)).startswith("http")


# SHDR


def _read_lines(pieces: Sequence[bytes]) -> list[Block]:
    books = Books(Catalogue())
    books.learn(_known_devices())
    framer = LineFramer(max_line=4096)
    reader = LineReader(books, "Mill", StampReader())
    blocks = [reader.read(framer.feed(piece), Instant(START)) for piece in pieces]
    blocks += [reader.read(framer.close(), Instant(START)), reader.close()]
    for block in blocks:
        lengths = {len(c) for c in (block.signal, block.source_at, block.num, block.text, block.line)}
        assert len(lengths) == 1
        assert all(0 <= handle < len(books.catalogue.declared) for handle in block.signal)
        assert all(0 <= row < len(block.signal) for row in block.rich)
    return blocks


def _rows(blocks: Sequence[Block]) -> list[tuple[object, ...]]:
    return [
        row
        for one in blocks
        for row in zip(one.signal, one.source_at, map(repr, one.num), one.text, one.line, strict=True)
    ]


def _run_shdr(data: bytes) -> None:
    split = _rows(_read_lines(list(_pieces(data))))
    whole = _rows(_read_lines([data]))
    # Trap 10: where the bytes were cut changes nothing, but for lines so long that they are dropped.
    if max(map(len, data.split(b"\n"))) < 4096:
        assert sorted(split, key=repr) == sorted(whole, key=repr)


# Columns and values


def _run_columns(data: bytes) -> None:
    texts = _text(data).split("\n")
    assert instants_or_none(texts[:1] * _MANY) == instants_or_none(texts[:1]) * _MANY
    found = instants_or_none(texts)
    assert len(found) == len(texts)
    assert len(numbers(texts)) == len(texts)
    for text, one in zip(texts, found, strict=True):
        number(text)
        try:
            alone: int | None = parse_instant(text)
        except ValueError:
            alone = None
        assert one == alone
        if alone is not None:
            with contextlib.suppress(OverflowError):
                assert parse_instant(format_instant(Instant(alone))) == alone


def _run_units(data: bytes) -> None:
    first, _, rest = _text(data).partition("|")
    second, _, scale = rest.partition("|")
    with contextlib.suppress(ValueError):
        conversion(first, second, float(scale))
    pair = conversion(first, second)
    assert pair is None or len(pair) == 2


def _run_values(data: bytes) -> None:
    text = _text(data)
    for category in Category:
        for representation in Representation:
            value = decode_value(category, representation, None, text)
            encode_value(value)


# Files people write


def _run_config(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        parse_config(_text(data), name="site.toml")


def _run_profile(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        read_profile(_text(data), name="profile.toml")


def _run_live(data: bytes) -> None:
    with contextlib.suppress(ValidationError):
        LiveSubscribe.model_validate_json(_text(data))


# The agent


def _run_agent_devices(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        read_agent_devices(data)


def _run_agent_json(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        read_model(_text(data))


def _run_agent_feed(data: bytes) -> None:
    agent = seeds.empty_agent()
    feed = Feed(agent, HandClock())
    for line in _text(data).splitlines():
        feed.line(line)
    assert len(feed.told.rejected) <= 100
    # What was taken is served, and our own reader understands it.
    assert isinstance(StreamsReader(Catalogue()).read(agent.current(agent.scope())), StreamsDocument)


def _run_agent_asset(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        asset = read_asset(_text(data), device_uuid="m-1", at=START)
        agent = seeds.empty_agent()
        agent.put_asset(_text(data), START, asset_id=asset.asset_id)
        read_assets(agent.assets())


@cache
def _paths() -> Paths:
    return Paths((mill(modern=True),))


def _run_agent_path(data: bytes) -> None:
    with contextlib.suppress(Refused):
        assert _paths().items(_text(data))


def _toml_seeds() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(PROFILES.glob("*.toml")))


def _config_seeds() -> tuple[bytes, ...]:
    return (
        (
            b'[site]\nname = "Plant"\ntime_zone = "Europe/Moscow"\n\n[server]\nport = 8080\n\n[[machine]]\nid = "m-1"\n'
            b'name = "Mill"\narea = "A"\n\n[[source]]\nid = "s"\nconnector = "mtconnect"\nmachine = "m-1"\n'
            b'[source.settings]\nurl = "http://127.0.0.1:5000"\n'
        ),
        (
            b'[[machine]]\nid = "a"\nname = {en = "A", ru = "\xd0\x90"}\n[[source]]\nid = "x"\nconnector = "shdr"\n'
            b'devices = {d = "a"}\nsettings = {host = "h", port = 7878}\n'
        ),
    )


TOML_TOKENS = (
    b"[", b"]", b"[[", b"]]", b"=", b'"', b"'''", b"{", b"}", b"#", b"\n", b"true", b"[site]", b"[[machine]]",
    b"[[source]]", b"id = 1", b"name = ", b"port = ", b"when = ", b"all = [", b"any = [", b"not = {", b"role = ",
    b"gives = ", b"1979-05-27", b"0b1", b"0x1", b"1_000", b"-inf", b"a.b.c = 1", b'"\\u0000"', b'"\\UFFFFFFFF"',
    b"[a.a.a.a]",
)  # fmt: skip
JSON_TOKENS = (
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b'"',
    b"null",
    b"true",
    b"1e400",
    b"\\ud800",
    b"\\u0000",
    b"[[[[",
    b"-",
)
STAMPS = b"2026-03-02T06:00:00Z\n2026-03-02 06:00:00,5+03:00\n2016-11-06T01:00:00.1234567\n1.5\n-2,5\n0x1F\nUNAVAILABLE"
UNITS = b"FOOT/MINUTE|MILLIMETER/SECOND|10"
UNIT_TOKENS = (
    b"/",
    b"^2",
    b"_3D",
    b"KILO",
    b"CUBIC_",
    b"NEWTON_METER",
    b"SECOND",
    b"_",
    b"|",
    b"DEGREE",
    b"FAHRENHEIT",
)
PATH_TOKENS = (
    b"//", b"/", b"[", b"]", b"@type=", b"'", b'"', b"|", b"*", b"..", b"::", b"DataItem", b"Axes", b"(", b")",
    b" and ", b" or ", b"not(", b"position()", b"last()", b"count(", b"ancestor::", b"m:", b"contains(@id,'x')",
    b"id('x')", b"$a",
)  # fmt: skip
VALUES = (
    b'{"level":"FAULT","native_code":"1","message":"x"}',
    b'{"entries":{"a":1.0,"b":{"x":null}},"reset":"DAY"}',
    b'{"rate":100.0,"samples":[1,2.5]}',
)


def _fixed(*given: bytes) -> Callable[[], Sequence[bytes]]:
    return lambda: given


TARGETS: tuple[Target, ...] = (
    Target(name="mtconnect-devices", run=_run_devices, seeds=seeds.probes, tokens=seeds.XML_TOKENS),
    Target(name="mtconnect-streams", run=_run_streams, seeds=seeds.streams, tokens=seeds.XML_TOKENS),
    Target(name="mtconnect-assets", run=_run_assets, seeds=seeds.assets, tokens=seeds.XML_TOKENS),
    Target(name="mtconnect-errors", run=_run_errors, seeds=seeds.errors, tokens=seeds.XML_TOKENS),
    Target(name="mtconnect-sources", run=_run_sources, seeds=seeds.probes, tokens=seeds.XML_TOKENS),
    Target(
        name="mtconnect-multipart",
        run=_run_multipart,
        seeds=seeds.parts,
        tokens=(b"--b", b"--b--", b"\r\n", b"\n", b"Content-length: 5", b"\r\n\r\n", b"</MTConnectStreams>", b"<a/>"),
    ),
    Target(
        name="mtconnect-content-type",
        run=_run_content_type,
        seeds=_fixed(
            b'multipart/x-mixed-replace; boundary="--b c"', b"multipart/x-mixed-replace;boundary=b", b"text/xml"
        ),
        tokens=(b";", b"=", b"boundary=", b"boundary*0=", b"boundary*=utf-8''%ff", b'"', b"multipart/", b"/"),
    ),
    Target(
        name="mtconnect-address",
        run=_run_address,
        seeds=_fixed(b"http://Host:5000/agent/probe", b"https://[::1]:443/", "http://станок.рф:80/a%2fb".encode()),
        tokens=(
            b"http://",
            b"[",
            b"]",
            b"@",
            b":",
            b"/probe",
            b"%",
            b"?",
            b"#",
            b"::ffff:127.0.0.1",
            b"xn--",
            b"99999",
        ),
    ),
    Target(name="shdr-lines", run=_run_shdr, seeds=seeds.shdr, tokens=seeds.SHDR_TOKENS),
    Target(
        name="columns", run=_run_columns, seeds=_fixed(STAMPS), tokens=(b"T", b"Z", b"+03:00", b"-", b":", b"\n", b"e5")
    ),
    Target(name="units", run=_run_units, seeds=_fixed(UNITS), tokens=UNIT_TOKENS),
    Target(name="stored-values", run=_run_values, seeds=_fixed(*VALUES), tokens=JSON_TOKENS),
    Target(name="config", run=_run_config, seeds=_config_seeds, tokens=TOML_TOKENS),
    Target(name="profile", run=_run_profile, seeds=_toml_seeds, tokens=TOML_TOKENS),
    Target(
        name="live-message", run=_run_live, seeds=_fixed(b'{"type":"subscribe","machines":["m-1"]}'), tokens=JSON_TOKENS
    ),
    Target(name="agent-devices", run=_run_agent_devices, seeds=seeds.probes, tokens=seeds.XML_TOKENS),
    Target(name="agent-json", run=_run_agent_json, seeds=seeds.models_as_json, tokens=JSON_TOKENS),
    Target(name="agent-feed", run=_run_agent_feed, seeds=seeds.shdr, tokens=seeds.SHDR_TOKENS),
    Target(
        name="agent-asset",
        run=_run_agent_asset,
        seeds=_fixed(b'<CuttingTool assetId="T1" toolId="1"><A b="&lt;"/>x</CuttingTool>', b'<P assetId="1"/>'),
        tokens=seeds.XML_TOKENS,
    ),
    Target(
        name="agent-path",
        run=_run_agent_path,
        seeds=_fixed(
            b"//DataItem[@type='POSITION' and @subType='ACTUAL']|//Axes", b"/MTConnectDevices/Devices/Device[1]"
        ),
        tokens=PATH_TOKENS,
    ),
)


def recordings_target(folder: Path) -> Target:
    """The reader of recordings, through a file in a folder."""
    from tests.fuzz.recordings import run_recording  # noqa: PLC0415 - it needs a folder, the others do not

    return Target(
        name="recordings",
        run=lambda data: run_recording(folder, data),
        seeds=lambda: (*seeds.shdr(), *seeds.streams()[:3], *seeds.probes()[:1], *seeds.assets()[:1]),
        tokens=(*seeds.SHDR_TOKENS, *seeds.XML_TOKENS[:20]),
    )
