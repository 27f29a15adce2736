"""Everything that setting a machine up needs, in one hand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.setup.browsing import Browser
from dispatcher.app.setup.discovering import Discovery
from dispatcher.app.setup.guard import Guard, Network
from dispatcher.app.setup.recognising import Recogniser
from dispatcher.app.setup.trial import Means
from dispatcher.app.setup.trials import Trials
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.ports.clock import Clock
from dispatcher.ports.kit import Kit
from dispatcher.ports.store import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupRoom:
    """What the doors use."""

    kit: Kit
    recogniser: Recogniser
    browser: Browser
    trials: Trials
    discovery: Discovery

    async def stop(self) -> None:
        """Nothing speaks to anybody any more when this returns."""
        await asyncio.gather(self.trials.stop(), self.discovery.stop())


def setup_room(
    *,
    kit: Kit,
    guard: Guard,
    journal: Callable[[], Journal],
    clock: Clock,
    book: Callable[[], RuleBook],
    machines: Callable[[], Collection[str]] = tuple,
    sources: Callable[[], Mapping[str, str]] = dict,
    ranges: Sequence[Network] = (),
) -> SetupRoom:
    """machines: ids there are; sources: address -> the source that reads it now; ranges: what discovery may search."""
    return SetupRoom(
        kit=kit,
        recogniser=Recogniser(
            kit=kit,
            guard=guard,
            profiles=lambda: book().now(clock.now()),
            machines=machines,
            sources=sources,
        ),
        browser=Browser(kit=kit, guard=guard),
        trials=Trials(Means(kit=kit, guard=guard, journal=journal, clock=clock, sources=sources), book),
        discovery=Discovery(kit, guard, clock, ranges),
    )
