"""The trials under way: few at once, none for long, gone when nobody asks for them any more."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatcher.app.setup.remapping import Entry
from dispatcher.app.setup.trial import Means, Rules, Trial, TrialView
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.domain.errors import Conflict, NotFound
from dispatcher.domain.instant import MINUTE, SECOND, Instant, Micros
from dispatcher.domain.profile import EVER
from dispatcher.engine.profile_text import profile_id

MANY = 8
LONGEST: Micros = 15 * MINUTE
UNASKED: Micros = 60 * SECOND
_LOOK_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be tried: a source as it would be configured, and the profile of its machine. text: another text of
    the profile, "" for the one in force.
    """

    connector: str
    settings: Mapping[str, Any]
    device: str = ""
    profile: str = "mtconnect-generic"
    text: str = ""


class Trials:
    """Belongs to the event loop. `book`: the state rules as they are now."""

    def __init__(self, means: Means, book: Callable[[], RuleBook]) -> None:
        """None yet."""
        self._means = means
        self._book = book
        self._trials: dict[str, Trial] = {}
        self._sweeper: asyncio.Task[None] | None = None

    async def open(self, wanted: Wanted) -> TrialView:
        """Begin. Raises Conflict `trials_many`, NotFound `profile_id_unknown`, and what settings, address and rules
        are refused with.
        """
        await self.sweep()
        if len(self._trials) >= MANY:
            raise Conflict("trials_many", limit=MANY)
        await asyncio.to_thread(self._means.kit.kinds)
        rules = self._rules(wanted.profile, wanted.text)
        trial = Trial(secrets.token_urlsafe(9), self._means, wanted.connector, wanted.settings, wanted.device, rules)
        self._trials[trial.id] = trial
        try:
            await trial.start()
        except BaseException:
            del self._trials[trial.id]
            await trial.stop()
            raise
        if self._sweeper is None or self._sweeper.done():
            self._sweeper = asyncio.create_task(self._sweeping(), name="trials")
        return await self._view(trial)

    async def get(self, name: str) -> TrialView:
        """As of now; it lives on. Raises NotFound `trial_unknown`."""
        return await self._view(self._asked(name))

    async def change(
        self, name: str, profile: str | None, text: str | None, signals: Sequence[Entry] | None
    ) -> TrialView:
        """Judge the past anew. What is None stays. Raises NotFound `trial_unknown`, and as `open`."""
        trial = self._asked(name)
        now = trial.profile
        rules = None if profile is None and text is None else self._rules(profile or now, text or "")
        await trial.change(rules, signals)
        return await self._view(trial)

    async def close(self, name: str) -> None:
        """End it. Raises NotFound `trial_unknown`."""
        trial = self._asked(name)
        del self._trials[trial.id]
        await trial.stop()

    async def stop(self) -> None:
        """End all."""
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
            self._sweeper = None
        trials, self._trials = list(self._trials.values()), {}
        await asyncio.gather(*(trial.stop() for trial in trials))

    async def sweep(self) -> None:
        """End those whose time is over."""
        now = self._means.clock.now()
        for trial in [own for own in self._trials.values() if _expires(own) <= now]:
            self._trials.pop(trial.id, None)
            await trial.stop()

    # ------------------------------------------------------------------ inside

    async def _sweeping(self) -> None:
        while self._trials:
            await asyncio.sleep(_LOOK_S)
            await self.sweep()

    def _asked(self, name: str) -> Trial:
        trial = self._trials.get(name)
        if trial is None:
            raise NotFound("trial_unknown", trial=name[:40])
        trial.asked_at = self._means.clock.now()
        return trial

    async def _view(self, trial: Trial) -> TrialView:
        return await trial.view(_expires(trial))

    def _rules(self, profile: str, text: str) -> Rules:
        """By a text where one is given, else by the profile's that is in force."""
        book, now = self._book(), self._means.clock.now()
        if not text:
            found = book.at(profile, now)
            return Rules(profile=found, text=book.texts(profile).at(now) or "")
        own = profile_id(text, name=profile)
        return Rules(profile=book.with_draft(own, EVER, text).at(own, now), text=text)


def _expires(trial: Trial) -> Instant:
    """The sooner of the longest life and a minute without a question."""
    return Instant(min(trial.began_at + LONGEST, trial.asked_at + UNASKED))
