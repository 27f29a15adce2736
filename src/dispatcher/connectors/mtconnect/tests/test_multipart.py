"""The framer gives the same parts whatever the bytes' way, and gives them as soon as it can."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.mtconnect.multipart import Framer, boundary_of
from dispatcher.ports.connector import Garbled

FIRST = b'<?xml version="1.0"?>\n<MTConnectStreams><Header/>\r\n\r\n</MTConnectStreams>'
SECOND = "<m:MTConnectStreams>станок --b -- \n</m:MTConnectStreams>".encode()
THIRD = b"<MTConnectError/>"
LIMIT = 10_000


def part(document: bytes, *, length: int | None, newline: bytes = b"\r\n", dashes: bytes = b"--") -> bytes:
    lines = [dashes + b"bound", b"Content-type: text/xml"]
    if length is not None:
        lines.append(b"Content-length: %d" % length)
    return newline.join([*lines, b"", document, b""])


STREAMS = {
    "with lengths": b"".join(part(one, length=len(one)) for one in (FIRST, SECOND, THIRD)),
    "without lengths": b"".join(part(one, length=None) for one in (FIRST, SECOND, THIRD)),
    "line feeds": b"".join(part(one, length=len(one), newline=b"\n") for one in (FIRST, SECOND, THIRD)),
    "blank lines between": b"\r\n\r\n".join(part(one, length=len(one)) for one in (FIRST, SECOND, THIRD)),
    "a preamble": b"This is a stream.\r\n" + b"".join(part(one, length=len(one)) for one in (FIRST, SECOND, THIRD)),
    "no dashes": b"".join(part(one, length=len(one), dashes=b"") for one in (FIRST, SECOND, THIRD)),
    "lengths in characters": b"".join(part(one, length=len(one.decode())) for one in (FIRST, SECOND, THIRD)),
    "lengths too long": b"".join(part(one, length=len(one) + 7) for one in (FIRST, SECOND, THIRD)),
    "an end": b"".join(part(one, length=len(one)) for one in (FIRST, SECOND, THIRD)) + b"--bound--\r\nepilogue\r\n",
}


def framed(data: bytes, cuts: list[int]) -> list[bytes]:
    framer = Framer("bound", limit=LIMIT)
    parts: list[bytes] = []
    for start, end in pairwise([0, *cuts, len(data)]):
        parts.extend(framer.feed(data[start:end]))
    # What is last is only known to be whole by what follows, where its length lies.
    parts.extend(framer.feed(b"\r\n--bound\r\n"))
    return parts


@pytest.mark.parametrize("name", STREAMS)
def test_trap_10_every_split_point_gives_the_same_parts(name: str) -> None:
    data = STREAMS[name]

    for cut in range(len(data) + 1):
        assert framed(data, [cut]) == [FIRST, SECOND, THIRD], cut


@pytest.mark.parametrize("name", STREAMS)
def test_trap_10_byte_by_byte(name: str) -> None:
    data = STREAMS[name]

    assert framed(data, list(range(1, len(data)))) == [FIRST, SECOND, THIRD]


@given(data=st.data(), name=st.sampled_from(sorted(STREAMS)))
def test_trap_10_any_splits(data: st.DataObject, name: str) -> None:
    stream = STREAMS[name]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))

    assert framed(stream, cuts) == [FIRST, SECOND, THIRD]


@pytest.mark.parametrize("length", [len(FIRST), None])
def test_a_part_is_given_out_without_waiting_for_the_next(length: int | None) -> None:
    framer = Framer("bound", limit=LIMIT)

    assert framer.feed(part(FIRST, length=length)[:-2]) == [FIRST]


def test_the_end_is_seen() -> None:
    framer = Framer("bound", limit=LIMIT)
    framer.feed(STREAMS["an end"])

    assert framer.ended
    assert framer.feed(part(FIRST, length=len(FIRST))) == []


def test_empty_parts_are_passed_over() -> None:
    framer = Framer("bound", limit=LIMIT)

    assert framer.feed(part(b"", length=0) + part(FIRST, length=len(FIRST))) == [FIRST]


@pytest.mark.parametrize(
    "data",
    [
        part(b"<a>", length=LIMIT + 1),
        part(b"<a>" + b"x" * LIMIT, length=None),
        b"--bound\r\nX: " + b"y" * 20_000,
        b"z" * 2_000_000,
    ],
    ids=["length", "body", "headers", "junk"],
)
def test_memory_is_bounded(data: bytes) -> None:
    framer = Framer("bound", limit=LIMIT)

    def feed_all() -> None:
        for start in range(0, len(data), 1000):
            framer.feed(data[start : start + 1000])

    with pytest.raises(Garbled):
        feed_all()


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_any_bytes_are_cut_or_refused(pieces: list[bytes]) -> None:
    framer = Framer("bound", limit=LIMIT)

    for piece in pieces:
        assert all(isinstance(found, bytes) for found in framer.feed(piece.replace(b"\xff", b"\r\n--bound\r\n")))


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/x-mixed-replace;boundary=abc", "abc"),
        ('multipart/x-mixed-replace; boundary="a b;c"', "a b;c"),
        ("Multipart/X-Mixed-Replace; charset=UTF-8; Boundary=--abc", "--abc"),
        ("text/xml", None),
        ("application/xml; charset=utf-8", None),
        ("", None),
    ],
)
def test_boundaries(content_type: str, boundary: str | None) -> None:
    assert boundary_of(content_type) == boundary


def test_a_boundary_that_carries_its_dashes() -> None:
    framer = Framer("--bound", limit=LIMIT)

    assert framer.feed(part(FIRST, length=len(FIRST))) == [FIRST]


def test_multipart_without_boundary_is_refused() -> None:
    with pytest.raises(Garbled):
        boundary_of("multipart/x-mixed-replace")
