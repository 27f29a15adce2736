"""The house as a process that measures itself: `python -m bench.ingest.house DATA CONFIG`.

Exactly what `dispatcher serve` runs; only the journal's commit is timed from outside.
"""

from __future__ import annotations

import asyncio
import cProfile
import resource
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
import uvloop

from bench.ingest.talk import Answer, listen, say
from dispatcher.bootstrap import build, running
from dispatcher.bootstrap.door import Door
from dispatcher.config import read_config
from dispatcher.ports.store import Commit
from dispatcher.stores.duckdb import DuckDBJournal

_LAGS_MS = 20_000


class Watch:
    """Times every commit, and how long its rows had waited since they were received."""

    def __init__(self) -> None:
        self._commit = DuckDBJournal.commit
        self.reset()

    def reset(self) -> None:
        """Begin to measure anew."""
        self.began = time.perf_counter()
        self.cpu = _cpu_s()
        self.rows = 0
        self.commits_ms: list[float] = []
        self.lags: npt.NDArray[np.int64] = np.zeros(_LAGS_MS, np.int64)

    def commit(self, journal: DuckDBJournal, commit: Commit) -> None:
        """In place of the journal's own."""
        began = time.perf_counter()
        self._commit(journal, commit)
        ended, now = time.perf_counter(), time.time_ns() // 1000
        if commit.rows is not None:
            self.commits_ms.append((ended - began) * 1000)
            self.rows += commit.rows.num_rows
            waited = (now - commit.rows.column("received_at").to_numpy()) // 1000
            self.lags += np.bincount(waited.clip(0, _LAGS_MS - 1), minlength=_LAGS_MS)

    def report(self) -> Answer:
        """Figures since the last reset."""
        elapsed = time.perf_counter() - self.began
        seen = np.cumsum(self.lags)
        commits = sorted(self.commits_ms) or [0.0]
        return {
            "seconds": elapsed,
            "cpu": (_cpu_s() - self.cpu) / elapsed,
            "rows": self.rows,
            "rss_mb": _rss_mb(),
            "commit_p50_ms": commits[len(commits) // 2],
            "commit_p99_ms": commits[int(len(commits) * 0.99)],
            "commit_max_ms": commits[-1],
            "durable_p50_ms": int(np.searchsorted(seen, seen[-1] * 0.5)),
            "durable_p99_ms": int(np.searchsorted(seen, seen[-1] * 0.99)),
        }


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _rss_mb() -> float:
    """Resident memory now; where the system does not tell, the greatest there was."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def main(data: Path, config: Path) -> None:
    watch = Watch()

    def timed(journal: DuckDBJournal, commit: Commit) -> None:
        watch.commit(journal, commit)

    setattr(DuckDBJournal, "commit", timed)  # noqa: B010 - an assignment is refused by the type checker
    house = await asyncio.to_thread(build, read_config(config), data)
    door = Door(house.app, "127.0.0.1", 0)
    profile = cProfile.Profile()
    async with running(house):
        serving = asyncio.create_task(door.serve())
        await door.opened.wait()
        say({"port": door.port})

        async def obey(ask: str, given: Answer) -> Answer:
            match ask:
                case "mark":
                    watch.reset()
                case "report":
                    return watch.report()
                case "profile":
                    profile.enable()
                case "profiled":
                    profile.disable()
                    profile.dump_stats(given["file"])
                case _:
                    raise ValueError(ask)
            return {}

        await listen(obey)
        door.should_exit = True
        await serving
    house.close()


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
