"""What the doors need of the house, handed over by the roof."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeVar, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from dispatcher.api.fragments import Fragments
from dispatcher.api.frames import Frames
from dispatcher.api.threads import in_thread
from dispatcher.app.accounts.reader import AccountReader
from dispatcher.app.backups.keeping import BackupKeeper
from dispatcher.app.board import Board
from dispatcher.app.calendars.book import CalendarBook
from dispatcher.app.corrections.desk import CorrectionDesk
from dispatcher.app.deliveries import Deliveries
from dispatcher.app.dry_runs.desk import DryRuns
from dispatcher.app.figures.desk import Desk
from dispatcher.app.health import Check
from dispatcher.app.live import Hub
from dispatcher.app.manual.desk import ManualDesk
from dispatcher.app.metrics import Metrics
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.output import Output
from dispatcher.app.plant import Plant
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.reasons.desk import ReasonDesk
from dispatcher.app.setup.room import SetupRoom
from dispatcher.app.sources.desk import SourceDesk
from dispatcher.app.state_rules.desk import StateRulesDesk
from dispatcher.app.texts import Texts
from dispatcher.ports.access import AccessPolicy
from dispatcher.ports.clock import Clock
from dispatcher.ports.store import Journal

Result = TypeVar("Result")


async def at_once() -> None:
    """`settle` of a house that shows nothing before it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything a route may use. `health` may block; it is called in a worker thread.

    `origins` are foreign web origins (`https://host:port`) whose pages may read the API and open the
    live socket; the own one always may. `live_queue`: messages a client may be behind before it is
    closed; more than one beat of a large plant brings at once, and shared by all clients. `settle` returns
    when everything that was shown is written.
    """

    version: str
    plant: Plant
    journal: Journal
    catalogue: Catalogue
    board: Board
    hub: Hub
    recipes: Recipes
    accounts: AccountReader
    state_rules: StateRulesDesk
    dry_runs: DryRuns
    corrections: CorrectionDesk
    deliveries: Deliveries
    manual: ManualDesk
    clock: Clock
    texts: Texts
    metrics: Metrics
    access: AccessPolicy
    output: Output
    health: Callable[[], Sequence[Check]]
    calendars: CalendarBook
    figures: Desk
    reasons: ReasonDesk
    norms: NormDesk
    setup: SetupRoom
    sources: SourceDesk
    backups: BackupKeeper
    origins: frozenset[str] = frozenset()
    live_queue: int = 16_384
    settle: Callable[[], Awaitable[None]] = at_once
    fragments: Fragments = field(default_factory=Fragments)
    frames: Frames = field(default_factory=Frames)


def services_of(connection: HTTPConnection) -> Services:
    """The services of the application that serves this connection."""
    return cast("Services", connection.app.state.services)


async def read(services: Services, work: Callable[[], Result]) -> Result:
    """Ask the journal in a worker thread. Whatever the live socket told before is in it: a page that loads a
    timeline and follows the socket from then on misses nothing.
    """
    await services.settle()
    return await in_thread(work)


async def _given(connection: HTTPConnection) -> Services:
    """As a dependency: the framework would call a plain function in a thread."""
    return services_of(connection)


Given = Annotated[Services, Depends(_given)]
