"""What is at an address: every connector that could be there tries, at the same time and not for long.

Who answers in his own language is a candidate; of everybody else it is told in words why not. With a scheme in the
address only its connectors try; a port that is usual for some protocol is tried by that protocol first and alone, for
many devices take one visitor at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dispatcher.app.plant import SourceError
from dispatcher.app.setup.guard import Guard, Guarded
from dispatcher.app.setup.preview import seen
from dispatcher.app.setup.suggesting import DevicePreview, Fit, preview
from dispatcher.domain.errors import DispatcherError, InvalidInput, NotFound
from dispatcher.domain.profile import DeviceMapping, Profile
from dispatcher.domain.state import BaseState
from dispatcher.ports.connector import LinkDown, Probe
from dispatcher.ports.kit import Kind, Kit, Place

_log = logging.getLogger(__name__)

MANY = 4
"""Looks at once; further ones wait for their turn."""
EACH_S = 3.5
"""How long one connector may look."""
WHOLE_S = 8.0
"""How long all of it may last."""
GRACE_S = 0.3
"""How much longer others may look at a port where one has understood: a port speaks one protocol."""
OTHER_S = 1.5
"""The same, where each looks at a port of his own."""
_LEAVING_S = 0.5
"""How long a connector that was too slow may take to leave."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Question:
    """Where to look. only: connectors that may try, none for all. settings: beside the address, for those connectors
    that know them. profile: a device profile whose entries are read at once, "" for none.
    """

    address: str
    user: str = ""
    password: str = ""
    only: Sequence[str] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    profile: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A connector that understood what is there. score 0..1; settings: to be used as they are, secrets included.
    problem: something to know before it is taken, None mostly.
    """

    connector: str
    title: str
    score: float
    settings: Mapping[str, Any]
    protocol: str
    version: str
    devices: tuple[DevicePreview, ...]
    probe: Probe
    problem: SourceError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A connector that did not, and why."""

    connector: str
    title: str
    problem: SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """Best first. `address` without user and password."""

    address: str
    candidates: tuple[Candidate, ...]
    tried: tuple[Tried, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recogniser:
    """`profiles`: those in force now, by id. `machines`: ids that are taken. `sources`: address -> source there is."""

    kit: Kit
    guard: Guard
    profiles: Callable[[], Mapping[str, Profile]]
    machines: Callable[[], Collection[str]] = tuple
    sources: Callable[[], Mapping[str, str]] = dict
    each_s: float = EACH_S
    whole_s: float = WHOLE_S
    grace_s: float = GRACE_S
    other_s: float = OTHER_S
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MANY))
    _late: set[asyncio.Task[Candidate]] = field(default_factory=set)
    """Tries that were told to leave and have not yet."""

    async def recognise(self, asked: Question) -> Recognised:
        """Look. Raises ConfigRejected `address_unreadable`, `connector_unknown`, InvalidInput `address_not_allowed`,
        `setup_scheme_unknown`, NotFound `profile_id_unknown`, LinkDown `setup_name_unknown`.
        """
        place = self.kit.read(asked.address)
        await self.guard.check(place.host)
        kinds = await asyncio.to_thread(self.kit.kinds)
        given = _Given(asked, place, self._mapping(asked.profile))
        only = {*asked.only, given.mapping.connector} - {""}
        fitting = [self.kit.kind(name) for name in sorted(only)] if only else _fitting(kinds, place)
        if not fitting:
            schemes = sorted({scheme for kind in kinds for scheme in kind.schemes})
            raise InvalidInput("setup_scheme_unknown", scheme=place.scheme or "-", known=", ".join(schemes))
        async with self._turns:
            found = await self._in_stages(_stages(fitting, place), given)
        candidates = [own for own in found if isinstance(own, Candidate)]
        return Recognised(
            address=place.shown,
            candidates=tuple(sorted(candidates, key=lambda own: -own.score)),
            tried=tuple(
                own for own in found if isinstance(own, Tried) and (only or own.problem.code != "setup_no_such_address")
            ),
        )

    async def _in_stages(self, stages: Iterable[Sequence[Kind]], given: _Given) -> list[Candidate | Tried]:
        """Until somebody has understood, or all have tried."""
        deadline = asyncio.get_running_loop().time() + self.whole_s
        found: list[Candidate | Tried] = []
        for stage in stages:
            found += await self._all(stage, given, deadline)
            if any(isinstance(item, Candidate) for item in found):
                break
        return found

    def _mapping(self, profile: str) -> DeviceMapping:
        """What a profile brings. Raises NotFound `profile_id_unknown`."""
        if not profile:
            return DeviceMapping()
        known = self.profiles()
        if profile not in known:
            raise NotFound("profile_id_unknown", profile=profile, known=", ".join(known))
        return known[profile].mapping

    async def _all(self, kinds: Iterable[Kind], given: _Given, deadline: float) -> list[Candidate | Tried]:
        """Everybody at the same time."""
        loop = asyncio.get_running_loop()
        patience = max(0.1, min(self.each_s, deadline - loop.time() - _LEAVING_S))
        tasks = {asyncio.create_task(self._try(kind, given), name=f"try {kind.id}"): kind for kind in kinds}
        try:
            await self._patient(tasks, patience, self.grace_s if given.place.port else self.other_s)
            first = next((kind for task, kind in tasks.items() if _understood(task)), None)
            return [_outcome(task, kind, given, patience, first) for task, kind in tasks.items()]
        finally:
            waiting = [task for task in tasks if not task.done()]
            for task in waiting:
                task.cancel()
                self._late.add(task)
                task.add_done_callback(self._late.discard)
            if waiting:
                await asyncio.wait(waiting, timeout=_LEAVING_S)

    async def _patient(self, tasks: Mapping[asyncio.Task[Candidate], Kind], patience: float, grace: float) -> None:
        """Wait for all, but when one has understood for the others only a little longer: for all but those that share
        its usual port, for what speaks there may be of both (a broker with ordinary topics and Sparkplug).
        """
        loop = asyncio.get_running_loop()
        begin, ports, waiting = loop.time(), set[int | None](), set(tasks)
        ends = begin + patience
        while waiting:
            until = begin + patience if any(tasks[task].port in ports for task in waiting) else ends
            if (left := until - loop.time()) <= 0:
                return
            done, waiting = await asyncio.wait(waiting, timeout=left, return_when=asyncio.FIRST_COMPLETED)
            if understood := [task for task in done if _understood(task)]:
                ends = min(ends, loop.time() + grace)
                ports |= {tasks[task].port for task in understood} - {None}

    async def _try(self, kind: Kind, given: _Given) -> Candidate:
        asked = given.asked
        settings = self.kit.point(kind.id, asked.address, asked.user, asked.password)
        if settings is None:
            raise InvalidInput("setup_no_such_address", connector=kind.id, address=given.place.shown)
        settings |= {name: value for name, value in asked.settings.items() if name in kind.names}
        built = self.kit.build(kind.id, settings, mapping=given.mapping)
        probe = await Guarded(inner=built.connector, hosts=built.hosts, guard=self.guard).probe()
        if not probe.devices and not len(probe.now.rows):
            raise LinkDown("setup_mute", address=given.place.shown, connector=kind.id)
        profiles, machines = self.profiles(), self.machines()

        def previews() -> tuple[DevicePreview, ...]:
            return tuple(preview(own, kind.id, given.place.host, profiles.values(), machines) for own in seen(probe))

        known, devices = self.sources().get(built.address), await asyncio.to_thread(previews)
        return Candidate(
            connector=kind.id,
            title=kind.title,
            score=_score(kind, given.place, probe, devices),
            settings=settings,
            protocol=probe.protocol,
            version=probe.version,
            devices=devices,
            probe=probe,
            problem=None if known is None else SourceError(code="setup_known_source", params={"source": known}),
        )


@dataclass(frozen=True, slots=True, repr=False)
class _Given:
    asked: Question
    place: Place
    mapping: DeviceMapping


def _fitting(kinds: Iterable[Kind], place: Place) -> list[Kind]:
    """Connectors that an address of this kind may lead to. Those without their library cannot say: they are tried
    where nothing was said about the protocol, for what they lack is worth telling.
    """
    if place.scheme:
        return [kind for kind in kinds if kind.findable and place.scheme in kind.schemes]
    ported = place.port is not None
    return [kind for kind in kinds if not kind.available or (kind.findable and (ported or kind.port is not None))]


def _stages(kinds: Sequence[Kind], place: Place) -> list[list[Kind]]:
    """Whom the port belongs to, then all others."""
    usual = [kind for kind in kinds if kind.port is not None and kind.port == place.port]
    others = [kind for kind in kinds if kind not in usual]
    return [stage for stage in (usual, others) if stage]


def _score(kind: Kind, place: Place, probe: Probe, devices: Sequence[DevicePreview]) -> float:
    """How sure it is: who understands values at his own port, and so well that a state comes of them, is surest."""
    score = 0.5 if kind.port is not None else 0.2
    score += 0.15 * bool(probe.devices) + 0.05 * bool(len(probe.now.rows))
    score += 0.1 * any(_judged(fit) for device in devices for fit in device.profiles)
    score += 0.1 * (place.port in (None, kind.port)) + 0.1 * (place.scheme in kind.schemes)
    return round(min(score, 1.0), 2)


def _judged(fit: Fit) -> bool:
    return fit.state not in ("", BaseState.NO_DATA.value)


def _understood(task: asyncio.Task[Candidate]) -> bool:
    return task.done() and not task.cancelled() and task.exception() is None


def _outcome(
    task: asyncio.Task[Candidate], kind: Kind, given: _Given, patience: float, first: Kind | None
) -> Candidate | Tried:
    """`first`: who understood."""
    shown = given.place.shown
    if task.done():
        if (error := task.exception()) is None:
            return task.result()
    elif first is not None:
        error = LinkDown("setup_not_waited", address=shown, connector=kind.id, other=first.id)
    else:
        error = LinkDown("setup_too_slow", address=shown, connector=kind.id, seconds=f"{patience:g}")
    return Tried(connector=kind.id, title=kind.title, problem=problem_of(error, kind, given.asked.password))


def problem_of(error: BaseException | None, kind: Kind, password: str = "") -> SourceError:
    """Any failure as a code with parameters, no secret among them."""
    if isinstance(error, DispatcherError):
        hidden = {name: _without(value, password) for name, value in error.params.items()}
        return SourceError(code=error.code, params=hidden)
    if isinstance(error, OSError | TimeoutError):
        reason = _without(str(error) or type(error).__name__, password)
        return SourceError(code="setup_failed", params={"connector": kind.id, "reason": reason})
    _log.error("connector %s failed in a first look", kind.id, exc_info=error)
    return SourceError(code="setup_broken", params={"connector": kind.id, "reason": type(error).__name__})


def _without(value: object, secret: str) -> object:
    return value.replace(secret, "•••") if secret and isinstance(value, str) else value
