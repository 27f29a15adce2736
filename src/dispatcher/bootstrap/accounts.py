"""Wiring of the account of time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dispatcher.app.accounts.accountant import Accountant
from dispatcher.app.accounts.follower import Follower
from dispatcher.app.accounts.inputs import AccountInputs
from dispatcher.app.accounts.meaning import Meanings
from dispatcher.app.accounts.proof import Proved, prove
from dispatcher.app.accounts.reader import AccountReader
from dispatcher.app.health import HealthBook
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.plant import Plant
from dispatcher.app.queries.catalogue import Catalogue
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.reasons.signals import SignalLoader, looks_back
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import StateRules
from dispatcher.domain.signal import MachineId
from dispatcher.engine.reasons.facts import SignalTrack
from dispatcher.engine.reasons.rule import ReasonRule, SignalRef
from dispatcher.ports.account import Accounts
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Journal, Settings
from dispatcher.stores.duckdb import DuckDBJournal
from dispatcher.stores.sqlite import SQLiteCorrections, SQLiteNorms, SQLiteSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOffice:
    """Whoever reads the account, and whoever keeps it."""

    reader: AccountReader
    accountant: Accountant


def account_office(  # noqa: PLR0913 - the account is made of everything
    *,
    journal: Journal,
    accounts: Accounts,
    settings: Settings,
    log: CorrectionLog,
    norms: NormDesk,
    plant: Plant,
    recipes: Recipes,
    clock: Clock,
    health: HealthBook,
) -> AccountOffice:
    """The account of a plant."""
    inputs = _inputs(journal, settings, log, norms, plant, recipes)
    follower = _follower(accounts, settings, log, norms, inputs)
    return AccountOffice(
        reader=AccountReader(inputs=inputs, accounts=accounts, follower=follower, clock=clock),
        accountant=Accountant(inputs=inputs, accounts=accounts, follower=follower, clock=clock, health=health),
    )


def prove_accounts(
    journal: DuckDBJournal, data: Path, plant: Plant, rules: Mapping[MachineId, StateRules], now: Instant
) -> Proved:
    """Reckon everything that is stored again, over a data directory nobody else has open."""
    with (
        contextlib.closing(SQLiteSettings(data)) as settings,
        contextlib.closing(SQLiteCorrections(data)) as log,
        contextlib.closing(SQLiteNorms(data)) as kept,
    ):
        norms = NormDesk(plant, kept)
        inputs = _inputs(journal, settings, log, norms, plant, Recipes(lambda: rules, Catalogue(journal)))
        return prove(journal.accounts, inputs, _follower(journal.accounts, settings, log, norms, inputs), now)


def _inputs(
    journal: Journal, settings: Settings, log: CorrectionLog, norms: NormDesk, plant: Plant, recipes: Recipes
) -> AccountInputs:
    def signals(
        machine: MachineId, window: Interval, rules: Sequence[ReasonRule]
    ) -> Callable[[SignalRef], SignalTrack]:
        @cache
        def loader() -> SignalLoader:
            schedule = recipes.of(machine)
            return SignalLoader(
                journal=journal, schedule=schedule, machine=machine, window=window, back=looks_back(rules)
            )

        def load(signal: SignalRef) -> SignalTrack:
            # Only where a rule asks for a signal: most ask for none.
            return loader()(signal)

        return load

    return AccountInputs(journal=journal, log=log, meanings=Meanings(settings, plant, norms), signals=signals)


def _follower(
    accounts: Accounts, settings: Settings, log: CorrectionLog, norms: NormDesk, inputs: AccountInputs
) -> Follower:
    return Follower(
        accounts=accounts,
        log=log,
        settings=settings,
        norms=norms.norms,
        meanings=inputs.meanings,
        plant=norms.plant,
    )
