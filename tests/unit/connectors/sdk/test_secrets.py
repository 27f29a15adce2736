"""Secrets of settings are found by the model: in lists, in tables, in rows; and nothing else is touched."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, SecretStr

from dispatcher.connectors.sdk.secrets import SECRET_SIZE, fetched, with_secrets
from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.ports.connector import ConfigRejected


class Row(BaseModel):
    key: str
    token: SecretStr | None = None


class Paper(Settings):
    url: str = setting(key="paper.url", example="x")
    password: SecretStr = setting(SecretStr(""), key="paper.password", example="…", secret=True)
    tokens: tuple[SecretStr, ...] = setting((), key="paper.tokens", example="…", secret=True)
    plain: str = setting("", key="paper.plain", example="…", secret=True)
    rows: tuple[Row, ...] = setting((), key="paper.rows", example="…")
    by_name: dict[str, Row] = setting({}, key="paper.by_name", example="…")
    table: dict[str, str] = setting({}, key="paper.table", example="…")


GIVEN: dict[str, Any] = {
    "url": "http://a",
    "password": "p",
    "tokens": ["t1", "t2"],
    "plain": "q",
    "rows": [{"key": "a", "token": "r"}, {"key": "b"}],
    "by_name": {"x": {"key": "c", "token": "s"}},
    "table": {"file": "no secret", "env": "neither"},
    "unknown": {"password": "kept as it is"},
}


def test_every_secret_is_found_and_nothing_else() -> None:
    seen: dict[str, Any] = {}

    def change(place: str, value: Any) -> Any:
        seen[place] = value
        return "•"

    changed = with_secrets(Paper, GIVEN, change)

    assert seen == {
        "password": "p",
        "tokens.0": "t1",
        "tokens.1": "t2",
        "plain": "q",
        "rows.0.token": "r",
        "by_name.x.token": "s",
    }
    assert changed["rows"] == [{"key": "a", "token": "•"}, {"key": "b"}]
    assert changed["by_name"] == {"x": {"key": "c", "token": "•"}}
    assert (changed["table"], changed["unknown"], changed["url"]) == (GIVEN["table"], GIVEN["unknown"], "http://a")
    assert GIVEN["password"] == "p"


def test_a_file_of_configuration_may_name_where_a_secret_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "word").write_text("from a file\n", encoding="utf-8")
    monkeypatch.setenv("PAPER_WORD", "from outside")
    given = {
        "url": {"env": "PAPER_WORD"},
        "password": {"env": "PAPER_WORD"},
        "tokens": [{"file": str(tmp_path / "word")}, "plain"],
        "table": {"env": "PAPER_WORD"},
    }

    found = with_secrets(Paper, given, fetched("paper"))

    assert (found["password"], found["tokens"]) == ("from outside", ["from a file", "plain"])
    assert (found["url"], found["table"]) == ({"env": "PAPER_WORD"}, {"env": "PAPER_WORD"})


def test_a_secret_that_is_not_where_it_should_be_is_said_without_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigRejected) as refused:
        with_secrets(Paper, {"password": {"env": "PAPER_NO_SUCH_NAME"}}, fetched("paper"))
    assert (refused.value.code, refused.value.params["field"]) == ("secret_env_missing", "password")

    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00secret")
    (tmp_path / "long").write_bytes(b"x" * (SECRET_SIZE + 1))
    for name in ("missing", "binary", "long"):
        with pytest.raises(ConfigRejected) as refused:
            with_secrets(Paper, {"password": {"file": str(tmp_path / name)}}, fetched("paper"))
        assert refused.value.code == "secret_file_unreadable"
        assert "secret" not in str(refused.value.params["problem"])
