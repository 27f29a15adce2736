"""The commands that take data out of a directory, over the whole house."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.bootstrap import build
from dispatcher.cli.common import REFUSED
from dispatcher.cli.root import app
from dispatcher.config import parse_config
from dispatcher.domain.instant import HOUR, Instant, parse_instant
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.store import Commit, Coverage

TOML = '[site]\ntime_zone = "Europe/Moscow"\n[[machine]]\nid = "mill"\nname = "Mill"\n'


@dataclass
class FixedClock:
    at: Instant

    def now(self) -> Instant:
        return self.at


NOON = parse_instant("2026-11-20T12:00:00Z")
MILL = MachineId("mill")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two hours of contact with a mill that told nothing."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "dispatcher.toml").write_text(TOML, encoding="utf-8")
    house = build(parse_config(TOML, name="t"), folder, FixedClock(Instant(NOON + 2 * HOUR)))
    house.journal.commit(
        Commit(
            coverage=[Coverage(machine=MILL, source=SourceId("agent"), start=NOON, end=Instant(NOON + 2 * HOUR))],
        )
    )
    house.close()
    return folder


def test_a_table_of_the_account(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "stretches.parquet"
    result = CliRunner().invoke(
        app, ["export", "stretches", "--data", str(data), "--format", "parquet", "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    found = pq.read_table(out).to_pylist()
    assert "mill" in {row["machine"] for row in found}
    assert {row["state"] for row in found} == {"no_data"}


def test_a_snapshot(data: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["snapshot", str(tmp_path / "files"), "--data", str(data)])
    assert result.exit_code == 0, result.output
    assert "spans" in result.output
    assert pq.read_table(tmp_path / "files" / "spans").num_rows >= 1


def test_refusals(data: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["export", "secrets", "--data", str(data)]).exit_code == REFUSED
    assert runner.invoke(app, ["snapshot", str(tmp_path), "--data", str(tmp_path / "none")]).exit_code == REFUSED
    wrong = runner.invoke(app, ["snapshot", str(tmp_path / "f"), "--data", str(data), "--table", "secrets"])
    assert wrong.exit_code == REFUSED
