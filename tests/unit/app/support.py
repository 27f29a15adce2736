"""A house on paper: memory journal, a clock that is set by hand, connectors that follow a script."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from importlib.resources import files

from dispatcher.app.intake import Intake
from dispatcher.app.registry import Registry
from dispatcher.app.timelines import ALL_TIME, Timelines
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.profile import Profile, StateRules, always
from dispatcher.domain.signal import Category, MachineId, SignalSpec
from dispatcher.domain.state import Track
from dispatcher.engine.profile_text import read_profile
from dispatcher.ports.connector import Batch, Binding, Cursor, Declared, Link, Loss, Probe, Rows
from dispatcher.ports.store import Journal
from dispatcher.stores.memory import MemoryJournal

START = 1_700_000_000 * SECOND
GENERIC = read_profile(
    files("dispatcher.profiles").joinpath("mtconnect-generic.toml").read_text(encoding="utf-8"), name="generic"
)
MACHINE = MachineId("m1")
EXECUTION = Declared(
    handle=1,
    device="",
    spec=SignalSpec(key="exec", name="execution", category=Category.EVENT, type="EXECUTION"),
)


class HandClock:
    """Shows the second it was set to."""

    def __init__(self, second: float = 0) -> None:
        self.second = second

    def now(self) -> Instant:
        return at(self.second)


def at(second: float) -> Instant:
    return Instant(START + round(second * SECOND))


def batch(
    second: float,
    *values: tuple[float, int, str | None],
    session: str = "a",
    cursor: Cursor | None = None,
    declared: Sequence[Declared] = (EXECUTION,),
    losses: Sequence[Loss] = (),
    source_clock: Instant | None = None,
) -> Batch:
    """Values (second, sequence, execution) received at a second."""
    rows = Rows()
    for value_second, sequence, text in values:
        rows.signal.append(1)
        rows.source_at.append(at(value_second))
        rows.sequence.append(sequence)
        rows.num.append(None)
        rows.text.append(text)
    return Batch(
        received_at=at(second),
        session=session,
        rows=rows,
        declared=tuple(declared),
        cursor=cursor,
        losses=tuple(losses),
        source_clock=source_clock,
    )


def take_up(journal: Journal, profile: Profile = GENERIC, rules: StateRules | None = None) -> Intake:
    registry = Registry(journal.signals(), journal.sessions())
    timelines = Timelines(journal, registry, {MACHINE: rules or always(profile)})
    intake = Intake(journal, registry, timelines)
    changes = timelines.catch_up(at(0))
    journal.commit(changes.commit())
    return intake


def states(journal: Journal) -> list[tuple[float, str]]:
    """(second since the start, state) of every span."""
    everything = journal.spans([MACHINE], [Track.STATE], ALL_TIME)
    return [((span.start - START) / SECOND, span.value) for span in everything]


class ScriptedLink:
    def __init__(self, steps: Iterator[Batch | Exception], asked: list[Cursor | None]) -> None:
        self._steps = steps
        self._asked = asked

    async def batches(self, *, after: Cursor | None) -> AsyncIterator[Batch]:
        self._asked.append(after)
        for step in self._steps:
            await asyncio.sleep(0)
            if isinstance(step, Exception):
                raise step
            yield step
        await asyncio.Event().wait()


class Scripted:
    """A connector that gives what it was told; an exception ends the link, the next link goes on."""

    def __init__(self, *steps: Batch | Exception) -> None:
        self._steps = iter(steps)
        self.asked: list[Cursor | None] = []
        self.open_links = 0

    async def probe(self) -> Probe:
        raise NotImplementedError

    @contextlib.asynccontextmanager
    async def open(self, bindings: Sequence[Binding]) -> AsyncIterator[Link]:
        del bindings
        self.open_links += 1
        try:
            yield ScriptedLink(self._steps, self.asked)
        finally:
            self.open_links -= 1


def memory() -> MemoryJournal:
    return MemoryJournal()
