"""A desk of sources over memory: connectors that follow a script, secrets sealed with a word."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from dispatcher.app.board import Board
from dispatcher.app.intake import Intake
from dispatcher.app.live import Hub
from dispatcher.app.plant import Plant
from dispatcher.app.registry import Registry
from dispatcher.app.sources.desk import SourceDesk
from dispatcher.app.sources.directory import Directory
from dispatcher.app.sources.entries import MachineEntry, Settings, SourceEntry
from dispatcher.app.sources.fleet import Fleet
from dispatcher.app.sources.sealing import is_sealed, opened, sealed, secrets_in
from dispatcher.app.sources.workshop import Mappings, Ready, Trade
from dispatcher.app.state_rules.desk import StateRulesDesk
from dispatcher.app.supervisor import Supervisor
from dispatcher.app.timelines import Timelines
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import ConfigRejected, Connector
from dispatcher.ports.store import Journal
from dispatcher.stores.memory import MemorySettings
from tests.unit.app.support import Scripted


def unseal(text: str) -> str:
    """The other way round, which is a seal enough here."""
    return text[::-1]


@dataclass
class Bench:
    """A workshop whose one connector, `paper`, needs an address and may have a password."""

    make: Callable[[SourceEntry], Connector] = lambda _: Scripted()
    seen: list[Settings] = field(default_factory=list)

    def build(self, entry: SourceEntry, mappings: Mappings) -> Ready:
        del mappings
        if entry.connector != "paper":
            raise ConfigRejected("connector_unknown", connector=entry.connector, known="paper")
        clear = opened(entry.settings, unseal)
        if "url" not in clear:
            raise ConfigRejected("setting_invalid", connector="paper", field="url", problem="missing")
        self.seen.append(clear)
        secrets = tuple(secrets_in(entry.settings, unseal))
        return Ready(connector=self.make(entry), address=clear["url"], secrets=secrets)

    def seal(self, connector: str, settings: Settings) -> Settings:
        del connector
        kept: dict[str, Any] = dict(settings)
        word = kept.get("password")
        return kept if word is None or is_sealed(word) else {**kept, "password": sealed(word[::-1])}

    def trade(self, connector: str) -> Trade:
        return Trade(title=f"{connector}.title")


@dataclass
class Shop:
    """Everything a desk moves."""

    desk: SourceDesk
    plant: Plant
    board: Board
    intake: Intake
    supervisor: Supervisor
    directory: Directory
    settings: MemorySettings
    hub: Hub
    workshop: Bench


def source_shop(
    journal: Journal,
    plant: Plant,
    rules: StateRulesDesk,
    clock: Clock,
    *,
    settings: MemorySettings | None = None,
    board: Board | None = None,
    workshop: Bench | None = None,
    machines: Iterable[MachineEntry] = (),
) -> Shop:
    """A desk over a plant; its machines stand in the file, unless told otherwise."""
    settings, workshop, hub = settings or MemorySettings(), workshop or Bench(), Hub("e")
    registry = Registry(journal.signals(), journal.sessions())
    intake = Intake(journal, registry, Timelines(journal, registry, rules.rules()))
    if board is None:
        board = Board(plant, hub)
        board.load(journal, clock.now())
    supervisor = Supervisor(intake, clock)
    directory = Directory.of(settings, clock, machines)
    fleet = Fleet(plant=plant, board=board, intake=intake, state_rules=rules, journal=journal, clock=clock)
    desk = SourceDesk(directory=directory, fleet=fleet, supervisor=supervisor, workshop=workshop, clock=clock)
    desk.patience_s = 0.01  # nobody writes the journal here
    return Shop(
        desk=desk,
        plant=plant,
        board=board,
        intake=intake,
        supervisor=supervisor,
        directory=directory,
        settings=settings,
        hub=hub,
        workshop=workshop,
    )
