"""Frames are the same, whatever the pieces they come in."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.connectors.text.framing import Frame, Framer

LIMIT = 6
BYTES = st.lists(
    st.sampled_from([b"a", b"bc", b"\r", b"\n", b"\r\n", b"\x02", b"\x03", b"toolong-", b"123456"]), max_size=30
).map(b"".join)


@pytest.mark.parametrize(
    ("frame", "data", "frames"),
    [
        (Frame.LINES, b"a\r\nb\nc\r\rd", [b"a", b"b", b"c"]),
        (Frame.CR, b"a\rb\n\r", [b"a", b"b\n"]),
        (Frame.LF, b"a\r\nb\n", [b"a\r", b"b"]),
        (Frame.CRLF, b"a\rb\r\nc\r", [b"a\rb"]),
        (Frame.ETX, b"a\x03b\x03", [b"a", b"b"]),
        (Frame.STX_ETX, b"x\x02a\x03K\r\n\x02b\x02c\x03", [b"a", b"c"]),
        (Frame.FIXED, b"abcdefg", [b"abc", b"def"]),
    ],
)
def test_each_way_to_end_a_line(frame: Frame, data: bytes, frames: list[bytes]) -> None:
    assert Framer(frame, limit=100, length=3).feed(data) == frames


def test_a_pause_ends_a_line() -> None:
    framer = Framer(Frame.PAUSE, limit=100)

    assert (framer.feed(b"12"), framer.feed(b"34"), framer.pending) == ([], [], True)
    assert (framer.pause(), framer.pause(), framer.pending) == ([b"1234"], [], False)


@pytest.mark.parametrize("frame", [Frame.LINES, Frame.CR, Frame.CRLF, Frame.ETX, Frame.STX_ETX])
def test_a_line_without_end_is_dropped_and_memory_stays_bounded(frame: Frame) -> None:
    framer = Framer(frame, limit=10)
    framer.feed(b"\x02")
    for _ in range(1_000):
        assert framer.feed(b"x" * 1_000) == []
    found = framer.feed(b"\r\n\x03\x02ok\x03ok\r\n")

    assert framer.too_long == 1
    assert len(framer._held) <= 12
    assert found[0].strip(b"\n\x02\x03").startswith(b"ok")


@pytest.mark.parametrize("frame", [frame for frame in Frame if frame is not Frame.PAUSE])
@settings(max_examples=150, deadline=None)
@given(data=BYTES, cuts=st.lists(st.integers(0, 60), max_size=8))
def test_trap_10_any_cut_gives_the_same_frames(frame: Frame, data: bytes, cuts: list[int]) -> None:
    whole = Framer(frame, limit=LIMIT, length=4)
    frames = whole.feed(data)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    cut = Framer(frame, limit=LIMIT, length=4)
    found = [frame for begin, end in pairwise(places) for frame in cut.feed(data[begin:end])]

    assert found == frames
    assert all(len(frame) <= LIMIT for frame in frames)
