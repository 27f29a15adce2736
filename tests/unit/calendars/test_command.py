"""`dispatcher shifts`: a table for people, JSON for scripts, refusals as sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.app.calendars.document import write_calendar
from dispatcher.app.versions import wrap
from dispatcher.cli.root import app
from dispatcher.domain.instant import Instant
from dispatcher.stores.sqlite import SQLiteSettings
from tests.unit.calendars.shop import calendar, shift, week

PLANT = """
[site]
name = "Works"
time_zone = "Europe/Moscow"
[[machine]]
id = "m1"
name = "Mill"
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with one calendar of one shift."""
    (tmp_path / "dispatcher.toml").write_text(PLANT, encoding="utf-8")
    settings = SQLiteSettings(tmp_path)
    book = calendar("", [shift("day", "08:00", 8, ("12:00", 30))], week("day"))
    settings.put("calendar", "main", wrap(write_calendar(book), None), at=Instant(0), author="")
    rows = {"assignments": [{"scope": "", "calendar": "main"}]}
    settings.put("calendar-assignment", "plant", wrap(rows, None), at=Instant(0), author="")
    settings.close()
    return tmp_path


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["shifts", "--data", str(data), *arguments], env={"DISPATCHER_LANG": "en"})


def test_people_get_a_table(data: Path) -> None:
    told = run(data, "--from", "2026-11-23", "--to", "2026-11-24", "--machine", "m1")
    assert told.output.splitlines() == [
        "day         shift  team  start                   end                     breaks, min  calendar",
        "2026-11-23  day    -     2026-11-23 08:00+03:00  2026-11-23 16:00+03:00  30           main",
    ]


def test_scripts_get_json(data: Path) -> None:
    [row] = json.loads(run(data, "--from", "2026-11-27", "--to", "2026-11-30", "--json").output)
    assert (row["day"], row["start"], row["breaks"][0]["end"]) == (
        "2026-11-27",
        "2026-11-27T05:00:00.000000Z",
        "2026-11-27T09:30:00.000000Z",
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "23.11.2026"), "is no date"),
        (("--from", "2026-11-23", "--to", "2026-11-23"), "must be earlier"),
        (("--machine", "m9"), "m9"),
    ],
)
def test_what_makes_no_sense_is_refused(data: Path, arguments: tuple[str, ...], said: str) -> None:
    told = run(data, *arguments)
    assert told.exit_code == 2
    assert said in told.output
