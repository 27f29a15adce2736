"""A plant for tests: a fixed clock, three machines, and the services over them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from dispatcher.api.services import Services
from dispatcher.app.board import Board
from dispatcher.app.calendars.book import CalendarBook
from dispatcher.app.dry_runs.desk import DryRuns
from dispatcher.app.figures.desk import Desk
from dispatcher.app.health import HealthBook
from dispatcher.app.live import Hub
from dispatcher.app.metrics import Metrics
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.output import Output, output_of
from dispatcher.app.plant import MachineInfo, MachineKind, PartsSource, Plant, ProfileInfo, Site, standard_states
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.reports.asking import Readers
from dispatcher.app.state_rules.book import Origin, ProfileFile, RuleBook
from dispatcher.app.state_rules.desk import StateRulesDesk
from dispatcher.app.texts import load_texts
from dispatcher.bootstrap.reasons import reason_desk
from dispatcher.bootstrap.setup import room_of
from dispatcher.config import Config
from dispatcher.domain.instant import SECOND, Instant, parse_instant
from dispatcher.domain.signal import Category, MachineId, Quality, SignalId, SignalSpec, SourceId, Value
from dispatcher.domain.state import PartCount, PartsPatch, Span, Track, TrackPatch
from dispatcher.engine.profile_text import read_profile
from dispatcher.ports.access import AllowAll, Caller, Permission, Verdict
from dispatcher.ports.store import ROWS, Coverage, Journal, StoredSession, StoredSignal
from dispatcher.ports.values import encode_value
from dispatcher.stores.duckdb import DuckDBJournal
from dispatcher.stores.memory import MemoryCorrections, MemoryNorms, MemorySettings
from tests.support.account import DailyShifts, golden_day
from tests.support.backups import keeper_of
from tests.support.deliveries import nobody, nowhere
from tests.support.office import office
from tests.support.sources import source_shop
from tests.unit.app.corrections.shop import shop

NOW = parse_instant("2026-11-23T10:00:00Z")
M1, M2, M3 = MachineId("m1"), MachineId("m2"), MachineId("m3")
SOURCE = SourceId("agent")
HOUR = 3600 * SECOND


@dataclass
class FixedClock:
    """Stands still until a test moves it."""

    at: Instant = NOW

    def now(self) -> Instant:
        return self.at


@dataclass
class Lockable:
    """A policy that knows callers by their header and can refuse single permissions."""

    refused: set[Permission] = field(default_factory=set)
    known: bool = True

    def decide(self, caller: Caller, permission: Permission) -> Verdict:
        if permission not in self.refused:
            return AllowAll().decide(caller, permission)
        return Verdict.FORBIDDEN if self.known else Verdict.UNKNOWN_CALLER

    def author(self, caller: Caller) -> str:
        return AllowAll().author(caller)


PROFILE_TEXT = """
id = "test"
version = 3
title = { en = "Test machine", ru = "Тестовый станок" }
[roles.execution]
select = [{ type = "EXECUTION" }]
[[state]]
id = "running"
gives = "running"
when = { signal = "execution", in = ["ACTIVE"] }
[[state]]
id = "idle"
gives = "idle"
when = { signal = "execution", in = ["READY", "STOPPED"] }
"""
PROFILE = read_profile(PROFILE_TEXT, name="test")


def plant() -> Plant:
    """Three machines in two areas."""
    return Plant(
        site=Site(name="Test works", time_zone="Europe/Moscow"),
        machines=(
            MachineInfo(
                id=M1,
                name="Mazak 1",
                area="Shop 1",
                line="A",
                kind=MachineKind.TURNING,
                manufacturer="Mazak",
                model="Integrex",
                protocol="mtconnect",
                profile="test",
                parts=PartsSource.COUNTER,
            ),
            MachineInfo(id=M2, name="Hurco 2", area="Shop 1", kind=MachineKind.MILLING, profile="test"),
            MachineInfo(id=M3, name="Saw 3", area="Shop 2", kind=MachineKind.SAW),
        ),
        states=standard_states(),
        profiles={"test": ProfileInfo(id="test", version="3", title=PROFILE.title)},
    )


def span(
    track: Track,
    value: str,
    start: int,
    end: int | None = None,
    *,
    machine: MachineId = M1,
    rule: str = "",
    **detail: str | float | None,
) -> Span:
    """A span in µs relative to NOW."""
    return Span(
        machine=machine,
        track=track,
        start=Instant(NOW + start),
        end=None if end is None else Instant(NOW + end),
        value=value,
        rule=rule,
        detail=dict(detail),
    )


def patch(*spans: Span, start: int | None = None, end: int | None = None) -> TrackPatch:
    """The patch that puts these spans of one track in place."""
    first = spans[0]
    return TrackPatch(
        machine=first.machine,
        track=first.track,
        start=first.start if start is None else Instant(NOW + start),
        end=None if end is None else Instant(NOW + end),
        spans=spans,
    )


def count(at: int, parts: int = 1, *, machine: MachineId = M1, inferred: bool = False, rule: str = "") -> PartCount:
    """A part count at µs relative to NOW."""
    return PartCount(
        machine=machine,
        at=Instant(NOW + at),
        parts=parts,
        signal_key="parts",
        raw_before=None,
        raw_after=None,
        program="O1",
        inferred=inferred,
        rule=rule,
    )


def parts_patch(*counts: PartCount, start: int, end: int | None = None) -> PartsPatch:
    """Part counts in place of those from `start` on."""
    return PartsPatch(
        machine=counts[0].machine if counts else M1,
        start=Instant(NOW + start),
        end=None if end is None else Instant(NOW + end),
        counts=counts,
    )


def signal(number: int, key: str, *, machine: MachineId = M1, **spec: Any) -> StoredSignal:
    """A declared signal."""
    declared = SignalSpec(
        key=key,
        name=spec.pop("name", key),
        category=spec.pop("category", Category.EVENT),
        type=spec.pop("type", "MESSAGE"),
        **spec,
    )
    return StoredSignal(id=SignalId(number), machine=machine, source=SOURCE, spec=declared)


def rows(number: int, values: Sequence[tuple[int, Value]], quality: Quality = Quality.GOOD) -> pa.Table:
    """Journal rows of one signal: (µs relative to NOW, value)."""
    ats = [NOW + at for at, _ in values]
    encoded = [encode_value(value) for _, value in values]
    columns: Mapping[str, list[Any]] = {
        "signal": [number] * len(ats),
        "at": ats,
        "source_at": ats,
        "received_at": [at + 1000 for at in ats],
        "session": [1] * len(ats),
        "sequence": list(range(1, len(ats) + 1)),
        "num": [num for num, _ in encoded],
        "text": [text for _, text in encoded],
        "quality": [int(quality)] * len(ats),
    }
    return pa.table(columns, schema=ROWS)


def session() -> StoredSession:
    """The numbering all rows belong to."""
    return StoredSession(id=1, source=SOURCE, name="instance-7", first_seen_at=Instant(NOW - HOUR))


def covered(start: int, end: int | None = None, *, machine: MachineId = M1) -> Coverage:
    """Coverage in µs relative to NOW."""
    return Coverage(
        machine=machine,
        source=SOURCE,
        start=Instant(NOW + start),
        end=None if end is None else Instant(NOW + end),
    )


def services(journal: Journal, **changes: Any) -> Services:
    """Everything the application needs, over this journal; the board is loaded from it."""
    clock = FixedClock()
    hub = Hub("epoch-1", keep=changes.pop("keep", 64))
    board = Board(plant(), hub)
    board.load(journal, clock.now())
    catalogue = Catalogue(journal)
    kept, rules, figures = office(journal, plant(), clock).reader, state_rules(clock), desk(clock)
    recipes = Recipes(rules.rules, catalogue)
    made = Services(
        version="1.2.3",
        plant=plant(),
        journal=journal,
        catalogue=catalogue,
        board=board,
        accounts=kept,
        corrections=shop().desk,
        deliveries=nowhere(),
        manual=nobody(journal, shop().desk, clock),
        hub=hub,
        state_rules=rules,
        recipes=recipes,
        dry_runs=DryRuns(
            journal=journal,
            inputs=kept.inputs,
            recipes=recipes,
            state_rules=rules,
            shelf=figures.shelf,
            clock=clock,
        ),
        clock=clock,
        texts=load_texts(),
        metrics=Metrics("1.2.3"),
        access=Lockable(),
        output=output(journal, figures),
        health=HealthBook().look,
        figures=figures,
        reasons=reason_desk(MemorySettings(), MemoryCorrections(), plant(), clock),
        calendars=CalendarBook(MemorySettings(), plant(), clock),
        norms=NormDesk(plant(), MemoryNorms()),
        setup=room_of(Config(), clock, lambda: rules.book, lambda: [info.id for info in plant().machines]),
        sources=source_shop(journal, plant(), rules, clock, board=board).desk,
        backups=keeper_of(None, clock),
    )
    return replace(made, **changes)


def output(journal: Journal, figures: Desk) -> Output:
    """Everything that leaves the house; SQL only where the journal can be asked."""
    settings = MemorySettings()
    readers = Readers(
        plant=plant(),
        desk=figures,
        journal=journal,
        corrections=MemoryCorrections(),
        book=lambda: ReasonBook.of(settings),
        texts=load_texts(),
    )
    return output_of(readers, settings, journal.desk() if isinstance(journal, DuckDBJournal) else None)


def state_rules(clock: FixedClock) -> StateRulesDesk:
    """One profile as a file, two machines of it."""
    files = {"test": ProfileFile(name="test.toml", text=PROFILE_TEXT, origin=Origin.FILE)}
    return StateRulesDesk(RuleBook(files), MemorySettings(), clock, {M1: "test", M2: "test"}, lambda _: None)


def desk(clock: FixedClock) -> Desk:
    """Figures over a golden day of m1, the day before NOW."""
    return Desk(plant=plant(), account=golden_day(), shifts=DailyShifts, settings=MemorySettings(), clock=clock)
