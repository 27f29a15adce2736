"""How fast lines of the adapter protocol become columns, beside the bare cutting of the same lines at `|`.

Two kinds of lines: ordinary ones (nine of ten a plain pair, one a condition, as real logs are), and lines
with five items each. And whole recordings, files to batches.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dispatcher.connectors.recordings import Recordings
from dispatcher.connectors.sdk.mtconnect_xml import Catalogue
from dispatcher.connectors.sdk.shdr_lines import Books, Framer, LineReader, StampReader
from dispatcher.domain.instant import Instant

_CHUNK = 1 << 20
_LINES = 100_000
_ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFigures:
    """Rates are observations a second; `ratio` is the time of the whole reading over that of the bare
    decoding and cutting of the same lines.
    """

    kind: str
    observations: int
    cut_rate: float
    read_rate: float
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFigures:
    """Files to batches with numbers, coverage and counts; lines a second."""

    lines: int
    rate: float


def plain_lines(lines: int) -> bytes:
    """One item a line, every tenth a condition."""
    return "".join(
        f"2026-01-01T{row // 36_000 % 24:02d}:{row // 600 % 60:02d}:{row // 10 % 60:02d}.{row % 10}00Z|"
        + (f"cond{row % 7}|Normal||||" if row % 10 == 0 else f"item{row % 53}|{row * 0.731 % 997:.4f}")
        + "\n"
        for row in range(lines)
    ).encode()


def wide_lines(lines: int) -> bytes:
    """Five items a line."""
    return "".join(
        f"2026-01-01T{row // 36_000 % 24:02d}:{row // 600 % 60:02d}:{row // 10 % 60:02d}.{row % 10}00Z"
        + "".join(f"|item{(row + item) % 53}|{row * item * 0.731 % 997:.4f}" for item in range(5))
        + "\n"
        for row in range(lines)
    ).encode()


def _best(work: Callable[[], object]) -> float:
    work()
    best = float("inf")
    gc.collect()
    for _ in range(_ROUNDS):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def measure_lines(kind: str, data: bytes) -> LineFigures:
    """Read lines with warm books, as an open link does."""
    books = Books(Catalogue())

    def read() -> int:
        framer, reader = Framer(), LineReader(books, "M", StampReader())
        return sum(len(reader.read(framer.feed(data[at : at + _CHUNK])).signal) for at in range(0, len(data), _CHUNK))

    def cut() -> None:
        for line in data.decode().split("\n"):
            line.split("|")

    observations = read()
    limit, seconds = _best(cut), _best(read)
    return LineFigures(
        kind=kind,
        observations=observations,
        cut_rate=observations / limit,
        read_rate=observations / seconds,
        ratio=seconds / limit,
    )


def measure_files(lines: int = 5 * _LINES) -> FileFigures:
    """A recording of half a million lines, from the file to the last batch."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "M.log"
        path.write_bytes(plain_lines(lines))

        def read() -> None:
            rows = sum(len(piece.batch.rows) for piece in Recordings([path], now=Instant(0)).pieces())
            assert rows == lines

        return FileFigures(lines=lines, rate=lines / _best(read))


if __name__ == "__main__":
    print(measure_lines("plain", plain_lines(_LINES)))
    print(measure_lines("wide", wide_lines(_LINES // 5)))
    print(measure_files())
