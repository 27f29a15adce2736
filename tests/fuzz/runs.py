"""Feeds one input to one parser. Raises nothing for any bytes, unless the parser is wrong.

The documented errors are taken here; what the parser gives is checked for the promises its callers build on.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Iterator, Sequence
from functools import cache

from pydantic import ValidationError

from dispatcher.agent import Agent, Device, Settings
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
from tests.unit.agent.models import START, HandClock, mill

LIMIT = 1 << 20
_MANY = 40
"""Stamps that are read as a column, not one by one."""


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


def run_devices(data: bytes) -> None:
    with contextlib.suppress(Garbled):
        document = read_devices(data)
        if isinstance(document, DevicesDocument):
            Catalogue().learn(document.devices)


def run_streams(data: bytes) -> None:
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


def run_assets(data: bytes) -> None:
    with contextlib.suppress(Garbled):
        read_assets(data)


def run_errors(data: bytes) -> None:
    root_of(data)
    with contextlib.suppress(Garbled):
        read_errors(data)


def run_sources(data: bytes) -> None:
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


def run_multipart(data: bytes) -> None:
    found = _framed(list(_pieces(data)))
    assert found is None or sum(map(len, found)) <= len(data)


def run_content_type(data: bytes) -> None:
    with contextlib.suppress(Garbled):
        boundary = boundary_of(data.decode("latin-1"))
        assert boundary is None or PartFramer(boundary, limit=LIMIT).feed(b"x") == []


def run_address(data: bytes) -> None:
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


def run_shdr(data: bytes) -> None:
    split = _rows(_read_lines(list(_pieces(data))))
    whole = _rows(_read_lines([data]))
    # Trap 10: where the bytes were cut changes nothing, but for lines so long that they are dropped.
    if max(map(len, data.split(b"\n"))) < 4096:
        assert sorted(split, key=repr) == sorted(whole, key=repr)


# Columns and values


def run_columns(data: bytes) -> None:
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


def run_units(data: bytes) -> None:
    first, _, rest = _text(data).partition("|")
    second, _, scale = rest.partition("|")
    with contextlib.suppress(ValueError):
        conversion(first, second, float(scale))
    pair = conversion(first, second)
    assert pair is None or len(pair) == 2


def run_values(data: bytes) -> None:
    text = _text(data)
    for category in Category:
        for representation in Representation:
            value = decode_value(category, representation, None, text)
            encode_value(value)


# Files people write


def run_config(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        parse_config(_text(data), name="site.toml")


def run_profile(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        read_profile(_text(data), name="profile.toml")


def run_live(data: bytes) -> None:
    with contextlib.suppress(ValidationError):
        LiveSubscribe.model_validate_json(_text(data))


# The agent


def _served(devices: tuple[Device, ...]) -> None:
    """A model that was taken can be served. Raises InvalidInput where two items have one id."""
    agent = Agent(devices, clock=HandClock(), settings=Settings(buffer_size=64), instance_id=1)
    agent.probe(agent.scope())
    agent.current(agent.scope())


def run_agent_devices(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        _served(read_agent_devices(data).devices)


def run_agent_json(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        _served(read_model(_text(data)))


def run_agent_feed(data: bytes) -> None:
    agent = seeds.empty_agent()
    feed = Feed(agent, HandClock())
    for line in _text(data).splitlines():
        feed.line(line)
    assert len(feed.told.rejected) <= 100
    # What was taken is served, and our own reader understands it.
    assert isinstance(StreamsReader(Catalogue()).read(agent.current(agent.scope())), StreamsDocument)


def run_agent_asset(data: bytes) -> None:
    with contextlib.suppress(InvalidInput):
        asset = read_asset(_text(data), device_uuid="m-1", at=START)
        agent = seeds.empty_agent()
        agent.put_asset(_text(data), START, asset_id=asset.asset_id)
        read_assets(agent.assets())


@cache
def _paths() -> Paths:
    return Paths((mill(modern=True),))


def run_agent_path(data: bytes) -> None:
    with contextlib.suppress(Refused):
        assert _paths().items(_text(data))
