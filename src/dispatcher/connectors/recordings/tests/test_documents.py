"""MTConnect documents: chains, holes, restarts, snapshots."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.connectors.recordings import Piece, Recordings
from dispatcher.connectors.recordings.tests.documents import streams
from dispatcher.domain.instant import Instant, format_instant, parse_instant


def read(folder: Path, *documents: str) -> tuple[Recordings, list[Piece]]:
    for number, document in enumerate(documents):
        (folder / f"{number:03}.xml").write_text(document)
    recordings = Recordings([folder], now=Instant(0))
    return recordings, list(recordings.pieces())


def covered(pieces: list[Piece]) -> dict[str, str]:
    """Start -> last covered instant, later claims of a start replacing earlier ones; `hh:mm:ss`."""
    claims = {interval.start: interval.end - 1 for piece in pieces for _, interval in piece.batch.covered}
    return {format_instant(start)[11:19]: format_instant(Instant(end))[11:19] for start, end in claims.items()}


def codes(pieces: list[Piece]) -> list[str]:
    return [note.code for piece in pieces for note in piece.batch.notes]


@pytest.mark.parametrize("namespace", ["urn:mtconnect.org:MTConnectStreams:1.3", "urn:acme:2.0", ""])
def test_a_chain_without_holes(tmp_path: Path, namespace: str) -> None:
    first = streams([(1, "00:00", "READY"), (2, "10:00", "ACTIVE")], namespace=namespace)
    second = streams([(3, "30:00", "READY")], created="2024-01-15T09:01:00Z", namespace=namespace)

    recordings, pieces = read(tmp_path, first, second)

    assert [(piece.batch.session, piece.batch.rows.sequence) for piece in pieces] == [("1", [1, 2]), ("1", [3])]
    assert [piece.batch.losses for piece in pieces] == [(), ()]
    assert codes(pieces) == []
    assert covered(pieces) == {"08:00:00": "08:30:00"}
    assert sum(report.duplicates for report in recordings.reports) == 0
    assert all(piece.batch.recorded and not piece.batch.native for piece in pieces)


def test_rows_come_in_the_order_of_their_sequences(tmp_path: Path) -> None:
    _, pieces = read(tmp_path, streams([(3, "20:00", "C"), (1, "00:00", "A"), (2, "10:00", "B")], following=4))

    assert pieces[0].batch.rows.text == ["A", "B", "C"]


def test_trap_03_a_missing_document_is_a_recorded_gap(tmp_path: Path) -> None:
    first = streams([(1, "00:00", "READY"), (2, "10:00", "ACTIVE")])
    third = streams([(9, "30:00", "READY"), (10, "40:00", "ACTIVE")], created="2024-01-15T09:02:00Z")

    _, pieces = read(tmp_path, first, third)

    (loss,) = pieces[1].batch.losses
    assert (loss.code, loss.params["first"], loss.params["last"]) == ("recording_hole", 3, 8)
    assert format_instant(loss.interval.start)[:19] == "2024-01-15T08:10:00"
    assert format_instant(loss.interval.end)[:19] == "2024-01-15T08:30:00"
    assert covered(pieces) == {"08:00:00": "08:10:00", "08:30:00": "08:40:00"}


def test_a_restart_is_a_note_and_a_new_session_but_no_gap(tmp_path: Path) -> None:
    first = streams([(1, "00:00", "READY"), (2, "10:00", "ACTIVE")])
    second = streams([(1, "30:00", "READY"), (2, "40:00", "READY")], instance="2", created="2024-01-15T09:01:00Z")

    _, pieces = read(tmp_path, first, second)

    assert codes(pieces) == ["agent_restarted"]
    assert [piece.batch.session for piece in pieces] == ["1", "2"]
    assert [piece.batch.losses for piece in pieces] == [(), ()]
    assert covered(pieces) == {"08:00:00": "08:10:00", "08:30:00": "08:40:00"}


def test_two_agents_are_two_chains(tmp_path: Path) -> None:
    _, pieces = read(
        tmp_path,
        streams([(1, "00:00", "READY"), (2, "10:00", "ACTIVE")], device="A", sender="a"),
        streams([(1, "00:00", "READY"), (2, "10:00", "ACTIVE")], device="B", sender="b", instance="7"),
    )

    assert codes(pieces) == []
    assert [piece.device for piece in pieces] == ["A", "B"]


def test_documents_that_overlap_pass_their_rows_on_and_are_counted(tmp_path: Path) -> None:
    first = streams([(1, "00:00", "READY"), (2, "10:00", "ACTIVE")])
    second = streams([(2, "10:00", "ACTIVE"), (3, "20:00", "READY")], created="2024-01-15T09:01:00Z")

    recordings, pieces = read(tmp_path, first, second)

    assert [report.duplicates for report in recordings.reports] == [0, 1]
    assert [len(piece.batch.rows) for piece in pieces] == [2, 2]
    assert covered(pieces) == {"08:00:00": "08:20:00"}


def test_a_snapshot_speaks_for_its_own_instant_only(tmp_path: Path) -> None:
    other = '<Program dataItemId="pr" sequence="3" timestamp="2024-01-15T07:00:00Z">A</Program></Events>'
    document = streams([(9, "00:00", "READY")], following=40).replace("</Events>", other)

    _, pieces = read(tmp_path, document)

    assert covered(pieces) == {"09:00:00": "09:00:00"}
    assert pieces[0].batch.rows.text == ["A", "READY"]


def test_the_agent_itself_is_no_machine(tmp_path: Path) -> None:
    document = streams([(1, "00:00", "AVAILABLE")], device="Agent").replace("component='Path'", "component='Agent'")

    _, pieces = read(tmp_path, document)

    assert [len(piece.batch.rows) for piece in pieces] == [0]


def test_rejected_observations_are_listed(tmp_path: Path) -> None:
    recordings, pieces = read(tmp_path, streams([(1, "00:00", "READY"), (2, "Tomorrow", "ACTIVE")]))

    assert [(each.line, each.reason) for each in recordings.reports[0].rejected] == [(2, "bad_time")]
    assert codes(pieces) == ["recording_rejected"]


def test_assets_of_a_document_are_kept(tmp_path: Path) -> None:
    tool = '<CuttingTool assetId="T1" timestamp="2024-01-15T08:00:00Z" deviceUuid="u-Mill"><A/></CuttingTool>'
    _, pieces = read(
        tmp_path,
        "<MTConnectDevices><Devices><Device id='d' name='Mill' uuid='u-Mill'/></Devices></MTConnectDevices>",
        f"<MTConnectAssets><Header/><Assets>{tool}</Assets></MTConnectAssets>",
    )

    (asset,) = pieces[-1].batch.assets
    assert (asset.device, asset.asset_id, asset.type, asset.document) == ("Mill", "T1", "CuttingTool", tool)
    assert asset.at == parse_instant("2024-01-15T08:00:00Z")
