"""Where the time of an observation goes, stage by stage, in one thread and without a socket.

The same documents and the same code as end to end: `take` what came, derive, commit, show.
"""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench.figures import Figure
from bench.ingest.documents import FIRST, SIZE, Documents, probe
from bench.ingest.plant import configuration
from dispatcher.app.board import Board
from dispatcher.app.collector import Collector
from dispatcher.app.health import HealthBook
from dispatcher.app.intake import Intake
from dispatcher.app.live import Hub
from dispatcher.app.metrics import Metrics
from dispatcher.app.registry import Registry
from dispatcher.app.supervisor import Supervisor
from dispatcher.app.timelines import Timelines
from dispatcher.bootstrap.fleet import plant_of
from dispatcher.bootstrap.interpreter import NEVER
from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.config import parse_config
from dispatcher.connectors.mtconnect.decode import in_sequence
from dispatcher.connectors.sdk.clocks import TwoClocks
from dispatcher.connectors.sdk.mtconnect_xml import (
    Catalogue,
    DevicesDocument,
    ErrorsDocument,
    StreamsDocument,
    StreamsReader,
    read_devices,
)
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.profile import always
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.connector import Batch, Rows
from dispatcher.stores.duckdb import DuckDBJournal

T = TypeVar("T")


class HandClock:
    """Stands still until it is moved: a round is a second of the plant, however long it takes."""

    def __init__(self) -> None:
        self.at = 1_700_000_000 * SECOND

    def now(self) -> Instant:
        return Instant(self.at)


class Stages:
    """The house without its doors; `round` sends one document of every machine through and commits."""

    def __init__(self, machines: int, data: Path) -> None:
        profiles = all_profiles()
        config = parse_config(configuration(machines, 1), name="bench")
        plant = plant_of(config, profiles)
        self.clock = HandClock()
        self.journal = DuckDBJournal(data)
        registry = Registry((), ())
        timelines = Timelines(
            self.journal, registry, {MachineId(m.id): always(profiles[m.profile]) for m in config.machine}
        )
        self.intake = Intake(self.journal, registry, timelines)
        self.board = Board(plant, Hub("bench"))
        self.board.load(self.journal, self.clock.now())
        self.supervisor = Supervisor(self.intake, self.clock)
        self.collector = Collector(self.intake, self.supervisor, self.board, self.clock, HealthBook(), Metrics("bench"))
        self.sources = [
            self.intake.source(SourceId(f"s{number}"), {"": MachineId(f"m{number}")}) for number in range(machines)
        ]
        model = read_devices(probe())
        assert isinstance(model, DevicesDocument)
        self.readers = []
        self.clocks = [TwoClocks() for _ in range(machines)]
        self.declared = []
        for _ in range(machines):
            catalogue = Catalogue(["M"])
            self.declared.append(catalogue.learn(model.devices))
            self.readers.append(StreamsReader(catalogue))
        self.made = Documents()
        self.number = 0
        self.spent: dict[str, float] = {}
        self.rows = 0

    def timed(self, stage: str, work: Callable[[], T]) -> T:
        began = time.thread_time()
        result = work()
        self.spent[stage] = self.spent.get(stage, 0.0) + time.thread_time() - began
        return result

    @staticmethod
    def _ordered(clock: TwoClocks, document: StreamsDocument | ErrorsDocument) -> Rows:
        assert isinstance(document, StreamsDocument)
        rows = in_sequence(document.rows)
        rows.at = clock.effective(rows)
        return rows

    def round(self) -> None:
        self.clock.at += SECOND
        documents = []
        for machine in range(len(self.readers)):
            now = Instant(self.clock.at - SECOND + machine * SECOND // len(self.readers))
            active = (self.number + machine) // 10 % 2 == 0
            first = FIRST + self.number * SIZE
            documents.append((now, self.made.make(self.number, first, now, SECOND, active=active)))
        read = self.timed(
            "parse", lambda: [reader.read(body) for reader, (_, body) in zip(self.readers, documents, strict=True)]
        )
        ordered = self.timed("order", lambda: [self._ordered(*each) for each in zip(self.clocks, read, strict=True)])

        def take() -> None:
            for machine, (source, rows) in enumerate(zip(self.sources, ordered, strict=True)):
                batch = Batch(
                    received_at=documents[machine][0],
                    session="1700000000",
                    rows=rows,
                    cursor={"next": 1},
                    declared=self.declared[machine] if self.number == 0 else (),
                    source_clock=documents[machine][0],
                )
                self.intake.take(source, batch)

        self.timed("take", take)
        self.number += 1
        self.rows += SIZE * len(self.readers)
        taken = self.timed("derive", lambda: self.intake.derive(self.clock.now()))
        self.timed("commit", self.intake.commit)
        self.timed("show", lambda: self.collector._show(taken, []))  # noqa: SLF001 - a stage by itself


def measure_stages(folder: Path, *, quick: bool) -> list[Figure]:
    """Microseconds of CPU an observation spends in each stage."""
    with tempfile.TemporaryDirectory(dir=folder, prefix="bench-stages-") as data:
        stages = Stages(100 if quick else 500, Path(data))
        before = gc.get_threshold()
        gc.set_threshold(*before[:2], NEVER)  # as the house runs
        for _ in range(3):
            stages.round()
        stages.spent.clear()
        stages.rows = 0
        for _ in range(5 if quick else 10):
            stages.round()
        stages.journal.close()
        gc.set_threshold(*before)
    each = {stage: seconds / stages.rows * 1e6 for stage, seconds in stages.spent.items()}
    return [
        *(Figure(key=f"stage_{stage}", value=micros) for stage, micros in each.items()),
        Figure(key="stage_all", value=sum(each.values())),
    ]


if __name__ == "__main__":
    for figure in measure_stages(Path(tempfile.gettempdir()), quick=False):
        print(f"{figure.key:16} {figure.value:6.2f} µs")
