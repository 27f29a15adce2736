"""Starts: to the first stored row, after a kill -9 under load, and the demo's month of history."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import duckdb

from bench.figures import Figure
from bench.ingest.documents import FIRST
from bench.ingest.plant import configuration
from bench.ingest.run import FLIPS
from bench.ingest.talk import Child


def measure_starting(folder: Path, *, quick: bool) -> list[Figure]:
    """With 20 agents that send a document a second each; then killed with 100 agents under load."""
    return [
        _first_row(folder),
        *_killed(folder, agents=50 if quick else 500),
        _history(folder, days=2 if quick else 30),
    ]


class _Served:
    """`dispatcher serve` as a user starts it."""

    def __init__(self, data: Path, config: Path, port: int) -> None:
        self.began = time.perf_counter()
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(
            [
                sys.executable, "-c", "from dispatcher.cli import main; main()",
                "serve", "--data", str(data), "--config", str(config), "--port", str(port),
            ],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def get(self, path: str) -> str | None:
        """The answer, None while there is none."""
        with suppress(OSError), urllib.request.urlopen(self.base + path, timeout=5) as answer:  # noqa: S310 - our own
            text: str = answer.read().decode()
            return text
        return None

    def stored(self) -> float:
        """Rows stored since the start."""
        told = self.get("/metrics") or ""
        return sum(
            float(line.rpartition(" ")[2])
            for line in told.splitlines()
            if line.startswith("dispatcher_ingest_rows_total")
        )

    def until_stored(self) -> float:
        """Seconds from the start to the first stored row."""
        while not self.stored():
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}")
            time.sleep(0.02)
        return time.perf_counter() - self.began

    def kill(self) -> None:
        """kill -9."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def _first_row(folder: Path) -> Figure:
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix="bench-start-") as data,
        Child("bench.ingest.world", "20") as world,
    ):
        world.ask("rate", observations=20 * 50 * 4, flips=FLIPS)
        config = Path(data) / "plant.toml"
        config.write_text(configuration(20, world.first["port"]), encoding="utf-8")
        spent = []
        for _ in range(3):
            served = _Served(Path(data), config, _free_port())
            try:
                spent.append(served.until_stored())
            finally:
                served.kill()
    return Figure(key="start_first_row", value=sorted(spent)[1])


def _killed(folder: Path, agents: int) -> list[Figure]:
    """Killed under load; ready: the board is served again; lost: rows behind a stored cursor that are not there."""
    rate = agents * 50.0
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix="bench-kill-") as data,
        Child("bench.ingest.world", str(agents)) as world,
    ):
        config = Path(data) / "plant.toml"
        config.write_text(configuration(agents, world.first["port"]), encoding="utf-8")
        world.ask("rate", observations=rate, flips=FLIPS)
        served = _Served(Path(data), config, _free_port())
        try:
            served.until_stored()
            until = time.perf_counter() + 8
            while time.perf_counter() < until:
                time.sleep(0.5)
        finally:
            served.kill()
        lost = _lost(Path(data))
        again = _Served(Path(data), config, _free_port())
        try:
            while again.get("/api/v1/machines") is None:
                time.sleep(0.02)
            ready = time.perf_counter() - again.began
        finally:
            again.kill()
    return [Figure(key="kill_ready", value=ready), Figure(key="kill_lost", value=float(lost))]


def _lost(data: Path) -> int:
    """Rows that the stored cursors say are read, less those that are stored."""
    copy = data / "copy"
    copy.mkdir()
    for name in ("journal.duckdb", "journal.duckdb.wal"):
        if (data / name).exists():
            (copy / name).write_bytes((data / name).read_bytes())
    with duckdb.connect(str(copy / "journal.duckdb")) as connection:
        read = connection.execute(
            "SELECT sum(CAST(json_extract(cursor, '$.next') AS BIGINT) - ?) FROM positions", [FIRST]
        )
        behind = int((read.fetchone() or (0,))[0] or 0)
        tables = connection.execute("SELECT name FROM partitions").fetchall()
        stored = 0
        for (name,) in tables:
            row = connection.execute(f"SELECT count(*) FROM {name} WHERE sequence >= ?", [FIRST]).fetchone()
            stored += int(row[0]) if row else 0
    return behind - stored


def _history(folder: Path, days: int) -> Figure:
    """The month of the demo, as its first start makes it."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-demo-") as data:
        port = _free_port()
        began = time.perf_counter()
        process = subprocess.Popen(
            [
                sys.executable, "-c", "from dispatcher.cli import main; main()",
                "demo", "--data", data, "--port", str(port), "--days", str(days),
            ],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env={**os.environ, "LANG": "C"},
        )  # fmt: skip
        try:
            assert process.stdout is not None
            for line in process.stdout:
                if f":{port}" in line:
                    break
            spent = time.perf_counter() - began
        finally:
            process.terminate()
            process.wait()
    return Figure(key="demo_history", value=spent * 30 / days)
