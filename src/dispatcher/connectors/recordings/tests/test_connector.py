"""Recordings as a source: the contract."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatcher.connectors.recordings import PLUG, Recordings
from dispatcher.connectors.recordings.config import RecordingsSettings
from dispatcher.connectors.recordings.connector import RecordingsConnector
from dispatcher.connectors.sdk.registry import configure, get
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding, ConfigRejected, Garbled

NOW = parse_instant("2024-02-01T00:00:00Z")


class StoppedClock:
    def now(self) -> Instant:
        return NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for device in ("Lathe", "Mill"):
        for day in (15, 16):
            lines = "".join(f"2024-01-{day}T0{hour}:00:00Z|execution|ACTIVE\n" for hour in range(4))
            (tmp_path / f"{device}-202401{day}-202401{day + 1}.txt").write_text(lines)
    return tmp_path


def source(**settings: object) -> RecordingsConnector:
    return RecordingsConnector(RecordingsSettings.model_validate(settings), StoppedClock())


async def batches(connector: RecordingsConnector, *devices: str) -> list[Batch]:
    bindings = [Binding(device=device, machine=MachineId(device or "m")) for device in devices]
    async with connector.open(bindings) as link:
        return [batch async for batch in link.batches(after=None)]


async def test_a_link_ends_with_the_last_file(folder: Path) -> None:
    found = await batches(source(files=[str(folder)]), "")

    assert [len(batch.rows) for batch in found] == [4, 4, 4, 4]
    assert {batch.session for batch in found} == {"recording"}
    assert {batch.received_at for batch in found} == {NOW}
    assert {batch.cursor for batch in found} == {None}


async def test_only_bound_devices_are_given(folder: Path) -> None:
    found = await batches(source(files=[str(folder)]), "Mill")

    assert {declared.device for batch in found for declared in batch.declared} == {"Mill"}
    assert len(found) == 2


async def test_a_probe_tells_devices_signals_and_last_values(folder: Path) -> None:
    probe = await source(files=[str(folder)]).probe()

    assert [device.name for device in probe.devices] == ["Lathe", "Mill"]
    assert [declared.spec.type for declared in probe.now.declared] == ["EXECUTION", "EXECUTION"]
    assert probe.now.rows.source_at == [parse_instant("2024-01-16T03:00:00Z")] * 2


async def test_a_link_that_is_left_early_leaves_nothing(folder: Path) -> None:
    before = asyncio.all_tasks()
    async with source(files=[str(folder)]).open([Binding(device="", machine=MachineId("m"))]) as link:
        async for _ in link.batches(after=None):
            break

    assert asyncio.all_tasks() == before


async def test_where_nothing_could_be_read_the_link_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("no recording\n")

    with pytest.raises(Garbled) as refused:
        await batches(source(files=[str(tmp_path)]), "")

    assert refused.value.code == "recording_nothing_read"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"files": ["nowhere/*.txt"]}, "recording_not_found"),
        ({"files": ["."], "devices": "nowhere.xml"}, "recording_unreadable"),
    ],
)
async def test_what_is_not_there_is_refused(settings: dict[str, object], code: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        await batches(source(**settings), "")

    assert refused.value.code == code


@pytest.mark.parametrize(
    "settings", [{"files": []}, {"files": ["a"], "time_zone": "Mars/Olympus"}, {"files": ["a"], "colour": "red"}]
)
def test_wrong_settings_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigRejected) as refused:
        configure("recordings", settings, StoppedClock())

    assert refused.value.code == "setting_invalid"


def test_the_registry_finds_it(folder: Path) -> None:
    configured = configure("recordings", {"files": [str(folder)]}, StoppedClock())

    assert isinstance(configured.connector, RecordingsConnector)
    assert get("recordings").load() is PLUG


def sessions_and_numbers(files: list[Path]) -> set[tuple[str, int, int, str | None]]:
    recordings = Recordings(files, now=NOW)
    return {
        (batch.session, signal, batch.rows.sequence[row], batch.rows.text[row])
        for batch in (piece.batch for piece in recordings.pieces())
        for row, signal in enumerate(batch.rows.signal)
    }


@pytest.mark.parametrize(
    "cut", [lambda lines: lines, lambda lines: lines[: len(lines) // 2], lambda lines: lines[len(lines) // 3 :]]
)
def test_trap_05_a_recording_read_again_whole_or_in_part_adds_nothing(
    tmp_path: Path, cut: Callable[[list[str]], list[str]]
) -> None:
    # Three values a second of one signal, one of them at the very instant of the one before.
    lines = [f"2024-01-15T08:00:{n // 3:02d}.{(0, 0, 5)[n % 3]}Z|program|P{n}\n" for n in range(90)]
    first, second = tmp_path / "Mill-a.log", tmp_path / "Mill-b.log"
    first.write_text("".join(lines))
    second.write_text("".join(cut(lines)))

    assert sessions_and_numbers([second]) <= sessions_and_numbers([first])


def test_a_large_file_gives_the_same_in_a_stream(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "Mill.log"
    path.write_text("".join(f"2024-01-15T08:{n // 60 % 60:02d}:{n % 60:02d}Z|Xabs|{n}\n" for n in range(60_000)))

    def read() -> tuple[int, set[tuple[str, Instant, Instant]], list[int]]:
        pieces = list(Recordings([path], now=NOW).pieces())
        spans = {(device, span.start, span.end) for piece in pieces for device, span in piece.batch.covered}
        return sum(len(piece.batch.rows) for piece in pieces), spans, [len(piece.batch.covered) for piece in pieces]

    rows, spans, whole = read()
    monkeypatch.setattr("dispatcher.connectors.recordings.shdr_file.HOLD", 1000)
    streamed_rows, streamed_spans, streamed = read()

    assert (streamed_rows, streamed_spans) == (rows, spans)
    assert whole[0] == len(spans)
    assert streamed[-1] == len(spans)
    assert sum(streamed[:-1]) == 0
