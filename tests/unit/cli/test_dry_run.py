"""The command that tries rules: files into a question, the answer into lines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from dispatcher.cli import dry_run
from dispatcher.cli.root import app

RULES = 'id = "mill"\nversion = 2\n'
ANSWER: Mapping[str, Any] = {
    "window": {"from": "2026-11-22T10:00:00.000000Z", "to": "2026-11-23T10:00:00.000000Z"},
    "looked": 3,
    "truncated": False,
    "machines": [
        {
            "machine": "m1",
            "changed": 5_400_000_000,
            "intervals": [
                {
                    "start": "2026-11-23T06:40:00.000000Z",
                    "end": "2026-11-23T07:40:00.000000Z",
                    "before": {"state": "idle", "reason": "no_job", "time_class": "delay"},
                    "after": None,
                }
            ],
        }
    ],
    "figures": [
        {
            "kpi": "oee",
            "unit": "ratio",
            "before": {"value": 0.5, "why": None, "status": "none"},
            "after": {"value": None, "why": "no_norm", "status": "none"},
        }
    ],
}


def test_the_question_and_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules, targets = tmp_path / "mill.toml", tmp_path / "targets.json"
    rules.write_text(RULES, encoding="utf-8")
    targets.write_text('{"kind": "targets", "key": "plant", "body": {"targets": []}}', encoding="utf-8")
    asked: list[tuple[str, Any]] = []

    def ask(_server: str, path: str, _params: Mapping[str, str], body: object) -> bytes:
        asked.append((path, body))
        return orjson.dumps(ANSWER)

    monkeypatch.setattr(dry_run, "ask", ask)
    monkeypatch.setenv("DISPATCHER_LANG", "en")
    found = CliRunner().invoke(
        app, ["dry-run", str(rules), str(targets), "--to", "2026-11-23T10:00:00Z", "--machines", "m1, m2"]
    )

    assert asked == [
        (
            "/api/v1/dry-runs",
            {
                "changes": [
                    {"kind": "profile", "key": "mill", "body": {"text": RULES}},
                    {"kind": "targets", "key": "plant", "body": {"targets": []}},
                ],
                "from": "2026-11-22T10:00:00.000000Z",
                "to": "2026-11-23T10:00:00.000000Z",
                "machines": ["m1", "m2"],
                "kpis": [],
            },
        )
    ]
    assert found.output.splitlines() == [
        "1 of 3 machines would differ.",
        "",
        "m1: 1.50 h would count otherwise",
        "  2026-11-23T06:40:00.000000Z  2026-11-23T07:40:00.000000Z  idle no_job delay → —",
        "",
        "oee: 50.00% → —",
    ]


@pytest.mark.parametrize(
    ("name", "text"), [("a.json", "{"), ("b.json", '{"kind": "kpi"}'), ("c.toml", "id = "), ("d.toml", "version = 1")]
)
def test_a_file_that_is_nothing_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    found = CliRunner().invoke(app, ["dry-run", str(path)])
    assert (found.exit_code, bool(found.output)) == (2, True)
