"""Real recordings through the whole house: the seconds and counts that were counted from the files."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.cli.root import app
from dispatcher.domain.instant import parse_instant

WEEKS = ("2016-W44", "2017-W05", "2017-W20", "2019-W05")
NIST = "nist-smstestbed"


def replay(*arguments: str | Path) -> dict[str, Any]:
    """`dispatcher replay … --json`, read back."""
    result = CliRunner().invoke(app, ["replay", "--json", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def expected_week(shared_data: Path, week: str) -> Mapping[str, dict[str, float]]:
    """Per machine: seconds ACTIVE, changes into ACTIVE, warnings, faults, live lines."""
    found: dict[str, dict[str, float]] = {}
    names = {"running": "s_ACTIVE", "starts": "to_active", "warnings": "cond_warning", "faults": "cond_fault"}
    with (shared_data / NIST / "expected-shop-days.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["week"] == week:
                machine = found.setdefault(row["machine"], dict.fromkeys((*names, "live"), 0.0))
                for name, column in names.items():
                    machine[name] += float(row[column])
                machine["live"] += float(row["live_lines"])
    return found


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.parametrize("week", WEEKS)
def test_a_shop_week_gives_the_counted_seconds(shared_data: Path, week: str) -> None:
    document = replay(
        shared_data / NIST / "shop-weeks" / week, "--devices", shared_data / NIST / "agent" / "Devices.xml"
    )

    expected = expected_week(shared_data, week)
    assert set(document["machines"]) == set(expected)
    start, end = document["window"]
    for name, counted in expected.items():
        machine = document["machines"][name]
        values = machine["values"].get("execution") or machine["values"].get("Program_Status") or {}
        active = values.get("ACTIVE", {"seconds": 0.0, "entries": 0})
        # The table is rounded to tenths per day: seven days differ by less than a second.
        assert machine["seconds"].get("running", 0.0) == pytest.approx(counted["running"], abs=1.0)
        assert active["seconds"] == pytest.approx(counted["running"], abs=1.0)
        assert active["entries"] == counted["starts"]
        assert (machine["warnings"], machine["faults"]) == (counted["warnings"], counted["faults"])
        assert sum(machine["seconds"].values()) == pytest.approx(_seconds(start, end), abs=0.01)
        if not counted["live"]:
            assert set(machine["seconds"]) == {"no_data"}


def _seconds(start: str, end: str) -> float:
    return (parse_instant(end) - parse_instant(start)) / 1_000_000


@pytest.mark.shared_data
@pytest.mark.slow
def test_an_absent_machine_day_is_no_data(shared_data: Path) -> None:
    document = replay(
        shared_data / NIST / "shop-weeks" / "2017-W20", "--devices", shared_data / NIST / "agent" / "Devices.xml"
    )

    # Mazak03 has no file of 2017-05-18; what the other days do not cover must all be "no data".
    machine = document["machines"]["Mazak03"]
    states = machine["seconds"]
    known = sum(seconds for state, seconds in states.items() if state != "no_data")
    assert known <= machine["covered_seconds"]
    assert states["no_data"] >= 86_400


@pytest.mark.shared_data
def test_the_stream_chain_has_no_gap_no_repeat_and_one_restart(shared_data: Path) -> None:
    document = replay(shared_data / NIST / "streams-chain" / "qdr*")

    machines = document["machines"]
    assert document["restarts"] == 1
    assert {name: machine["observations"] for name, machine in machines.items()} == {
        "GFAgie01": 82_725,
        "Mazak03": 21_439,
    }
    assert [machine["duplicates"] for machine in machines.values()] == [0, 0]
    assert [machine["gaps"] for machine in machines.values()] == [[], []]


@pytest.mark.shared_data
def test_the_mill_turn_of_2022_runs_four_programs(shared_data: Path) -> None:
    demo = shared_data / "mtconnect-cppagent" / "demo"
    document = replay(demo / "okuma.txt.gz", "--devices", demo / "Devices.xml")

    machine = document["machines"]["OKUMA"]
    assert machine["observations"] == 25_507
    assert machine["seconds"]["running"] == pytest.approx(186.7 + 605.0 + 548.9 + 16.8, abs=0.4)
    assert machine["cycles_by_outcome"] == {"completed": 4}
    assert document["files"][0]["assets"] == 118


@pytest.mark.shared_data
def test_a_log_without_zones_and_with_a_cut_last_line_is_read(shared_data: Path) -> None:
    folder = shared_data / "mtconnect-agent-js"
    document = replay(folder / "Mazak01.log", "--devices", folder / "Mazak01.xml")

    assert document["machines"]["Mazak01"]["observations"] > 400
    assert document["machines"]["Mazak01"]["seconds"]["running"] > 2_000


@pytest.mark.shared_data
@pytest.mark.slow
def test_a_dirty_log_loses_its_bad_lines_and_nothing_else(shared_data: Path) -> None:
    document = replay(shared_data / NIST / "dirty")

    assert [item["line"] for item in document["rejected"]] == [1, 19, 7_015, 64_893, 65_942]
    assert document["files"][0]["lines"] == 65_942


@pytest.mark.shared_data
@pytest.mark.slow
def test_a_production_run_gives_the_counted_seconds(shared_data: Path) -> None:
    operations = shared_data / NIST / "box-assembly" / "operations"
    with (shared_data / NIST / "expected-operations.csv").open(encoding="utf-8") as file:
        expected = [row for row in csv.DictReader(file) if row["part"] == "Box" and row["op"] == "OP1"]

    found = [
        replay(operations / f"{row['file']}.gz", "--devices", shared_data / NIST / "agent" / "Devices.xml")
        for row in expected
    ]

    running = [document["machines"]["Hurco02"]["seconds"].get("running", 0.0) for document in found]
    assert running == pytest.approx([float(row["active_s"]) for row in expected], abs=1.0)


@pytest.mark.shared_data
@pytest.mark.slow
def test_a_recording_replayed_twice_changes_nothing(shared_data: Path, tmp_path: Path) -> None:
    files = (shared_data / NIST / "shop-weeks" / "2017-W05", "--devices", shared_data / NIST / "agent" / "Devices.xml")

    first = replay(*files, "--data", tmp_path)
    second = replay(*files, "--data", tmp_path)

    for name, machine in second["machines"].items():
        before = first["machines"][name]
        assert machine.pop("duplicates") == before.pop("duplicates") + before["observations"]
        assert machine == before
