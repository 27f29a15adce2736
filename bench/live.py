"""Fan-out: 200 live sockets, five events a second each, in a server process of its own."""

from __future__ import annotations

import time

from bench.figures import Figure
from bench.ingest.run import PlantRun
from bench.timing import quantile

CLIENTS = 200
PER_SECOND = 5


def measure_live(*, quick: bool) -> list[Figure]:
    """Five machines change their state once a second each; nothing else happens. CPU is what the clients add."""
    seconds = 4 if quick else 12
    with PlantRun(PER_SECOND, 0) as plant:
        alone = _cpu(plant, seconds / 2)
        plant.open_browsers(CLIENTS)
        time.sleep(1)
        with_clients = _cpu(plant, seconds)
        told = plant.world.ask("report")
    ages: list[float] = told["ages_ms"]
    return [
        Figure(key="fanout_cpu", value=(with_clients - alone) * 100),
        Figure(key="fanout_p50", value=quantile(ages, 0.5)),
        Figure(key="fanout_p99", value=quantile(ages, 0.99)),
    ]


def _cpu(plant: PlantRun, seconds: float) -> float:
    plant.world.ask("rate", observations=PER_SECOND * 50, flips=1.0)
    time.sleep(1)
    plant.house.ask("mark")
    plant.world.ask("mark")
    time.sleep(seconds)
    cpu: float = plant.house.ask("report")["cpu"]
    return cpu
