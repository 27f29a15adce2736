"""Bytes to lines, however they come."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.connectors.sdk.shdr_lines import Framer

SAMPLE = "2024-01-15T08:00:00Z|execution|ACTIVE\r\n2024-01-15T08:00:01Z|program|Деталь №5\n\n* PONG 10000\n2024"
LINES = ["2024-01-15T08:00:00Z|execution|ACTIVE", "2024-01-15T08:00:01Z|program|Деталь №5", "", "* PONG 10000", "2024"]


def all_lines(*pieces: bytes, max_line: int = 1000) -> list[tuple[int, str]]:
    framer = Framer(max_line)
    taken = [framer.feed(piece) for piece in pieces] + [framer.close()]
    return [(lines.first + index, text) for lines in taken for index, text in enumerate(lines.texts)]


@pytest.mark.parametrize("at", range(len(SAMPLE.encode()) + 1))
def test_trap_10_a_line_split_anywhere_is_read_whole(at: int) -> None:
    data = SAMPLE.encode()

    assert all_lines(data[:at], data[at:]) == list(enumerate(LINES, 1))


def test_trap_10_a_line_that_comes_byte_by_byte_is_read_whole() -> None:
    assert all_lines(*(bytes([byte]) for byte in SAMPLE.encode())) == list(enumerate(LINES, 1))


@given(st.lists(st.binary(max_size=40), max_size=12))
def test_lines_do_not_depend_on_the_pieces(pieces: list[bytes]) -> None:
    assert all_lines(*pieces) == all_lines(b"".join(pieces))


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert all_lines(codecs.BOM_UTF8 + b"a|b|c\n", codecs.BOM_UTF8 + b"d\n")[0] == (1, "a|b|c")


def test_bad_utf_8_costs_only_its_own_bytes_and_is_counted() -> None:
    lines = Framer().feed(b"a|b|\xcf\xf0\xe8\nc|d|\xd0\x9f\xd1\x80\n")

    assert lines.texts == ["a|b|���", "c|d|Пр"]
    assert lines.replaced == 1


@pytest.mark.parametrize("step", [1, 7, 64, 10_000])
def test_a_line_without_end_takes_bounded_memory_and_is_dropped(step: int) -> None:
    framer = Framer(max_line=64)
    data = b"a|b|1\n" + b"x" * 500 + b"\nc|d|2\n"
    taken = []
    for at in range(0, len(data), step):
        taken.append(framer.feed(data[at : at + step]))
        assert framer.pending <= 64

    assert [text for lines in taken for text in lines.texts] == ["a|b|1", "", "c|d|2"]
    assert [number for lines in taken for number in lines.too_long] == [2]


def test_a_dropped_line_at_the_end_is_reported() -> None:
    framer = Framer(max_line=8)
    framer.feed(b"0123456789")

    assert framer.close().too_long == [1]


def test_nothing_gives_no_line() -> None:
    assert all_lines(b"") == []
