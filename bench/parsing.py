"""Parsers: MTConnect documents beside libexpat without handlers, SHDR lines."""

from __future__ import annotations

from bench.figures import Figure
from bench.mtconnect_parse import measure_columns, measure_parse
from bench.timing import best
from dispatcher.connectors.sdk.mtconnect_xml import Catalogue
from dispatcher.connectors.sdk.shdr_lines import Books, Framer, LineReader, StampReader

SIZES = (20, 50, 1_000, 100_000)
_LINES = 20_000


def measure_parsing(*, quick: bool) -> list[Figure]:
    """MTConnect in documents of several sizes, SHDR in lines of one and of six pairs."""
    figures = []
    for size in SIZES:
        if quick and size > 1_000:
            continue
        told = measure_parse(size)
        figures.append(Figure(key=f"parse_{size}", value=told.read_rate / 1e3, ratio=told.ratio, of="limit_expat"))
    columns = measure_columns()
    figures += [
        Figure(key="parse_instants", value=columns.instants_ns),
        Figure(key="parse_framing", value=columns.framing_mb_s),
    ]
    one, six = shdr_lines(1), shdr_lines(6)
    figures += [
        Figure(key="shdr_parse", value=six[0] / _shdr_seconds(six[1]) / 1e6),
        Figure(key="shdr_lines", value=one[0] / _shdr_seconds(one[1]) / 1e3),
    ]
    return figures


def shdr_lines(pairs: int) -> tuple[int, bytes]:
    """(observations, bytes) of lines with so many pairs each, as adapters write them."""
    lines = [
        f"2026-01-01T00:{row // 60 % 60:02d}:{row % 60:02d}.{row % 1000:03d}Z"
        + "".join(f"|item{row % 10}{pair}|{row * 0.731:.4f}" for pair in range(pairs))
        for row in range(_LINES)
    ]
    return _LINES * pairs, ("\n".join(lines) + "\n").encode()


def _shdr_seconds(data: bytes) -> float:
    reader = LineReader(Books(Catalogue()), "M", StampReader())
    reader.read(Framer().feed(data))

    def read() -> None:
        framer = Framer()
        for at in range(0, len(data), 65_536):
            reader.read(framer.feed(data[at : at + 65_536]))

    return best(read)
