"""The roof: the only file that knows which store, which connectors, which clock."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from dispatcher import __version__
from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.app.accounts.accountant import Accountant
from dispatcher.app.backfilling import Backfiller
from dispatcher.app.backups.keeping import BackupKeeper
from dispatcher.app.board import Board
from dispatcher.app.calendars.book import CalendarBook
from dispatcher.app.collector import Collector
from dispatcher.app.deliveries import Deliveries
from dispatcher.app.dry_runs.desk import DryRuns
from dispatcher.app.health import Check, HealthBook, HealthStatus
from dispatcher.app.housekeeping import Housekeeping
from dispatcher.app.intake import Intake
from dispatcher.app.live import Hub
from dispatcher.app.manual.desk import ManualDesk
from dispatcher.app.metrics import Metrics
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.output import output_of
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.registry import Registry
from dispatcher.app.reports.asking import Readers
from dispatcher.app.snapshots.keeping import SnapshotKeeper
from dispatcher.app.sources.fleet import Fleet
from dispatcher.app.state_rules.desk import StateRulesDesk
from dispatcher.app.supervisor import Supervisor
from dispatcher.app.texts import Texts, load_texts
from dispatcher.app.timelines import Changes, Timelines
from dispatcher.bootstrap.accounts import account_office
from dispatcher.bootstrap.backups import backup_keeper
from dispatcher.bootstrap.clock import SystemClock as SystemClock
from dispatcher.bootstrap.connections import RegistryWorkshop, entered, of_file, source_desk
from dispatcher.bootstrap.corrections import correction_desk
from dispatcher.bootstrap.figures import figure_desk
from dispatcher.bootstrap.fleet import directory_of, profiles_of_machines, rules_at_start
from dispatcher.bootstrap.fleet import plant_of as plant_of
from dispatcher.bootstrap.interpreter import calm
from dispatcher.bootstrap.outlet import Outlet
from dispatcher.bootstrap.reasons import reason_desk
from dispatcher.bootstrap.setup import room_of
from dispatcher.bootstrap.snapshots import snapshot_keeper
from dispatcher.bootstrap.sources import all_configured
from dispatcher.bootstrap.state_rules import rule_book
from dispatcher.config import Config, StoreSection
from dispatcher.connectors.sdk import registry as connectors
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import StateRules
from dispatcher.domain.signal import MachineId
from dispatcher.ports.access import AllowAll
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.norms import Norms
from dispatcher.ports.store import Journal
from dispatcher.ports.store import Settings as SettingsStore
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from dispatcher.stores.duckdb.recovery import RecoveryReport, recover
from dispatcher.stores.secrets import FileSecretBox
from dispatcher.stores.sqlite import SQLiteCorrections, SQLiteNorms, SQLiteSettings

LOW_MB = 2048
"""Less free space than this is told before it hurts, MiB."""
MEBIBYTE = 1024 * 1024


def all_texts() -> Texts:
    """The house's texts and those of every connector, in both languages."""
    house = load_texts()
    return house.with_more({language: connectors.texts(language) for language in ("en", "ru")})


def free_space(data: Path) -> Check:
    """Room on the disk of the data directory. Below the store's reserve nothing is written any more."""
    free = shutil.disk_usage(data).free // MEBIBYTE
    reserve = Limits().reserve // MEBIBYTE
    status = HealthStatus.FAILING if free <= reserve else HealthStatus.DEGRADED if free < LOW_MB else HealthStatus.OK
    code = "disk_ok" if status is HealthStatus.OK else "disk_low"
    return Check(name="disk", status=status, code=code, params={"free_mb": free, "path": str(data)})


def open_journal(data: Path, section: StoreSection | None = None, zone: str = "UTC") -> DuckDBJournal:
    """The journal of a data directory; SQL cuts days in `zone`. Raises StoreBusy, StoreFull, StoreFailed."""
    limits = section or StoreSection()
    return DuckDBJournal(data, Limits(memory=limits.memory_limit_mb, threads=limits.threads, zone=zone))


def recover_journal(data: Path) -> RecoveryReport:
    """Make the journal of a data directory open again. Raises StoreBusy, StoreFailed."""
    return recover(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything wired together, ready to be started."""

    app: FastAPI
    services: Services
    collector: Collector
    supervisor: Supervisor
    backfiller: Backfiller
    housekeeping: Housekeeping
    accountant: Accountant
    intake: Intake
    journal: Journal
    settings: SettingsStore
    norms: Norms
    corrections: CorrectionLog
    outlet: Outlet | None
    keeper: SnapshotKeeper | None
    backups: BackupKeeper

    def close(self) -> None:
        """Release the data directory."""
        self.journal.close()
        self.settings.close()
        self.norms.close()
        self.corrections.close()


def take_up(journal: Journal, rules: Mapping[MachineId, StateRules], now: Instant) -> Intake:
    """The intake over a journal, its timelines brought up to `now` and committed."""
    registry = Registry(journal.signals(), journal.sessions())
    timelines = Timelines(journal, registry, rules)
    intake = Intake(journal, registry, timelines)
    changes = timelines.catch_up(now)
    if changes != Changes():
        journal.commit(changes.commit())
    intake.close_contacts(now)
    return intake


def build(config: Config, data: Path, clock: Clock | None = None, file: Path | None = None) -> House:
    """Wire the house over a data directory; `file` is where the configuration stands, for backups.

    Raises StoreBusy when another process owns it, InvalidInput and ConfigRejected for what the
    configuration names and is not there.
    """
    clock = clock or SystemClock()
    data.mkdir(parents=True, exist_ok=True)
    journal = open_journal(data, config.store, config.site[0].time_zone)
    with contextlib.ExitStack() as undone:
        undone.callback(journal.close)
        settings = SQLiteSettings(data)
        undone.callback(settings.close)
        book = rule_book(config, data, settings)
        profiles = book.now(clock.now())
        of_the_file = of_file(config, all_configured(config, profiles, clock, data))
        directory = directory_of(config, settings, clock)
        plant = plant_of(config, profiles, directory)
        plant.former = directory.former(plant, profiles)
        intake = take_up(journal, rules_at_start(plant, directory, book), clock.now())
        undone.pop_all()
    norms = SQLiteNorms(data)
    corrections = SQLiteCorrections(data)
    state_rules = StateRulesDesk(
        book, settings, clock, profiles_of_machines(plant, book), intake.timelines.put_in_force
    )
    version = _keep_version(settings, config, clock)
    hub = Hub(secrets.token_hex(8))
    board = Board(plant, hub)
    board.load(journal, clock.now())
    health = HealthBook()
    health.watch(lambda: free_space(data))
    metrics = Metrics(__version__)
    catalogue = Catalogue(journal)
    supervisor = Supervisor(intake, clock)
    backfiller = Backfiller(journal, intake, clock, supervisor.room)
    supervisor.opened, supervisor.closed = backfiller.opened, backfiller.closed
    outlet = Outlet(config.mtconnect_agent, plant, intake.registry, clock) if config.mtconnect_agent.enabled else None
    collector = Collector(
        intake,
        supervisor,
        board,
        clock,
        health,
        metrics,
        declared=catalogue.forget,
        handed_out=outlet.hand_out if outlet is not None else lambda _: None,
    )
    workshop = RegistryWorkshop(FileSecretBox(data), clock, data)
    for gone in plant.former:
        state_rules.release(gone.info.id)
        intake.leave(gone.info.id)  # after what a crash left open of it is closed
    fleet = Fleet(
        plant=plant,
        board=board,
        intake=intake,
        state_rules=state_rules,
        journal=journal,
        clock=clock,
        told=outlet.remodel if outlet is not None else lambda: None,
    )
    sources = source_desk(config, directory, fleet, supervisor, workshop)
    sources.take_up({**of_the_file, **entered(directory, profiles, workshop, of_the_file)}, version)
    recipes, norm_desk = Recipes(state_rules.rules, catalogue), NormDesk(plant, norms)
    office = account_office(
        journal=journal,
        accounts=journal.accounts,
        settings=settings,
        log=corrections,
        norms=norm_desk,
        plant=plant,
        recipes=recipes,
        clock=clock,
        health=health,
    )
    texts, figures = all_texts(), figure_desk(plant, settings, office.reader, clock)
    readers = Readers(
        plant=plant,
        desk=figures,
        journal=journal,
        corrections=corrections,
        book=lambda: ReasonBook.of(settings),
        texts=texts,
    )
    correct = correction_desk(journal, settings, corrections, plant, office.reader, clock)
    deliveries = Deliveries(supervisor)
    backups = backup_keeper(config.backup, journal, data, file, clock, health)
    services = Services(
        version=__version__,
        plant=plant,
        journal=journal,
        catalogue=catalogue,
        board=board,
        accounts=office.reader,
        corrections=correct,
        manual=ManualDesk(supervisor, deliveries, journal, correct, clock),
        deliveries=deliveries,
        hub=hub,
        recipes=recipes,
        state_rules=state_rules,
        dry_runs=DryRuns(
            journal=journal,
            inputs=office.reader.inputs,
            recipes=recipes,
            state_rules=state_rules,
            shelf=figures.shelf,
            clock=clock,
        ),
        clock=clock,
        texts=texts,
        metrics=metrics,
        access=AllowAll(),
        output=output_of(readers, settings, journal.desk()),
        health=health.look,
        figures=figures,
        norms=norm_desk,
        calendars=CalendarBook(settings, plant, clock),
        settle=collector.settle,
        reasons=reason_desk(settings, corrections, plant, clock),
        setup=room_of(
            config,
            clock,
            lambda: state_rules.book,
            home=data,
            machines=lambda: [info.id for info in plant.machines],
            sources=lambda: {
                status.address: status.id
                for status in supervisor.statuses()
                if status.address and status.paused is None
            },
        ),
        sources=sources,
        backups=backups,
        origins=frozenset(config.server.origins),
    )
    return House(
        app=create_app(services),
        services=services,
        collector=collector,
        supervisor=supervisor,
        backfiller=backfiller,
        housekeeping=Housekeeping(journal, clock, health),
        accountant=office.accountant,
        intake=intake,
        journal=journal,
        settings=settings,
        norms=norms,
        corrections=corrections,
        outlet=outlet,
        keeper=snapshot_keeper(config.snapshot, services.output.snapshots, health),
        backups=backups,
    )


def _keep_version(settings: SettingsStore, config: Config, clock: Clock) -> int:
    """The version number of this configuration; a changed one gets the next (trap 31)."""
    document = json.loads(config.model_dump_json(exclude={"source": {"__all__": {"settings"}}}))
    history = settings.history("config", "plant")
    if history and history[-1][3] == document:
        return history[-1][0]
    return settings.put("config", "plant", document, at=clock.now(), author="file")


@contextlib.asynccontextmanager
async def running(house: House) -> AsyncIterator[House]:
    """The house at work: links open, the collector beating; everything closed at the end."""
    async with (
        house.outlet.serving() if house.outlet is not None else contextlib.nullcontext(),
        house.housekeeping.at_work(),
        house.accountant.at_work(),
        house.keeper.at_work() if house.keeper is not None else contextlib.nullcontext(),
        house.backups.at_work(),
        calm(),
    ):
        await house.collector.start()
        try:
            yield house
        finally:
            await house.services.setup.stop()
            await house.backfiller.stop()
            await house.collector.stop()
