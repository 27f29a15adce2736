"""A works shop that the screens are tried on: the real engine, API and live socket over a journal in memory.

Nothing is pretended between a signal and the screen but the wire: `report` says what a machine would say.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Self, TypeVar

import uvicorn

from dispatcher.api.app import STATIC, create_app
from dispatcher.api.services import Services
from dispatcher.app.board import Board
from dispatcher.app.calendars.book import CalendarBook
from dispatcher.app.dry_runs.desk import DryRuns
from dispatcher.app.health import HealthBook
from dispatcher.app.intake import Intake
from dispatcher.app.live import Hub
from dispatcher.app.metrics import Metrics
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.output import output_of
from dispatcher.app.plant import LinkState, Plant, ProfileInfo, Site, SourceError, SourceStatus, standard_states
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.registry import Registry
from dispatcher.app.reports.asking import Readers
from dispatcher.app.source_intake import SourceIntake
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.app.state_rules.desk import StateRulesDesk, rules_of
from dispatcher.app.texts import load_texts
from dispatcher.app.timelines import Timelines
from dispatcher.bootstrap.corrections import correction_desk
from dispatcher.bootstrap.figures import figure_desk
from dispatcher.bootstrap.reasons import reason_desk
from dispatcher.bootstrap.setup import room_of
from dispatcher.bootstrap.state_rules import profile_files
from dispatcher.config import Config
from dispatcher.domain.instant import HOUR, SECOND, Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Condition, DataSet, MachineId, SourceId, TimeSeries
from dispatcher.ports.access import AllowAll
from dispatcher.ports.connector import Batch, Declared, Rows
from dispatcher.stores.memory import MemoryCorrections, MemoryJournal, MemoryNorms, MemorySettings
from tests.e2e.machines import SIGNALS, Change, day, machines
from tests.support.backups import keeper_of
from tests.support.deliveries import nobody, nowhere
from tests.support.office import office
from tests.support.sources import source_shop

START = parse_instant("2026-11-23T10:00:00Z")
"""What the site's clock shows when a shop opens; it runs on from there."""

Result = TypeVar("Result")


class RunningClock:
    """Starts at START with the object and runs."""

    def __init__(self) -> None:
        self._began = time.monotonic_ns()

    def now(self) -> Instant:
        return Instant(START + (time.monotonic_ns() - self._began) // 1000)


class Workshop:
    """`count` machines with `hours` of history. Use `serve` to put it on a port."""

    def __init__(self, count: int = 14, hours: int = 9, pages: Path = STATIC) -> None:
        self.clock = RunningClock()
        infos = machines(count)
        book = RuleBook(profile_files())
        profile = book.at("mtconnect-generic", self.clock.now())
        self.plant = Plant(
            site=Site(name="Опытный завод", time_zone="Europe/Moscow"),
            machines=infos,
            states=standard_states(),
            profiles={profile.id: ProfileInfo(id=profile.id, version=str(profile.version), title=profile.title)},
        )
        self.journal = MemoryJournal()
        self.catalogue = Catalogue(self.journal)
        self.hub = Hub("workshop")
        self.board = Board(self.plant, self.hub)
        registry = Registry((), ())
        settings, log = MemorySettings(), MemoryCorrections()
        of = {info.id: profile.id for info in infos}
        timelines = Timelines(self.journal, registry, rules_of(book, of))
        self.intake = Intake(self.journal, registry, timelines)
        state_rules = StateRulesDesk(book, settings, self.clock, of, timelines.put_in_force)
        self._sources: dict[MachineId, SourceIntake] = {}
        self._statuses: dict[MachineId, SourceStatus] = {}
        self._sequence = 0
        for number, info in enumerate(infos, 1):
            self._history(number, info.id, hours)
        account = office(self.journal, self.plant, self.clock, settings=settings, log=log).reader
        figures = figure_desk(self.plant, settings, account, self.clock)
        readers = Readers(
            plant=self.plant,
            desk=figures,
            journal=self.journal,
            corrections=log,
            book=lambda: ReasonBook.of(settings),
            texts=load_texts(),
        )
        account = office(self.journal, self.plant, self.clock, settings=settings, log=log).reader
        recipes = Recipes(state_rules.rules, self.catalogue)
        correct = correction_desk(self.journal, settings, log, self.plant, account, self.clock)
        self.services = Services(
            version="0.0.0",
            plant=self.plant,
            journal=self.journal,
            catalogue=self.catalogue,
            board=self.board,
            accounts=account,
            corrections=correct,
            manual=nobody(self.journal, correct, self.clock),
            deliveries=nowhere(),
            hub=self.hub,
            recipes=recipes,
            state_rules=state_rules,
            dry_runs=DryRuns(
                journal=self.journal,
                inputs=account.inputs,
                recipes=recipes,
                state_rules=state_rules,
                shelf=figures.shelf,
                clock=self.clock,
            ),
            clock=self.clock,
            texts=load_texts(),
            metrics=Metrics("0.0.0"),
            access=AllowAll(),
            output=output_of(readers, settings),
            health=HealthBook().look,
            figures=figures,
            reasons=reason_desk(settings, log, self.plant, self.clock),
            calendars=CalendarBook(settings, self.plant, self.clock),
            norms=NormDesk(self.plant, MemoryNorms()),
            setup=room_of(Config(), self.clock, lambda: state_rules.book),
            sources=source_shop(self.journal, self.plant, state_rules, self.clock, board=self.board).desk,
            backups=keeper_of(None, self.clock),
        )
        self.app = create_app(self.services, pages=pages)
        self.board.load(self.journal, START)
        self.board.apply(sources=self._statuses.values(), now=START)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.port = 0

    # ------------------------------------------------------------- signals in

    def _history(self, number: int, machine: MachineId, hours: int) -> None:
        source = self.intake.source(SourceId(f"agent-{number}"), {"": machine})
        self._sources[machine] = source
        never = number == 13
        self._statuses[machine] = SourceStatus(
            id=source.id,
            connector="mtconnect",
            address=f"http://10.1.0.{number % 250}:5000",
            machines=(machine,),
            link=LinkState.NEVER if never else LinkState.UP,
            since=Instant(START - HOUR),
            last_contact_at=None if never else START,
            rate_per_s=0.0 if never else 12.5,
            lag=None if never else 180_000,
            clock_skew=None if never else 7 * SECOND if number == 4 else 12_000,
            error=SourceError(code="unreachable", params={"address": "10.1.0.13:5000"}) if never else None,
            retry_at=Instant(START + 40 * SECOND) if never else None,
        )
        if never:
            return
        start = Instant(START - hours * HOUR)
        changes = sorted(day(number, start, START), key=lambda change: change[0])
        covered = Interval(start, Instant(START + 1)) if number != 12 else Interval(start, Instant(START - 40 * SECOND))
        self._take(machine, changes, received_at=covered.end, covered=covered)
        self.intake.flush(Instant(max(START, covered.end)))
        self._statuses[machine] = replace(
            self._statuses[machine],
            last_data_at=changes[-1][0],
            link=LinkState.DOWN if number == 12 else LinkState.UP,
        )

    def _take(
        self, machine: MachineId, changes: Iterable[Change], *, received_at: Instant, covered: Interval | None = None
    ) -> None:
        handles = {spec.key: handle for handle, spec in enumerate(SIGNALS)}
        rows = Rows()
        for at, key, value in changes:
            self._sequence += 1
            if isinstance(value, Condition | DataSet | TimeSeries):
                rows.rich[len(rows)] = value
            rows.signal.append(handles[key])
            rows.source_at.append(at)
            rows.sequence.append(self._sequence)
            rows.num.append(value if isinstance(value, float) else None)
            rows.text.append(value if isinstance(value, str) else None)
        batch = Batch(
            received_at=received_at,
            session="1",
            rows=rows,
            declared=tuple(Declared(handle=handles[spec.key], device="", spec=spec) for spec in SIGNALS),
            recorded=covered is not None,
            covered=(("", covered),) if covered else (),
            cursor={"next": self._sequence},
        )
        self.intake.take(self._sources[machine], batch)

    def report(self, machine: str, *changes: tuple[str, float | str | Condition | None]) -> None:
        """The machine says so now; returns when the live socket has it."""
        self._call(lambda: self._report(MachineId(machine), changes))

    def _report(self, machine: MachineId, changes: Iterable[tuple[str, float | str | Condition | None]]) -> None:
        now = self.clock.now()
        self._take(machine, [(now, key, value) for key, value in changes], received_at=now)
        taken = self.intake.flush(now)
        status = replace(self._statuses[machine], last_data_at=now, last_contact_at=now)
        self._statuses[machine] = status
        if taken is not None:
            self.board.apply(taken.patches, taken.parts, taken.newest, [status], now=now)

    # ---------------------------------------------------------------- serving

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> str:
        """Put the shop on a port (the same one again after a `stop`); the address of its pages."""
        listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        ready: Future[asyncio.AbstractEventLoop] = Future()
        self._server = uvicorn.Server(
            uvicorn.Config(
                self.app,
                ws="websockets-sansio",
                ws_per_message_deflate=False,
                log_level="error",
                lifespan="off",
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(target=self._run, args=(self._server, listener, ready), daemon=True)
        self._thread.start()
        self._loop = ready.result(timeout=10)
        return self.address

    @staticmethod
    def _run(server: uvicorn.Server, listener: socket.socket, ready: Future[asyncio.AbstractEventLoop]) -> None:
        async def main() -> None:
            ready.set_result(asyncio.get_running_loop())
            await server.serve([listener])

        asyncio.run(main())
        listener.close()

    def stop(self) -> None:
        """Go away, as a server does that is switched off."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(timeout=15)
        self._loop = None

    def _call(self, run: Callable[[], Result]) -> Result:
        if self._loop is None:
            return run()

        async def inside() -> Result:
            return run()

        return asyncio.run_coroutine_threadsafe(inside(), self._loop).result(timeout=30)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()
