"""`dispatcher figures` against the real application on a port of this machine."""

from __future__ import annotations

import csv
import io
import json
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from typer.testing import CliRunner, Result

import dispatcher.cli  # noqa: F401 - registers the commands
from dispatcher.api.app import create_app
from dispatcher.cli.root import app
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import services

DAY = ("--from", "2026-11-23", "--to", "2026-11-23", "--machines", "m1")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(services(MemoryJournal())), log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


def run(address: str, *arguments: str, language: str = "en") -> Result:
    command = ["figures", *arguments, "--server", address]
    return CliRunner().invoke(app, command, env={"DISPATCHER_LANG": language, "COLUMNS": "200"})


def test_a_table_in_the_readers_language(address: str) -> None:
    result = run(address, "availability,oee,mttr,parts", *DAY, "--group-by", "machine", language="ru")
    assert result.exit_code == 0, result.output
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines == [
        "machine Показатель значение видно",
        "m1 Доступность (готовность) 57.1% 100%",
        "m1 Общая эффективность оборудования (индекс OEE) брак не отмечают 100%",
        "m1 Среднее время восстановления (MTTR) 0.67 ч 100%",
        "m1 Изготовлено деталей 90 100%",
    ]


def test_csv_and_json_for_programs(address: str) -> None:
    table = list(csv.DictReader(io.StringIO(run(address, "availability,oee", *DAY, "--format", "csv").stdout)))
    assert [(row["kpi"], row["value"][:6], row["why"]) for row in table] == [
        ("availability", "0.5714", ""),
        ("oee", "", "no_scrap_report"),
    ]
    answer = json.loads(run(address, "availability", *DAY, "--format", "json").stdout)
    assert answer["groups"][0]["figures"][0]["terms"]["APT"] == 8 * 3_600_000_000


def test_what_the_server_refuses_is_its_sentence(address: str) -> None:
    result = run(address, "sorcery", language="ru")
    assert result.exit_code == 2
    assert "Показателя «sorcery» нет" in result.stderr


@pytest.mark.parametrize(("wrong", "words"), [("ftp://plant", "no address"), ("http://127.0.0.1:1", "No answer")])
def test_a_server_that_is_none(wrong: str, words: str) -> None:
    result = run(wrong, "oee")
    assert result.exit_code == 2
    assert words in result.stderr
