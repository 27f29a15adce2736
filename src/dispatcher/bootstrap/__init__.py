"""The roof: the only file that knows which store, which connectors, which clock."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from dispatcher import __version__
from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.app.accounts.accountant import Accountant
from dispatcher.app.backfilling import Backfiller
from dispatcher.app.board import Board
from dispatcher.app.calendars.book import CalendarBook
from dispatcher.app.collector import Collector
from dispatcher.app.deliveries import Deliveries
from dispatcher.app.dry_runs.desk import DryRuns
from dispatcher.app.health import Check, HealthBook, HealthStatus
from dispatcher.app.housekeeping import Housekeeping
from dispatcher.app.intake import Intake
from dispatcher.app.live import Hub
from dispatcher.app.metrics import Metrics
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.output import output_of
from dispatcher.app.plant import (
    MachineInfo,
    PartsSource,
    Plant,
    ProfileInfo,
    Site,
    standard_states,
)
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.registry import Registry
from dispatcher.app.reports.asking import Readers
from dispatcher.app.snapshots.keeping import SnapshotKeeper
from dispatcher.app.state_rules.desk import StateRulesDesk
from dispatcher.app.supervisor import Supervisor
from dispatcher.app.texts import Texts, load_texts
from dispatcher.app.timelines import Changes, Timelines
from dispatcher.bootstrap.accounts import account_office
from dispatcher.bootstrap.corrections import correction_desk
from dispatcher.bootstrap.figures import figure_desk
from dispatcher.bootstrap.interpreter import calm
from dispatcher.bootstrap.outlet import Outlet
from dispatcher.bootstrap.reasons import reason_desk
from dispatcher.bootstrap.setup import room_of
from dispatcher.bootstrap.snapshots import snapshot_keeper
from dispatcher.bootstrap.sources import all_configured
from dispatcher.bootstrap.state_rules import check_profiles, profiles_of, rule_book, rules_in
from dispatcher.config import Config, StoreSection
from dispatcher.connectors.sdk import registry as connectors
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import Profile, StateRules
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.domain.state import StateKind
from dispatcher.ports.access import AllowAll
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Binding
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.norms import Norms
from dispatcher.ports.store import Journal, SourceNote
from dispatcher.ports.store import Settings as SettingsStore
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from dispatcher.stores.duckdb.recovery import RecoveryReport, recover
from dispatcher.stores.sqlite import SQLiteCorrections, SQLiteNorms, SQLiteSettings

LOW_MB = 2048
"""Less free space than this is told before it hurts, MiB."""
MEBIBYTE = 1024 * 1024


class SystemClock:
    """The machine's clock."""

    def now(self) -> Instant:
        """Microseconds since the epoch, UTC."""
        return Instant(time.time_ns() // 1_000)


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


def plant_of(config: Config, profiles: Mapping[str, Profile]) -> Plant:
    """The plant as the board shows it. Raises InvalidInput `profile_not_found` for a missing profile."""
    protocol: dict[str, str] = {}
    for source in config.source:
        for machine in [source.machine] if source.machine else source.devices.values():
            protocol.setdefault(str(machine), source.connector)
    own = tuple(
        StateKind(code=s.code, base=s.base, words={"en": s.en, "ru": s.ru}, color=s.color, shape=s.shape)
        for s in config.state
    )
    check_profiles(config, profiles)
    sites = tuple(Site(id=site.id, name=site.name, time_zone=site.time_zone) for site in config.site)
    return Plant(
        site=sites[0],
        further=sites[1:],
        machines=tuple(
            MachineInfo(
                id=MachineId(machine.id),
                name=machine.name,
                site=machine.site or sites[0].id,
                area=machine.area,
                line=machine.line,
                kind=machine.kind,
                manufacturer=machine.manufacturer,
                model=machine.model,
                protocol=protocol.get(machine.id, ""),
                profile=machine.profile,
                parts=_parts_source(profiles[machine.profile]),
            )
            for machine in config.machine
        ),
        states=(*standard_states(), *own),
        profiles={
            profile.id: ProfileInfo(id=profile.id, version=str(profile.version), title=profile.title)
            for profile in profiles.values()
        },
    )


def _parts_source(profile: Profile) -> PartsSource:
    if profile.counter is not None:
        return PartsSource.COUNTER
    return PartsSource.NONE if profile.infer is None else PartsSource.INFERRED


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


def build(config: Config, data: Path, clock: Clock | None = None) -> House:
    """Wire the house over a data directory.

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
        plant = plant_of(config, profiles)
        built = all_configured(config, profiles, clock)
        intake = take_up(journal, rules_in(config, book), clock.now())
        undone.pop_all()
    norms = SQLiteNorms(data)
    corrections = SQLiteCorrections(data)
    state_rules = StateRulesDesk(book, settings, clock, profiles_of(config, book), intake.timelines.put_in_force)
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
    supervisor.opened = backfiller.opened
    for source in config.source:
        bindings = (
            [Binding(device="", machine=MachineId(source.machine))]
            if source.machine
            else [Binding(device=device, machine=MachineId(machine)) for device, machine in source.devices.items()]
        )
        name = SourceId(source.id)
        supervisor.add(name, source.connector, built[source.id].address, built[source.id].connector, bindings)
        intake.note(SourceNote(source=name, at=clock.now(), code="configured", params={"version": version}))
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
    board.apply(sources=supervisor.statuses(), now=clock.now())
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
    services = Services(
        version=__version__,
        plant=plant,
        journal=journal,
        catalogue=catalogue,
        board=board,
        accounts=office.reader,
        corrections=correction_desk(journal, settings, corrections, plant, office.reader, clock),
        deliveries=Deliveries(supervisor),
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
            machines=lambda: [info.id for info in plant.machines],
            sources=lambda: {status.address: status.id for status in supervisor.statuses() if status.address},
        ),
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
        calm(),
    ):
        await house.collector.start()
        try:
            yield house
        finally:
            await house.services.setup.stop()
            await house.backfiller.stop()
            await house.collector.stop()
