"""Wiring of the account of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from dispatcher.app.accounts.accountant import Accountant
from dispatcher.app.accounts.follower import Follower
from dispatcher.app.accounts.inputs import AccountInputs
from dispatcher.app.accounts.meaning import Meanings
from dispatcher.app.accounts.reader import AccountReader
from dispatcher.app.health import HealthBook
from dispatcher.app.norms.matching import NormDesk
from dispatcher.app.plant import Plant
from dispatcher.app.queries.explain import Recipes
from dispatcher.app.reasons.signals import SignalLoader, looks_back
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.engine.reasons.facts import SignalTrack
from dispatcher.engine.reasons.rule import ReasonRule, SignalRef
from dispatcher.ports.account import Accounts
from dispatcher.ports.clock import Clock
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Journal, Settings


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

    meanings = Meanings(settings, plant, norms)
    inputs = AccountInputs(journal=journal, log=log, meanings=meanings, signals=signals)
    follower = Follower(
        accounts=accounts,
        log=log,
        settings=settings,
        norms=norms.norms,
        meanings=meanings,
        machines=[info.id for info in plant.machines],
    )
    return AccountOffice(
        reader=AccountReader(inputs=inputs, accounts=accounts, follower=follower, clock=clock),
        accountant=Accountant(inputs=inputs, accounts=accounts, follower=follower, clock=clock, health=health),
    )
