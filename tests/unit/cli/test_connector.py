"""`dispatcher connector`: a folder written by it can be tried at once, and mistakes are named."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import dispatcher.cli.connector  # noqa: F401 - registers the commands
from dispatcher.cli.root import app


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCHER_LANG", "en")
    monkeypatch.setenv("COLUMNS", "200")


def test_a_new_folder_is_written_and_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    written = CliRunner().invoke(app, ["connector", "new", "press_bus"])
    tried = CliRunner().invoke(app, ["connector", "test", "press_bus"])

    assert (written.exit_code, tried.exit_code) == (0, 0), tried.output
    assert "failed" not in tried.output
    assert "To do for bronze: contract" in tried.output


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    refused = CliRunner().invoke(app, ["connector", "new", "mtconnect", "--into", str(tmp_path)])

    assert refused.exit_code == 2
    assert "already" in refused.output


def test_what_is_not_there_cannot_be_tried() -> None:
    assert CliRunner().invoke(app, ["connector", "test", "no_such_bus"]).exit_code == 2


def test_the_list_has_every_protocol() -> None:
    listed = CliRunner().invoke(app, ["connector", "list"])

    assert listed.exit_code == 0
    assert "mtconnect" in listed.output
