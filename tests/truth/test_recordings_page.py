"""The page about recordings tells figures; they are those of the tables and of `dispatcher replay`."""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.cli.root import app
from tests.support.peers import REPOSITORY
from tests.support.tree import name

PAGES = [REPOSITORY / "docs" / "explanation" / each for each in ("recordings.md", "recordings.ru.md")]
WEEKS = ("2016-W44", "2017-W05", "2017-W20", "2019-W05")
NIST = "nist-smstestbed"
VALUES = (
    "ACTIVE",
    "READY",
    "STOPPED",
    "INTERRUPTED",
    "FEED_HOLD",
    "PROGRAM_STOPPED",
    "PROGRAM_COMPLETED",
    "UNAVAILABLE",
)

MACHINE = re.compile(r"GFAgie01|Mazak\d\d|Hurco\d\d")

Key = tuple[str, str, str]
"""Week, machine, value of EXECUTION."""


def number(cell: str) -> float:
    """A number as either language writes it."""
    cell = cell.replace("−", "-").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    return float(cell.replace(",", ".") if re.search(r",\d$", cell) else cell.replace(",", ""))


def rows(page: Path) -> dict[Key, tuple[float, float]]:
    """(counted, ours) of both tables of the page, in seconds."""
    found: dict[Key, tuple[float, float]] = {}
    week = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) < 4 or not MACHINE.fullmatch(cells[1]):
            continue
        week = cells[0] or week
        value, at = (cells[2], 3) if cells[2] in VALUES else ("ACTIVE", 2)
        counted, ours = (number(cell.partition("(")[0]) for cell in cells[at : at + 2])
        found[week, cells[1], value] = (counted, ours)
    return found


def test_both_languages_tell_the_same_figures() -> None:
    english, russian = map(rows, PAGES)
    assert english == russian
    assert len(english) == 21


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.parametrize("week", WEEKS)
def test_the_figures_are_those_that_come_out(shared_data: Path, week: str) -> None:
    counted: dict[Key, float] = defaultdict(float)
    with (shared_data / NIST / "expected-shop-days.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for value in VALUES:
                counted[row["week"], row["machine"], value] += float(row[f"s_{value}"])
    arguments = [shared_data / NIST / "shop-weeks" / week, "--devices", shared_data / NIST / "agent" / "Devices.xml"]
    result = CliRunner().invoke(app, ["replay", "--json", *map(str, arguments)])
    machines: dict[str, Any] = json.loads(result.stdout)["machines"]
    ours: dict[Key, float] = {}
    for machine, report in machines.items():
        held = report["values"].get("execution") or report["values"].get("Program_Status") or {}
        ours |= {(week, machine, value): held.get(value, {"seconds": 0.0})["seconds"] for value in VALUES}

    told = {key: figures for key, figures in rows(PAGES[0]).items() if key[0] == week}
    assert {key: figures[0] for key, figures in told.items()} == pytest.approx(
        {key: counted[key] for key in told}, abs=0.06
    )
    assert {key: figures[1] for key, figures in told.items()} == pytest.approx(
        {key: ours[key] for key in told}, abs=0.06
    )
    # Every difference above one second is on the page.
    assert {key for key, seconds in ours.items() if abs(seconds - counted[key]) > 1.0} <= told.keys()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_the_differences_are_the_differences(page: Path) -> None:
    told = re.findall(
        r"\| ([\d, ]+[.,]\d) \| ([\d, ]+[.,]\d) \| ([+−][\d, ]+[.,]\d) \|", page.read_text(encoding="utf-8")
    )
    assert len(told) == 11
    assert [number(gap.lstrip("+")) for _, _, gap in told] == pytest.approx(
        [number(ours) - number(counted) for counted, ours, _ in told], abs=0.11
    )
