"""Files: lines into columns, and a hundred logs that get a line of fifty values each, every second."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from pathlib import Path

from bench.connectors.polled import MACHINES, SIGNALS, measure, serve
from bench.figures import Figure
from bench.timing import best
from dispatcher.connectors.files.config import FilesSettings
from dispatcher.connectors.files.connector import FilesConnector
from dispatcher.connectors.files.decode import Standing, TableDecoder
from dispatcher.connectors.files.layout import Layout
from dispatcher.connectors.files.pieces import Piece
from dispatcher.domain.instant import SECOND, Instant, format_instant

NAMES = tuple(f"K{n}" for n in range(SIGNALS))
ENTRIES = [{"key": name, "type": "LOAD", "category": "SAMPLE", "column": name} for name in NAMES]
_LINES = 500
_A_SECOND = 10
"""Turns of a child process."""


def log_of(number: int) -> Path:
    """Where the log of a machine lies: a number stands for the port that other protocols have."""
    return Path(tempfile.gettempdir()) / f"dispatcher-bench-{number}" / "log.csv"


def settings(path: Path) -> FilesSettings:
    """Of one log."""
    return FilesSettings.model_validate({"path": str(path), "time": ["Time"], "signals": ENTRIES})


def line(turn: int) -> str:
    """What a machine writes at once."""
    stamp = format_instant(Instant(1_800_000_000 * SECOND + turn * SECOND // _A_SECOND))
    return ",".join((stamp, *(f"{turn % 997}.{n}" for n in range(SIGNALS)))) + "\n"


def rate() -> float:
    """Observations a second into columns, five hundred lines at a time."""
    given = settings(log_of(0))
    decoder = TableDecoder(given, {"": given.signals}, Standing())
    decoder.begin("log.csv", Layout(0, ",", ("Time", *NAMES)))
    data = "".join(map(line, range(_LINES))).encode()

    def read() -> None:
        told = decoder.decode(Piece(0, len(data), data), Instant(0), first=False, last=False)
        assert len(told.rows) == SIGNALS * _LINES

    return SIGNALS * _LINES / best(read)


def run() -> list[Figure]:
    """All figures."""
    return measure("files", __name__, lambda number, clock: FilesConnector(settings(log_of(number)), clock), rate())


async def _machines() -> None:
    numbers = [os.getpid() * MACHINES + place for place in range(MACHINES)]
    for number in numbers:
        log_of(number).parent.mkdir()
        log_of(number).write_text(",".join(("Time", *NAMES)) + "\n")

    def change(turn: int) -> None:
        if turn % _A_SECOND == 0:
            for number in numbers:
                with log_of(number).open("a") as log:
                    log.write(line(turn))

    try:
        await serve(numbers, change)
    finally:
        for number in numbers:
            shutil.rmtree(log_of(number).parent)


if __name__ == "__main__":
    asyncio.run(_machines())
