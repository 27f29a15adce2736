"""The connector against real files: shares that vanish, hang and return, large files, first looks, settings."""

from __future__ import annotations

import asyncio
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from dispatcher.connectors.files import PLUG
from dispatcher.connectors.files.config import MAX_SIGNALS, FilesSettings
from dispatcher.connectors.files.simulator import FileSimulator
from dispatcher.connectors.files.tests.conftest import LOAD, MILL, Connect, reading
from dispatcher.connectors.files.watch import REMEMBERED, Watch
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.registry import configure, get
from dispatcher.connectors.sdk.settings import validated
from dispatcher.domain.instant import Instant, format_instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import AccessDenied, Binding, ConfigRejected, Garbled, LinkDown

T1 = "2026-03-02T06:00:00Z"
PARTS = {"key": "parts", "type": "PART_COUNT", "count": "files"}


def part(folder: Path, name: str, load: int, at: str = T1, *, end: str = "\n") -> None:
    (folder / name).write_text(f"Time,Load\n{at},{load}{end}")


# ------------------------------------------------------------------ growing


async def test_trap_49_what_was_not_committed_is_read_again_and_is_the_same(connect: Connect, tmp_path: Path) -> None:
    machine = FileSimulator(tmp_path, ("Load", "State"))
    await machine.start()
    clock = StepClock()
    for value in range(1, 6):
        await machine.set("Load", value, clock.now())
    async with reading(connect()) as first:
        opening = await first.next()
        await first.until(("", "load", 5.0))
    async with reading(connect(), after=opening.cursor) as again:
        await again.until(("", "load", 5.0))
    await machine.set("Load", 6, clock.now())
    async with reading(connect(), after=first.cursor) as after:
        await after.until(("", "load", 6.0))

    assert again.identities == first.identities
    assert [value for _, _, value in after.rows] == [6.0]
    assert min(sequence for _, sequence, _ in after.identities) > max(sequence for _, sequence, _ in first.identities)


async def test_trap_11_a_share_that_vanishes_and_returns(connect: Connect, tmp_path: Path) -> None:
    share = tmp_path / "share"
    machine, clock = FileSimulator(share, ("Load", "State")), StepClock()
    await machine.start()
    await machine.set("Load", 1, clock.now())
    async with reading(connect("share/log.csv")) as link:
        await link.until(("", "load", 1.0))
        await machine.drop()
        await machine.set("Load", 2, clock.now())
        error = await link.error()
    with pytest.raises(LinkDown):
        async with reading(connect("share/log.csv"), after=link.cursor) as nothing:
            await nothing.next()
    await machine.start()
    async with reading(connect("share/log.csv"), after=link.cursor) as back:
        await back.until(("", "load", 2.0))

    assert (type(error), error.code) == (LinkDown, "files_no_folder")
    assert [value for _, _, value in back.rows] == [2.0]


async def test_trap_15_a_share_that_hangs(connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "log.csv").write_text("Time,Load,State\n")
    hanging = asyncio.Event()
    async with reading(connect(timeout_ms=500)) as link:
        await link.next()
        loop = asyncio.get_running_loop()

        def hang(*_: object) -> None:
            asyncio.run_coroutine_threadsafe(hanging.wait(), loop).result()

        monkeypatch.setattr(Watch, "look", hang)
        error = await link.error()
    hanging.set()

    assert (type(error), error.code) == (LinkDown, "files_stuck")


async def test_a_log_that_is_not_there(connect: Connect, tmp_path: Path) -> None:
    with pytest.raises(LinkDown) as missing:
        await connect().probe()
    async with reading(connect()) as link:
        error = await link.error()
    async with reading(connect("*.csv")) as empty:
        await empty.next()
        (tmp_path / "log.csv").write_text(f"Time,Load,State\n{T1},3,Run\n")
        await empty.until(("", "load", 3.0))

    assert (missing.value.code, error.code) == ("files_no_file", "files_no_file")


async def test_trap_07_silence_ends_the_link(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("Time,Load,State\n")
    async with reading(connect(silence_ms=200)) as link:
        error = await link.error()

    assert error.code == "files_silent"


async def test_a_file_that_rests_is_alive(connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatcher.connectors.files.link.LIFE_S", 0.05)
    (tmp_path / "log.csv").write_text("Time,Load,State\n")
    async with reading(connect()) as link:
        batches = [await link.next() for _ in range(3)]

    assert [len(batch.rows) for batch in batches] == [0, 0, 0]


async def test_a_record_covers_what_it_speaks_for(connect: Connect, tmp_path: Path) -> None:
    stamps = ("2026-03-01T00:00:00Z", "2026-03-01T20:00:00Z", "2026-03-03T00:00:00Z", "2026-03-03T01:00:00Z")
    for name, pair in (("a.csv", stamps[:2]), ("b.csv", stamps[2:])):
        (tmp_path / name).write_text("Time,Load\n" + "".join(f"{stamp},1\n" for stamp in pair))
        os.utime(tmp_path / name, (1_000, 1_000 if name == "a.csv" else 2_000))
    async with reading(connect("*.csv", signals=[LOAD])) as link:
        while len(link.rows) < 4:
            await link.next()

    spans = [span for batch in link.batches for _, span in batch.covered]
    shown = [(format_instant(span.start)[:13], format_instant(Instant(span.end - 1))[:13]) for span in spans]
    assert shown == [("2026-03-01T00", "2026-03-01T20"), ("2026-03-03T00", "2026-03-03T01")]


async def test_files_larger_than_memory_are_read_in_pieces(connect: Connect, tmp_path: Path) -> None:
    line = f"{T1},7.5,Run\n"
    with (tmp_path / "log.csv").open("w") as log:
        log.write("Time,Load,State\n")
        for _ in range(80):
            log.write(line * 10_000)
    size = (tmp_path / "log.csv").stat().st_size
    tracemalloc.start()
    rows = 0
    async with connect(signals=[LOAD]).open(MILL) as opened:
        stream = opened.batches(after=None)
        while rows < 20_000:
            rows += len((await anext(stream)).rows)
        await stream.aclose()  # type: ignore[attr-defined]  # it is a generator
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert size > 20_000_000
    assert peak < size / 4


async def test_a_file_that_is_held_by_its_writer_is_tried_again(
    connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text(f"Time,Load\n{T1},1\n")
    opening, held = Path.open, True

    def closed(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        if held and mode == "rb" and path.name == "b.csv":
            raise PermissionError(13, "held", str(path))
        return opening(path, mode, *rest, **named)

    monkeypatch.setattr(Path, "open", closed)
    async with reading(connect("*.csv", signals=[LOAD])) as link:
        await link.until(("", "load", 1.0))
        (tmp_path / "b.csv").write_text(f"Time,Load\n{T1},2\n")
        await link.until_note("files_closed")
        held = False
        await link.until(("", "load", 2.0))

    assert link.notes.count("files_closed") == 1


@pytest.mark.parametrize("count", [3, REMEMBERED + 20])
async def test_a_share_that_is_not_mounted_is_an_empty_folder(connect: Connect, tmp_path: Path, count: int) -> None:
    share, away = tmp_path / "share", tmp_path / "away"
    share.mkdir()
    for number in range(count):
        part(share, f"{number:04}.csv", number)
        os.utime(share / f"{number:04}.csv", ns=(number, 1_000_000_000 + number))
    settings = {"whole": True, "signals": [LOAD]}
    async with reading(connect("share/*.csv", **settings)) as link:
        await link.until(("", "load", float(count - 1)))
        share.rename(away)
        share.mkdir()
        if count > REMEMBERED:
            assert (await link.error()).code == "files_emptied"
    async with reading(connect("share/*.csv", **settings), after=link.cursor) as empty:
        await empty.next()
        share.rmdir()
        away.rename(share)
        part(share, "new.csv", 5_000)
        await empty.until(("", "load", 5_000.0))

    assert [value for _, _, value in empty.rows] == [5_000.0]


# -------------------------------------------------------------------- probing


async def test_a_look_without_a_mapping_guesses(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f"Time;Spindle Load;execution\n{T1};12,5;READY\n{T1};13;ACTIVE\n")
    probe = await connect(signals=[]).probe()

    seen = {
        (probe.now.declared[signal].spec.key, probe.now.declared[signal].spec.type): text if num is None else num
        for signal, num, text in zip(probe.now.rows.signal, probe.now.rows.num, probe.now.rows.text, strict=True)
    }
    assert seen[("execution", "EXECUTION")] == "ACTIVE"
    assert 13.0 in seen.values()
    with pytest.raises(ConfigRejected) as refused:
        async with connect(signals=[]).open(MILL):
            pytest.fail("opened")
    assert refused.value.code == "files_not_mapped"
    assert refused.value.params["columns"] == "Time, Spindle Load, execution"


@pytest.mark.parametrize(
    ("data", "settings", "code"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\n" * 9, {}, "files_not_text"),
        (b"When,Load\n1,2\n", {}, "files_no_column"),
        (b"Time,Load,State\nnever,1,Run\n", {}, "files_nothing_read"),
        (b"not json\n", {"format": "jsonl"}, "files_nothing_read"),
    ],
)
async def test_files_that_are_something_else(
    connect: Connect, tmp_path: Path, data: bytes, settings: dict[str, object], code: str
) -> None:
    (tmp_path / "log.csv").write_bytes(data)
    with pytest.raises(Garbled) as garbled:
        await connect(**settings).probe()

    assert garbled.value.code == code


async def test_a_missing_time_column_passes_nothing_over(connect: Connect, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f"When,Load,State\n{T1},2,Run\n")
    async with reading(connect()) as link:
        error = await link.error()
    async with reading(connect(time=["When"]), after=link.cursor) as mended:
        await mended.until(("", "load", 2.0))

    assert (type(error), error.code, error.params["known"]) == (Garbled, "files_no_column", "When, Load, State")


async def test_a_folder_that_may_not_be_read(connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "log.csv").write_text("Time,Load,State\n")

    def denied(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", denied)
    with pytest.raises(AccessDenied) as refused:
        await connect().probe()

    assert refused.value.code == "files_denied"


async def test_devices_need_a_column(connect: Connect) -> None:
    bindings = [Binding(device=name, machine=MachineId(name)) for name in "AB"]
    with pytest.raises(ConfigRejected) as refused:
        async with connect().open(bindings):
            pytest.fail("opened")

    assert refused.value.code == "files_device_column_needed"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"path": " "}, "write a file"),
        ({"path": "/a/*/b.csv"}, "pattern may stand only"),
        ({"path": "/a/b.csv", "finished": "move"}, "whole"),
        ({"path": "/a/b.csv", "move_to": "../c"}, "within the watched"),
        ({"path": "/a/b.csv", "move_to": "/c"}, "within the watched"),
        ({"path": "/a/b", "format": "shdr", "time": ["Time"]}, "SHDR"),
        ({"path": "/a/b", "name_pattern": "(x)"}, "name each group"),
        ({"path": "/a/b", "name_pattern": "x"}, "would say nothing"),
        ({"path": "/a/b", "signals": [{"key": "a", "type": "X"}]}, "column"),
        ({"path": "/a/b", "signals": [PARTS]}, "whole"),
        ({"path": "/a/b", "signals": [LOAD, LOAD]}, "twice"),
        ({"path": "/a/b", "devices": "/d.xml"}, "device model"),
        ({"path": "/a/b", "signals": [{**LOAD, "key": f"k{n}"} for n in range(MAX_SIGNALS + 1)]}, "at most"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        validated(FilesSettings, settings, connector="files")

    assert said in str(refused.value.params["problem"])


def test_trap_13_one_place_has_one_address() -> None:
    addresses = {FilesSettings.model_validate({"path": path}).address for path in ("/a/b/", "/a/./b/*", "/a/c/../b/*")}

    assert addresses == {"file:///a/b/*"}


def test_the_registry_finds_it() -> None:
    assert get("files").load() is PLUG
    assert configure("files", {"path": "/a/b.csv"}, StepClock()).address == "file:///a/b.csv"
