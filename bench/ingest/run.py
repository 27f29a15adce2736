"""Drive the plant of the budgets and read off the figures."""

from __future__ import annotations

import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench.figures import Figure
from bench.ingest.documents import FIRST, SIZE, Documents
from bench.ingest.plant import configuration
from bench.ingest.talk import Child

FLIPS = 0.1
"""Share of documents that bring a new execution."""
BYTES_EACH = len(Documents().make(0, FIRST, 1_700_000_000_000_000, 1_000_000, active=True)) / SIZE
LOOKING = 5
"""Browsers whose messages are read; the others only take them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One offered rate: observations a second, and what became of them. `cpu`: cores. Times in ms."""

    offered: float
    stored: float
    cpu: float
    rss_mb: float
    commit_p50_ms: float
    commit_p99_ms: float
    durable_p50_ms: float
    durable_p99_ms: float
    browser_p50_ms: float
    browser_p99_ms: float
    messages: float
    late_ms: float
    """The longest time the agents were late: what the second core was short of."""

    def line(self) -> str:
        """For people who watch it run."""
        return (
            f"offered {self.offered / 1e3:.0f} k/s, stored {self.stored / 1e3:.1f} k/s, cpu {self.cpu:.0%}"
            f" ({self.cpu / max(self.stored, 1) * 1e6:.1f} µs each), rss {self.rss_mb:.0f} MB, commit"
            f" {self.commit_p50_ms:.0f}/{self.commit_p99_ms:.0f} ms, durable {self.durable_p50_ms:.0f}/"
            f"{self.durable_p99_ms:.0f} ms, browser {self.browser_p50_ms:.1f}/{self.browser_p99_ms:.1f} ms,"
            f" {self.messages:.0f} messages/s, agents late {self.late_ms:.0f} ms"
        )

    @property
    def sustained(self) -> bool:
        """Whether everything that was offered was stored in time."""
        return self.stored >= 0.97 * self.offered and self.durable_p99_ms <= 1200


class PlantRun:
    """Agents, browsers and a house. A context."""

    def __init__(self, agents: int, browsers: int) -> None:
        self._agents = agents
        self._browsers = browsers
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.data = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        self.world = self._stack.enter_context(Child("bench.ingest.world", str(self._agents)))
        self.config = self.data / "plant.toml"
        self.config.write_text(configuration(self._agents, self.world.first["port"]), encoding="utf-8")
        self.house = self._stack.enter_context(Child("bench.ingest.house", str(self.data), str(self.config)))
        self._wait_for_readers()
        self.open_browsers(self._browsers)
        return self

    def open_browsers(self, count: int) -> None:
        """So many live sockets more."""
        self.world.ask("browsers", port=self.house.first["port"], count=count, looking=LOOKING)

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def _wait_for_readers(self) -> None:
        until = time.perf_counter() + 60
        while self.world.ask("report")["readers"] < self._agents:
            if time.perf_counter() > until:
                raise RuntimeError(f"only {self.world.ask('report')['readers']} of {self._agents} agents are read")
            time.sleep(0.1)

    def step(self, observations: float, *, warm_s: float, measure_s: float, profile: str | None = None) -> Step:
        """Offer so many observations a second for a while."""
        self.world.ask("rate", observations=observations, flips=FLIPS)
        time.sleep(warm_s)
        self.house.ask("mark")
        self.world.ask("mark")
        if profile:
            self.house.ask("profile")
        time.sleep(measure_s)
        house, world = self.house.ask("report"), self.world.ask("report")
        if profile:
            self.house.ask("profiled", file=profile)
        ages = world["ages_ms"]
        return Step(
            offered=observations,
            stored=house["rows"] / house["seconds"],
            cpu=house["cpu"],
            rss_mb=house["rss_mb"],
            commit_p50_ms=house["commit_p50_ms"],
            commit_p99_ms=house["commit_p99_ms"],
            durable_p50_ms=house["durable_p50_ms"],
            durable_p99_ms=house["durable_p99_ms"],
            browser_p50_ms=ages[len(ages) // 2] if ages else float("nan"),
            browser_p99_ms=ages[int(len(ages) * 0.99)] if ages else float("nan"),
            messages=world["messages"] / house["seconds"],
            late_ms=world["late_ms"],
        )


def measure_ingest(*, quick: bool, expat_bytes_per_s: float) -> list[Figure]:
    """The plant of 500 x 50 x 1 Hz, the same four times as fast, and the most that is kept up with."""
    measure_s, clients = (5, 20) if quick else (15, 200)
    steps: list[Step] = []
    with PlantRun(500, clients) as plant:
        for rate in (25_000, 100_000) if quick else (25_000, 50_000, 75_000, 100_000, 125_000, 150_000, 175_000):
            steps.append(plant.step(rate, warm_s=3, measure_s=measure_s if rate in {25_000, 100_000} else 8))
            print(f"  {steps[-1].line()}", flush=True)
            if not steps[-1].sustained and rate >= 100_000:
                break
    told = {step.offered: step for step in steps}
    kept = max((step.stored for step in steps if step.sustained), default=min(step.stored for step in steps))
    limit = expat_bytes_per_s / BYTES_EACH
    figures = [Figure(key="sustained", value=kept / 1e3)]
    for name, step in (("plant", told.get(25_000)), ("four", told.get(100_000))):
        if step is None:
            continue
        # Where it is not kept up with: what it would take.
        cpu = step.cpu if step.sustained else step.cpu * step.offered / max(step.stored, 1)
        ratio = cpu / step.offered * limit
        figures += [
            Figure(key=f"{name}_cpu", value=cpu * 100, ratio=ratio, of="limit_expat"),
            Figure(key=f"{name}_rss", value=step.rss_mb),
            Figure(key=f"{name}_durable_p99", value=step.durable_p99_ms if step.stored else float("inf")),
            Figure(key=f"{name}_browser_p99", value=step.browser_p99_ms),
        ]
        if name == "plant":
            figures += [
                Figure(key="plant_commit_p50", value=step.commit_p50_ms),
                Figure(key="plant_commit_p99", value=step.commit_p99_ms),
                Figure(key="plant_browser_p50", value=step.browser_p50_ms),
            ]
    return figures


if __name__ == "__main__":
    import sys

    count, *rates = [int(text) for text in sys.argv[1:]]
    with PlantRun(count, 20) as plant_run:
        for each in rates:
            print(plant_run.step(each * 1000, warm_s=6, measure_s=8).line(), flush=True)
