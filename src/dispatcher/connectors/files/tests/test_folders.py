"""Folders of files: written once, moved away when stored, many of them."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

from dispatcher.connectors.files.config import FilesSettings
from dispatcher.connectors.files.tests.conftest import LOAD, Connect, reading
from dispatcher.connectors.files.watch import REMEMBERED, Watch

T1 = "2026-03-02T06:00:00Z"
PARTS = {"key": "parts", "type": "PART_COUNT", "count": "files"}
PART = {"key": "part", "type": "PART_NUMBER", "column": "@part"}


def part(folder: Path, name: str, load: int, at: str = T1, *, end: str = "\n") -> None:
    (folder / name).write_text(f"Time,Load\n{at},{load}{end}")


async def test_each_file_counts_a_part_and_its_name_is_a_signal(connect: Connect, tmp_path: Path) -> None:
    settings = {"whole": True, "name_pattern": "^(?P<part>[A-Z0-9]+)_", "signals": [LOAD, PARTS, PART]}
    part(tmp_path, "A7_1.csv", 5)
    async with reading(connect("*.csv", **settings)) as link:
        await link.until(("", "parts", 1.0))
        # The same values once more, and no end of the last line: another part all the same.
        part(tmp_path, "A7_2.csv", 5, end="")
        await link.until(("", "parts", 2.0))
    part(tmp_path, "B9_3.csv", 6)
    async with reading(connect("*.csv", **settings), after=link.cursor) as again:
        await again.until(("", "parts", 3.0))

    one = [("", "part", "A7"), ("", "load", 5.0), ("", "parts", 1.0)]
    two = [("", "part", "A7"), ("", "load", 5.0), ("", "parts", 2.0)]
    assert link.rows == [*one[:2], ("", "parts", 0.0), one[2], *two]
    assert again.rows == [("", "part", "B9"), ("", "load", 6.0), ("", "parts", 3.0)]


async def test_a_file_is_read_only_when_it_rests(connect: Connect, tmp_path: Path) -> None:
    connector = connect("*.csv", whole=True, settle_ms=60_000, signals=[LOAD, PARTS])
    file = tmp_path / "a.csv"
    async with reading(connector) as link:
        await link.next()
        part(tmp_path, "a.csv", 1)
        os.utime(file, (4e9, 4e9))  # written this very moment, and for long
        await asyncio.wait({(waiting := asyncio.ensure_future(link.next()))}, timeout=0.3)
        assert not waiting.done()
        os.utime(file, (1e9, 1e9))
        await waiting
        await link.until(("", "parts", 1.0))


async def test_files_move_when_they_are_stored_and_not_before(connect: Connect, tmp_path: Path) -> None:
    settings = {"whole": True, "finished": "move", "signals": [LOAD, PARTS]}
    (tmp_path / "done").mkdir()
    part(tmp_path / "done", "a.csv", 9)
    part(tmp_path, "a.csv", 1)
    part(tmp_path, "b.csv", 2)
    async with reading(connect("*.csv", **settings)) as link:
        await link.until(("", "parts", 2.0))
        acknowledged = [batch for batch in link.batches if batch.stored is not None]
        assert len(acknowledged) == 2
        assert (tmp_path / "a.csv").exists()
        acknowledged[0].stored() if acknowledged[0].stored else None
        part(tmp_path, "c.csv", 3)
        await link.until(("", "parts", 3.0))
        assert not (tmp_path / "a.csv").exists()
        assert (tmp_path / "b.csv").exists()
    # Killed after the commit, before the move: known as read, and moved.
    async with reading(connect("*.csv", **settings), after=link.cursor) as again:
        await again.next()
        part(tmp_path, "d.csv", 4)
        await again.until(("", "parts", 4.0))

    assert [value for _, key, value in again.rows if key == "load"] == [4.0]
    moved = sorted(file.name for file in (tmp_path / "done").iterdir())
    assert moved == ["a-1.csv", "a.csv", "b.csv", "c.csv"]


async def test_a_file_that_cannot_be_moved_stays_and_is_told(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "done").write_text("a file where a folder should be")
    part(tmp_path, "a.csv", 1)
    async with reading(connect("*.csv", whole=True, finished="move", signals=[LOAD])) as link:
        await link.until(("", "load", 1.0))
        while link.batches[-1].stored is None:
            await link.next()
        link.batches[-1].stored()
        await link.until_note("files_not_moved")

    assert (tmp_path / "a.csv").exists()


# ---------------------------------------------------------------------- many


def test_twenty_thousand_files_in_a_folder(tmp_path: Path) -> None:
    count = 20_000
    folder = tmp_path / "parts"
    folder.mkdir()
    source = tmp_path / "0.csv"
    source.write_text("Time,Load\n")
    for number in range(count):
        os.link(source, folder / f"{number}.csv")
    watch = Watch(
        FilesSettings.model_validate({"path": f"{folder}/*.csv", "whole": True, "signals": [LOAD]}),
        border=(4 * 10**18, ""),
        anew=False,
    )

    began = time.perf_counter()
    assert watch.look(0.0) == []
    first = time.perf_counter() - began
    began = time.perf_counter()
    for second in range(1, 6):
        watch.look(float(second * 3))
    later = (time.perf_counter() - began) / 5

    assert watch.passed_over == count
    assert first < 10
    assert later < 1


async def test_the_border_is_where_reading_went_and_the_cursor_stays_small(connect: Connect, tmp_path: Path) -> None:
    for number in range(REMEMBERED + 50):
        part(tmp_path, f"{number:04}.csv", number)
        os.utime(tmp_path / f"{number:04}.csv", ns=(number, 1_000_000_000 + number))
    settings = {"whole": True, "signals": [LOAD, PARTS]}
    async with reading(connect("*.csv", **settings)) as link:
        await link.until(("", "parts", float(REMEMBERED + 50)))
    part(tmp_path, "new.csv", 7)
    async with reading(connect("*.csv", **settings), after=link.cursor) as again:
        await again.until(("", "parts", float(REMEMBERED + 51)))

    assert [value for _, key, value in again.rows if key == "load"] == [7.0]
    assert again.notes == ["files_passed_over"]
    assert len(str(link.cursor)) < 20_000
