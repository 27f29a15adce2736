"""The real recordings give the counts of the tables that came with them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher.connectors.recordings import DeviceCount, FileReport, Piece, Recordings
from dispatcher.domain.instant import SECOND, Instant, format_instant, parse_instant
from tests.support.peers import require_shared_data, shared_data_folder

pytestmark = pytest.mark.shared_data
NIST = "nist-smstestbed"
LAST_AGREES_BUT = {
    # The last line is of the agent's clock, which is behind the adapter's: what came before lies later.
    "Mazak03-20190128-20190129.txt",
    "Mazak03-20190129-20190130.txt",
    "Mazak03-20190130-20190131.txt",
    "Mazak03-20190131-20190201.txt",
    # The adapter's clock was a day, and seven minutes, ahead: two stretches.
    "Hurco01-20170201-20170202.txt",
    "Hurco04-20190128-20190129.txt",
}


@pytest.fixture(scope="module")
def data() -> Path:
    return require_shared_data()


@pytest.fixture(scope="module")
def model(data: Path) -> bytes:
    return (data / NIST / "agent" / "Devices.xml").read_bytes()


def table(name: str) -> list[dict[str, str]]:
    folder = shared_data_folder()
    if folder is None:
        return []
    with (folder / NIST / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read(files: list[Path], model: bytes | None) -> tuple[Recordings, list[Piece]]:
    recordings = Recordings(files, now=Instant(0), model=model)
    return recordings, list(recordings.pieces())


def covered(pieces: list[Piece]) -> list[tuple[Instant, Instant]]:
    return [(interval.start, interval.end) for piece in pieces for _, interval in piece.batch.covered]


def counted(report: FileReport, count: DeviceCount) -> dict[str, str]:
    return {
        "lines": str(report.lines),
        "live_lines": str(count.live_lines),
        "items": str(len(count.signals)),
        "live_items": str(len(count.live_signals)),
        "out_of_order": str(count.out_of_order),
        "cond_normal": str(count.levels["NORMAL"]),
        "cond_warning": str(count.levels["WARNING"]),
        "cond_fault": str(count.levels["FAULT"]),
        "cond_unavailable": str(count.levels["UNAVAILABLE"]),
    }


DAYS = table("expected-shop-days.csv")
WEEKS = sorted({row["week"] for row in DAYS}) or ["2016-W44"]


@pytest.mark.slow
@pytest.mark.parametrize("with_model", [False, True], ids=["no-model", "model"])
@pytest.mark.parametrize("week", WEEKS)
def test_the_shop_weeks_give_the_counts_of_the_table(data: Path, model: bytes, week: str, with_model: bool) -> None:
    expected = {row["file"]: row for row in DAYS if row["week"] == week}
    recordings, pieces = read([data / NIST / "shop-weeks" / week], model if with_model else None)

    assert len(recordings.reports) == len(expected)
    for report in recordings.reports:
        row = expected[report.file.removesuffix(".gz")]
        assert list(report.devices) == [row["machine"]]
        count = report.devices[row["machine"]]
        assert counted(report, count) == {name: row[name] for name in counted(report, count)}
        ends = [count.first_live, count.last_live]
        wanted = [parse_instant(row[name]) if row[name] else None for name in ("first_live", "last_live")]
        assert ends == wanted
        spans = covered([piece for piece in pieces if piece.file == report.file])
        if None in wanted:
            assert spans == []
        elif row["file"] not in LAST_AGREES_BUT:
            assert spans == [(ends[0], (ends[1] or 0) + 1)]
        assert report.rejected_count == 0


def held(recordings: Recordings, pieces: list[Piece]) -> Iterator[tuple[str, int]]:
    """(value, µs) of the execution item within what is covered, as a step function over the effective times."""
    changes = sorted(
        (batch.rows.at.get(row, batch.rows.source_at[row]), batch.rows.sequence[row], batch.rows.text[row] or "")
        for batch in (piece.batch for piece in pieces)
        for row, signal in enumerate(batch.rows.signal)
        if recordings.declared[signal].spec.type == "EXECUTION"
    )
    ends = [change[0] for change in changes[1:]] + [2**62]
    for start, end in covered(pieces):
        for (at, _, value), until in zip(changes, ends, strict=True):
            yield value, max(0, min(until, end) - max(at, start))


@pytest.mark.slow
@pytest.mark.parametrize("row", [row for row in DAYS if row["live_lines"] != "0"], ids=lambda row: row["file"])
def test_states_hold_as_long_as_the_table_says(data: Path, model: bytes, row: dict[str, str]) -> None:
    recordings, pieces = read([data / NIST / "shop-weeks" / row["week"] / f"{row['file']}.gz"], model)
    seconds: Counter[str] = Counter()
    for value, micros in held(recordings, pieces):
        seconds[value] += micros

    # UNAVAILABLE differs by rule: carried-over UNAVAILABLE holds until the first live value.
    names = ("ACTIVE", "READY", "STOPPED", "INTERRUPTED", "FEED_HOLD", "PROGRAM_STOPPED", "PROGRAM_COMPLETED")
    # The table counts overlapping spans of two clocks twice: at most the 1.4 s by which they differ that day.
    wrong = {
        name: (seconds[name] / SECOND, row[f"s_{name}"])
        for name in names
        if abs(seconds[name] / SECOND - float(row[f"s_{name}"])) > 1.5
    }
    assert wrong == {}


@pytest.mark.slow
def test_the_production_run_gives_the_counts_of_the_table(data: Path, model: bytes) -> None:
    expected = {row["file"]: row for row in table("expected-operations.csv")}
    recordings, pieces = read([data / NIST / "box-assembly" / "operations"], model)
    spans: dict[str, list[tuple[Instant, Instant]]] = {}
    for piece in pieces:
        spans.setdefault(piece.file, []).extend(covered([piece]))

    assert len(recordings.reports) == len(expected) == 144
    for report in recordings.reports:
        row = expected[report.file.removesuffix(".gz")]
        count = report.devices[row["machine"]]
        assert (str(report.lines), str(len(count.signals))) == (row["lines"], row["distinct_items"])
        # The table counts a broken line as out of order.
        assert count.out_of_order + report.rejected_count == int(row["out_of_order"])
        assert spans[report.file] == [(parse_instant(row["first"]), parse_instant(row["last"]) + 1)]
    assert sum(report.rejected_count for report in recordings.reports) == 63
    assert {each.reason for report in recordings.reports for each in report.rejected} == {"no_separator"}


def test_the_stream_chain_has_no_gap_no_duplicate_and_one_restart(data: Path, model: bytes) -> None:
    recordings, pieces = read(sorted((data / NIST / "streams-chain").glob("*.xml.gz")), model)
    expected = {f"{row['file']}.gz": row for row in table("expected-streams-chain.csv")}
    counts = {report.file: sum(each.observations for each in report.devices.values()) for report in recordings.reports}

    assert counts == {name: int(row["observations"]) for name, row in expected.items()}
    assert [loss for piece in pieces for loss in piece.batch.losses] == []
    assert sum(report.duplicates for report in recordings.reports) == 0
    assert [note.code for piece in pieces for note in piece.batch.notes] == ["agent_restarted"]
    for device, session, last in (("GFAgie01", "1475083573", 82_725), ("Mazak03", "1475084811", 21_439)):
        own = [piece.batch for piece in pieces if piece.device == device]
        assert {batch.session for batch in own} == {session}
        assert [number for batch in own for number in batch.rows.sequence] == list(range(1, last + 1))


def test_the_months_of_the_replay_are_not_covered(data: Path, model: bytes) -> None:
    _, pieces = read(sorted((data / NIST / "streams-chain").glob("*.xml.gz")), model)
    spans = {(piece.device, interval.start): interval.end for piece in pieces for _, interval in piece.batch.covered}
    shown = sorted(
        (device, format_instant(start)[:16], format_instant(end)[:16]) for (device, start), end in spans.items()
    )

    assert shown == [
        ("GFAgie01", "2016-05-02T05:00", "2016-05-02T21:15"),
        ("GFAgie01", "2016-09-28T17:26", "2016-09-28T17:26"),
        ("Mazak03", "2016-05-02T05:00", "2016-05-02T20:25"),
        ("Mazak03", "2016-09-28T17:46", "2016-09-28T17:46"),
    ]


def test_the_same_day_as_log_and_as_documents_gives_the_same_signals(data: Path, model: bytes) -> None:
    folder = data / NIST / "streams-chain"
    recordings, pieces = read([folder / "Mazak03-20160502-20160503.txt.gz", *folder.glob("qdr_input37?.xml.gz")], model)
    log = {
        (batch.rows.source_at[row], recordings.declared[signal].spec.key)
        for batch in (piece.batch for piece in pieces if piece.batch.native)
        for row, signal in enumerate(batch.rows.signal)
    }
    documents = {
        (batch.rows.source_at[row], recordings.declared[signal].spec.key)
        for batch in (piece.batch for piece in pieces if not piece.batch.native)
        for row, signal in enumerate(batch.rows.signal)
        if format_instant(Instant(batch.rows.source_at[row]))[:10] == "2016-05-02"
    }

    assert documents <= log
    assert {key for _, key in log - documents} == {"Mazak_QT_1_1_asset_chg", "Mazak_QT_1_1_asset_rem"}


def test_a_dirty_log_loses_only_its_bad_lines(data: Path, model: bytes) -> None:
    recordings, _ = read([data / NIST / "dirty"], model)
    (report,) = recordings.reports

    assert report.lines - report.rejected_count == 65_937
    assert [each.line for each in report.rejected] == [1, 19, 7_015, 64_893, 65_942]


@pytest.mark.parametrize("with_model", [False, True], ids=["no-model", "model"])
def test_the_okuma_log(data: Path, with_model: bool) -> None:
    folder = data / "mtconnect-cppagent" / "demo"
    recordings, pieces = read([folder / "okuma.txt.gz"], (folder / "Devices.xml").read_bytes() if with_model else None)
    (report,) = recordings.reports
    device = "OKUMA" if with_model else "okuma"
    count = report.devices[device]

    assert list(report.devices) == [device]
    assert (report.lines, count.observations, len(count.signals)) == (10_770, 25_507, 89)
    assert (report.assets, report.asset_removals, report.asset_clearings) == (118, 30, 4)
    assert sum(count.levels.values()) == 40
    assert not with_model or count.unknown == {"ApplicationInstallDate": 4}
    assert report.rejected == []
    assert len(covered(pieces)) == 4
    assert sum(end - start for start, end in covered(pieces)) < 27 * 60 * SECOND


def test_a_log_without_zones(data: Path) -> None:
    folder = data / "mtconnect-agent-js"
    recordings, pieces = read([folder / "Mazak01.log"], (folder / "Mazak01.xml").read_bytes())
    (report,) = recordings.reports
    count = report.devices["Mazak01"]

    assert (count.observations, len(count.signals), count.unknown) == (430, 67, {})
    assert count.last_at == parse_instant("2017-10-29T03:45:32.275888Z")
    assert pieces[0].batch.native


def test_a_document_and_the_logs_it_was_made_of_have_the_same_number_of_observations(data: Path, model: bytes) -> None:
    folder = data / NIST / "box-assembly"
    document, _ = read([folder / "mtconnect" / "Cover-Hurco04-01of20.xml.gz"], model)
    logs, _ = read(sorted((folder / "operations").glob("Cover-*-01of20.txt.gz")), model)

    assert [report.devices["Hurco04"].observations for report in document.reports] == [11_928]
    assert [report.devices["Hurco04"].observations for report in logs.reports] == [5_826, 5_321, 781]


def test_a_probe_and_a_current(data: Path) -> None:
    recordings, pieces = read([data / "ladder99" / "mazak"], None)

    assert [piece.device for piece in pieces] == ["M12346"]
    ((start, end),) = covered(pieces)
    assert end - start == 1
    assert {each.device for each in recordings.declared} == {"M12346", "Agent"}
