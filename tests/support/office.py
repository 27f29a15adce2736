"""The account of time over stores in memory, for tests of whatever reads it."""

from __future__ import annotations

from dispatcher.app.health import HealthBook
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.plant import Plant
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Recipes
from dispatcher.bootstrap.accounts import AccountOffice, account_office
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Journal, Settings
from dispatcher.stores.duckdb import DuckDBJournal
from dispatcher.stores.memory import MemoryCorrections, MemoryJournal, MemoryNorms, MemorySettings


def office(
    journal: Journal,
    plant: Plant,
    clock: Clock,
    *,
    settings: Settings | None = None,
    log: CorrectionLog | None = None,
    norms: NormDesk | None = None,
    recipes: Recipes | None = None,
) -> AccountOffice:
    """Reader and accountant over a journal of ours; what is not given is empty."""
    if not isinstance(journal, DuckDBJournal | MemoryJournal):
        message = "a journal without accounts"
        raise TypeError(message)
    return account_office(
        journal=journal,
        accounts=journal.accounts,
        settings=settings or MemorySettings(),
        log=log or MemoryCorrections(),
        norms=norms or NormDesk(plant, MemoryNorms()),
        plant=plant,
        recipes=recipes or Recipes(dict, Catalogue(journal)),
        clock=clock,
        health=HealthBook(),
    )
