"""What the machine can do at best, measured in the same run: every other figure is read against it."""

from __future__ import annotations

import os
import socket
import tempfile
import threading
import time
from pathlib import Path
from xml.parsers import expat

import numpy as np

from bench.figures import Figure
from bench.ingest.documents import Documents
from bench.timing import best


def measure_limits(folder: Path, *, quick: bool) -> list[Figure]:
    """All limits; files are written into `folder`, where the journal's files are written too."""
    size = 64 if quick else 256
    return [
        Figure(key="limit_python", value=_python() / 1e6),
        Figure(key="limit_memcpy", value=_memcpy(size << 20) / 1e9),
        Figure(key="limit_sync_4k", value=sync_ms(folder, 4_096)),
        Figure(key="limit_sync_500k", value=sync_ms(folder, 500_000)),
        Figure(key="limit_loopback", value=_loopback(size << 20) / 1e9),
        Figure(key="limit_expat", value=expat_bytes_per_s() / 1e6),
        Figure(key="limit_bincount", value=bincount_per_s() / 1e6),
    ]


def _python() -> float:
    def work() -> None:
        for _ in range(200_000):
            pass

    return 200_000 / best(work)


def _memcpy(size: int) -> float:
    source, target = np.ones(size, np.uint8), np.empty(size, np.uint8)
    return size / best(lambda: np.copyto(target, source))


def sync_ms(folder: Path, size: int) -> float:
    """Median milliseconds of an append of `size` bytes with fdatasync."""
    spent: list[float] = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        data = os.urandom(size)
        for _ in range(30):
            began = time.perf_counter()
            file.write(data)
            file.flush()
            os.fdatasync(file.fileno())
            spent.append(time.perf_counter() - began)
    return sorted(spent)[len(spent) // 2] * 1000


def _loopback(size: int) -> float:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def send() -> None:
            with socket.create_connection(server.getsockname()) as out:
                piece = bytes(1 << 20)
                for _ in range(size >> 20):
                    out.sendall(piece)

        sender = threading.Thread(target=send)
        sender.start()
        reader, _ = server.accept()
        with reader:
            began, received = time.perf_counter(), 0
            while data := reader.recv(1 << 20):
                received += len(data)
            elapsed = time.perf_counter() - began
        sender.join()
    return received / elapsed


def expat_bytes_per_s() -> float:
    """libexpat without handlers, on the documents of the simulated agents."""
    body = Documents().make(0, 1_000_000_001, 1_700_000_000_000_000, 1_000_000, active=True)
    return len(body) / best(lambda: expat.ParserCreate().Parse(body, True))


def bincount_per_s() -> float:
    """One pass of NumPy over ready keys: the cheapest thing that can be called deriving."""
    keys = np.random.default_rng(1).integers(0, 3_000, 2_000_000)
    return len(keys) / best(lambda: np.bincount(keys))
