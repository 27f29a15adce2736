"""One trial: a live link into a small house in memory, whose past can be judged by other rules at any moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatcher.app.plant import Newest, SourceStatus
from dispatcher.app.queries.explain import Explained
from dispatcher.app.setup.guard import Guard, Guarded
from dispatcher.app.setup.house import MACHINE, SOURCE, TrialHouse, filled
from dispatcher.app.setup.remapping import Entry, entries_of, recast
from dispatcher.app.setup.suggesting import SIGNALS
from dispatcher.app.supervisor import Supervisor
from dispatcher.domain.errors import Conflict, InvalidInput
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import Profile, always
from dispatcher.domain.signal import SignalSpec
from dispatcher.domain.state import Span
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Binding
from dispatcher.ports.kit import Kit
from dispatcher.ports.store import Journal, SourceNote

ROWS = 200_000
"""Observations that a trial remembers."""
SPANS = 500
NOTES = 20
BEAT_S = 0.25
"""How often what came is derived."""
_ORDINARY = frozenset({"link_up", "link_down", "configured"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """State rules a trial judges by: the profile, and the text it was read from."""

    profile: Profile
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """All that is shown of a trial. notes: what the link told beside its coming and going; anew: keys of signals whose
    past could not be said in the words of a new mapping.
    """

    id: str
    expires_at: Instant
    connector: str
    device: str
    link: SourceStatus
    observations: int
    rules: Rules
    signals: Sequence[tuple[SignalSpec, Newest | None]]
    truncated: bool
    explained: Explained
    spans: Sequence[Span]
    notes: Sequence[SourceNote]
    anew: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What trials are made of, handed in by the roof. `journal` makes a new one in memory."""

    kit: Kit
    guard: Guard
    journal: Callable[[], Journal]
    clock: Clock
    sources: Callable[[], Mapping[str, str]] = dict
    """address -> the source that reads it now"""


class Trial:
    """Belongs to the event loop; what may last runs in worker threads, one piece at a time."""

    def __init__(
        self,
        name: str,
        means: Means,
        connector: str,
        settings: Mapping[str, Any],
        device: str,
        rules: Rules,
    ) -> None:
        """Nothing is opened yet. Raises ConfigRejected, InvalidInput for settings that cannot work."""
        self.id = name
        self.began_at = self.asked_at = means.clock.now()
        self.connector = connector
        self.device = device
        self._means = means
        self._settings = dict(settings)
        self._rules = rules
        self._guarded = self._built(self._settings, rules)
        self._house = filled(means.journal, always(rules.profile), (), self.began_at)
        self._supervisor = self._supervised()
        self._anew: tuple[str, ...] = ()
        self._turn = asyncio.Lock()
        self._ended = asyncio.Event()
        self._beat: asyncio.Task[None] | None = None

    @property
    def profile(self) -> str:
        """Id of the one it is judged by."""
        return self._rules.profile.id

    async def start(self) -> None:
        """Open the link. Raises InvalidInput `address_not_allowed`, LinkDown `setup_name_unknown`."""
        await self._guarded.guard.check(*self._guarded.hosts)
        await self._supervisor.start()
        self._beat = asyncio.create_task(self._beating(), name=f"trial {self.id}")

    async def stop(self) -> None:
        """The link is closed when this returns; nothing is left."""
        self._ended.set()
        if self._beat is not None:
            await self._beat
            self._beat = None
        async with self._turn:
            await self._supervisor.stop()
            self._house.journal.close()

    async def view(self, expires_at: Instant) -> TrialView:
        """Everything as of now."""
        async with self._turn:
            return await asyncio.to_thread(self._look, expires_at)

    async def change(self, rules: Rules | None, signals: Sequence[Entry] | None) -> None:
        """Judge the past anew by other rules, read with another mapping. Raises as the constructor, and then nothing
        has changed.
        """
        async with self._turn:
            settings, chosen = dict(self._settings), rules or self._rules
            if signals is not None:
                if not self._means.kit.kind(self.connector).mapped:
                    raise InvalidInput("setup_not_mapped", connector=self.connector)
                settings["signals"] = list(signals)
            before, after = self._entries(self._settings, self._rules), self._entries(settings, chosen)
            if before == after and _reading(chosen) == _reading(self._rules):
                await asyncio.to_thread(self._house.judge_by, always(chosen.profile), self._means.clock.now())
                self._rules = chosen
                return
            await self._reopen(settings, chosen, before, after)

    async def _reopen(
        self, settings: dict[str, Any], rules: Rules, before: Mapping[str, Entry], after: Mapping[str, Entry]
    ) -> None:
        built = self._built(settings, rules)
        built.taken = self._guarded.taken
        await self._supervisor.stop()
        now = self._means.clock.now()
        await asyncio.to_thread(self._house.settle, now)
        kept, anew = recast(before, after, self._house.signals())

        def moved() -> TrialHouse:
            return filled(self._means.journal, always(rules.profile), self._house.remembered(now, kept), now)

        house = await asyncio.to_thread(moved)
        self._house.journal.close()
        self._house, self._guarded, self._settings, self._rules = house, built, settings, rules
        self._anew = tuple(anew)
        self._supervisor = self._supervised()
        await self._supervisor.start()

    # ------------------------------------------------------------------ inside

    def _built(self, settings: Mapping[str, Any], rules: Rules) -> Guarded:
        built = self._means.kit.build(self.connector, settings, self.device, rules.profile.mapping)
        known = self._means.sources().get(built.address)
        if known is not None and built.address and not self._means.kit.kind(self.connector).shared:
            raise Conflict("trial_known_source", source=known, address=built.address)
        return Guarded(inner=built.connector, hosts=built.hosts, guard=self._means.guard, most=ROWS)

    def _supervised(self) -> Supervisor:
        supervisor = Supervisor(self._house.intake, self._means.clock)
        binding = Binding(device=self.device, machine=MACHINE)
        supervisor.add(SOURCE, self.connector, "", self._guarded, [binding], secrets=self._secrets())
        return supervisor

    def _secrets(self) -> tuple[str, ...]:
        """Every word of the settings that must never be shown."""
        names = self._means.kit.kind(self.connector).secrets
        given = (self._settings.get(name) for name in names)
        words = (word for own in given for word in (own if isinstance(own, list | tuple) else [own]))
        return tuple(word for word in words if isinstance(word, str) and word)

    def _entries(self, settings: Mapping[str, Any], rules: Rules) -> dict[str, Entry]:
        return entries_of(rules.profile.mapping.signals, settings.get("signals") or ())

    async def _beating(self) -> None:
        while not self._ended.is_set():
            async with self._turn:
                await asyncio.to_thread(self._house.settle, self._means.clock.now())
                self._house.intake.acknowledge()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(BEAT_S):
                    await self._ended.wait()

    def _look(self, expires_at: Instant) -> TrialView:
        now, house = self._means.clock.now(), self._house
        house.settle(now)
        specs = house.signals()
        return TrialView(
            id=self.id,
            expires_at=expires_at,
            connector=self.connector,
            device=self.device,
            link=self._supervisor.statuses()[0],
            observations=self._guarded.taken,
            rules=self._rules,
            signals=[(spec, house.newest.get(spec.key)) for spec in specs[:SIGNALS]],
            truncated=len(specs) > SIGNALS,
            explained=house.explained(now),
            spans=house.spans(SPANS),
            notes=[note for note in house.notes(NOTES + 10) if note.code not in _ORDINARY][:NOTES],
            anew=self._anew,
        )


def _reading(rules: Rules) -> object:
    mapping = rules.profile.mapping
    return mapping.connector, mapping.settings
