"""The checks of conduct (house rules: the contract of a connector). Each takes a started rig and fails by assertion.

They are plain functions, so that a connector that lives in another repository can be tried by the same suite.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from dispatcher.connectors.sdk.conformance.rig import Fault, Rig
from dispatcher.domain.instant import DAY, HOUR
from dispatcher.ports.connector import (
    AccessDenied,
    Batch,
    ConfigRejected,
    ConnectorError,
    Cursor,
    Garbled,
    LinkDown,
)

PATIENCE_S = 20.0
"""A check that waits for something gives up after this time."""
CANCEL_S = 1.0
MANY = 2_000
TURNS = 50


@dataclass(frozen=True, slots=True)
class Check:
    """A named rule; `needs` are the faults the rig must be able to do."""

    name: str
    run: Callable[[Rig], Awaitable[None]]
    needs: frozenset[Fault] = frozenset()


class Listener:
    """Reads a link and keeps what it gave."""

    def __init__(self, rig: Rig, stream: AsyncIterator[Batch]) -> None:
        self._rig = rig
        self._stream = stream
        self.heard: list[int] = []
        self.batches: list[Batch] = []
        self.cursor: Cursor | None = None

    async def next(self) -> Batch:
        """One batch."""
        async with asyncio.timeout(PATIENCE_S):
            batch = await anext(self._stream)
        self.batches.append(batch)
        self.heard += self._rig.heard(batch)
        self.cursor = batch.cursor if batch.cursor is not None else self.cursor
        return batch

    async def until(self, value: int) -> None:
        """Read on until the value was heard."""
        async with asyncio.timeout(PATIENCE_S):
            while value not in self.heard:
                await self.next()

    async def until_error(self) -> ConnectorError:
        """Read on until the link ends with an error."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    await self.next()
        except ConnectorError as error:
            return error
        except StopAsyncIteration:
            raise AssertionError("the link ended without an error") from None


@asynccontextmanager
async def listening(rig: Rig, after: Cursor | None = None) -> AsyncIterator[Listener]:
    """An open link, closed at the end."""
    async with rig.connector().open(rig.bindings) as link:
        stream = link.batches(after=after)
        try:
            yield Listener(rig, stream)
        finally:
            close = getattr(stream, "aclose", None)
            if close is not None:
                await close()


async def start(rig: Rig, listener: Listener, value: int = 1) -> None:
    """Read until the link carries news."""
    await rig.say(value)
    waiting = asyncio.create_task(rig.listening())
    try:
        await listener.until(value)
    finally:
        waiting.cancel()


# ------------------------------------------------------------------ the checks


async def in_order(rig: Rig) -> None:
    """Values arrive in order, each with two times and a declared signal."""
    async with listening(rig) as listener:
        await start(rig, listener)
        for value in range(2, 12):
            await rig.say(value)
            await listener.until(value)
    heard = [value for value in listener.heard if value > 1]
    assert heard == sorted(heard), heard
    handles = {declared.handle for batch in listener.batches for declared in batch.declared}
    for batch in listener.batches:
        assert batch.received_at > 0
        assert len(batch.rows.source_at) == len(batch.rows.signal)
        assert set(batch.rows.signal) <= handles, "rows of signals that were never declared"


async def probes(rig: Rig) -> None:
    """A look without a link shows the protocol, a device and the present value."""
    await rig.say(7)
    probe = await rig.connector().probe()
    assert probe.protocol
    assert probe.devices
    assert 7 in rig.heard(probe.now)


async def drop_and_go_on(rig: Rig) -> None:
    """A cut is LinkDown; after the cursor nothing is lost that the peer kept, and news come again."""
    async with listening(rig) as first:
        await start(rig, first)
        await rig.fault(Fault.DROP)
        error = await first.until_error()
    assert isinstance(error, LinkDown), repr(error)
    if rig.keeps:
        for value in (21, 22, 23):
            await rig.say(value)
    async with listening(rig, first.cursor) as second:
        await start(rig, second, 30)
    if rig.keeps:
        assert [value for value in second.heard if 20 < value < 30] == [21, 22, 23]


async def refused_then_back(rig: Rig) -> None:
    """While nobody listens it is LinkDown, with a code of its own; afterwards the link comes up again."""
    async with listening(rig) as first:
        await start(rig, first)
        await rig.fault(Fault.REFUSE)
        assert isinstance(await first.until_error(), LinkDown)
    try:
        async with listening(rig, first.cursor) as nobody:
            error = await nobody.until_error()
    except ConnectorError as refused:
        error = refused
    assert isinstance(error, LinkDown), repr(error)
    await rig.mend()
    async with listening(rig, first.cursor) as second:
        await start(rig, second, 40)


async def restarted(rig: Rig) -> None:
    """A peer that died and came back is a new session or a recorded loss; news come again."""
    async with listening(rig) as first:
        await start(rig, first)
        await rig.fault(Fault.RESTART)
        error = await first.until_error()
    assert isinstance(error, LinkDown | Garbled), repr(error)
    async with listening(rig, first.cursor) as second:
        await start(rig, second, 50)


async def silence_is_noticed(rig: Rig) -> None:
    """A peer that is connected and mute is LinkDown within the keep-alive."""
    async with listening(rig) as listener:
        await start(rig, listener)
        await rig.fault(Fault.SILENCE)
        async with asyncio.timeout(rig.keepalive_s * 3 + 2):
            error = await listener.until_error()
    assert isinstance(error, LinkDown), repr(error)
    await rig.mend()


async def rubbish_is_told(rig: Rig) -> None:
    """Rubbish is a note or Garbled, never a crash and never a value; afterwards news come again."""
    async with listening(rig) as listener:
        await start(rig, listener)
        await rig.fault(Fault.BABBLE)
        await rig.say(60)
        try:
            await listener.until(60)
        except (Garbled, LinkDown):
            pass
        else:
            assert [note for batch in listener.batches for note in batch.notes], "rubbish went by unnoticed"
    await rig.mend()
    async with listening(rig, listener.cursor) as again:
        await start(rig, again, 61)


async def skew_survives(rig: Rig) -> None:
    """A wrong clock of the peer stays what it said; our time of receipt is ours."""
    await rig.fault(Fault.SKEW)
    async with listening(rig) as listener:
        await start(rig, listener, 70)
    batch = next(batch for batch in listener.batches if 70 in rig.heard(batch))
    assert max(abs(at - batch.received_at) for at in batch.rows.source_at) > HOUR


async def cancel_leaves_nothing(rig: Rig) -> None:
    """Cancelled within a second, no task left behind."""
    before = asyncio.all_tasks()
    started = asyncio.Event()

    async def read() -> None:
        async with listening(rig) as listener:
            await start(rig, listener)
            started.set()
            while True:
                await listener.next()

    reading = asyncio.create_task(read())
    async with asyncio.timeout(PATIENCE_S):
        await started.wait()
    reading.cancel()
    async with asyncio.timeout(CANCEL_S):
        await asyncio.gather(reading, return_exceptions=True)
    gc.collect()
    for _ in range(TURNS):
        # A peer in this loop sees the end of the connection only after some turns.
        await asyncio.sleep(0)
    left = asyncio.all_tasks() - before - {reading}
    assert left == set(), left


async def a_slow_reader_is_waited_for(rig: Rig) -> None:
    """While the house takes nothing, nothing piles up without end; what then comes is in order."""
    async with listening(rig) as listener:
        await start(rig, listener)
        for value in range(100, 100 + MANY):
            await rig.say(value)
        await listener.until(100 + MANY - 1)
    heard = [value for value in listener.heard if value >= 100]
    assert heard == sorted(heard)


async def a_day_leaves_nothing(rig: Rig) -> None:
    """A day of news, by the clock of the rig, leaves no more objects behind than half a day."""
    left: list[int] = []
    async with listening(rig) as listener:
        await start(rig, listener)
        for half in (1, 2):
            for value in range(half * MANY, half * MANY + MANY // 2):
                rig.clock.jump(DAY // MANY)
                await rig.say(value)
            await listener.until(half * MANY + MANY // 2 - 1)
            listener.heard.clear()
            listener.batches.clear()
            gc.collect()
            left.append(len(gc.get_objects()))
    assert left[1] - left[0] < MANY // 4, left


async def quiet(rig: Rig) -> None:
    """Ordinary work writes no log line at INFO or above."""
    seen: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(record.getMessage())

    root, keep = logging.getLogger(), Keep(logging.INFO)
    level = root.level
    root.addHandler(keep)
    root.setLevel(logging.INFO)
    try:
        async with listening(rig) as listener:
            await start(rig, listener)
            await rig.say(2)
            await listener.until(2)
    finally:
        root.setLevel(level)
        root.removeHandler(keep)
    assert seen == []


async def clock_jumps_survive(rig: Rig) -> None:
    """Our clock set back and forth ends no link."""
    async with listening(rig) as listener:
        await start(rig, listener)
        for value, by in ((81, -2 * HOUR), (82, 4 * HOUR)):
            rig.clock.jump(by)
            await rig.say(value)
            await listener.until(value)


async def wrong_protocol_is_named(rig: Rig) -> None:
    """Something else at the address is told apart from nobody there."""
    nobody = await _refusal(rig, Fault.REFUSE)
    other = await _refusal(rig, Fault.WRONG_PROTOCOL)
    assert isinstance(nobody, LinkDown), repr(nobody)
    assert isinstance(other, Garbled | LinkDown | ConfigRejected), repr(other)
    assert nobody.code != other.code


async def wrong_password_is_named(rig: Rig) -> None:
    """A wrong password is AccessDenied: only a person can mend it; it never stands in the error."""
    error = await _refusal(rig, Fault.WRONG_PASSWORD)
    assert isinstance(error, AccessDenied), repr(error)


async def secrets_stay_secret(rig: Rig) -> None:
    """No secret in what a connector, a batch or an error says of itself."""
    connector = rig.connector()
    said = [repr(connector), repr(vars(connector)) if hasattr(connector, "__dict__") else ""]
    async with listening(rig) as listener:
        await start(rig, listener)
    said += [repr(batch) for batch in listener.batches]
    if Fault.WRONG_PASSWORD in rig.faults:
        said.append(repr(await _refusal(rig, Fault.WRONG_PASSWORD)))
    for secret in rig.secrets:
        assert not any(secret in text for text in said)


async def _refusal(rig: Rig, fault: Fault) -> ConnectorError:
    try:
        async with asyncio.timeout(PATIENCE_S):
            await rig.misdirected(fault).probe()
    except ConnectorError as error:
        return error
    raise AssertionError(f"{fault.value}: the probe found nothing wrong")


CHECKS = (
    Check("in_order", in_order),
    Check("probes", probes),
    Check("drop_and_go_on", drop_and_go_on, frozenset({Fault.DROP})),
    Check("refused_then_back", refused_then_back, frozenset({Fault.REFUSE})),
    Check("restarted", restarted, frozenset({Fault.RESTART})),
    Check("silence_is_noticed", silence_is_noticed, frozenset({Fault.SILENCE})),
    Check("rubbish_is_told", rubbish_is_told, frozenset({Fault.BABBLE})),
    Check("skew_survives", skew_survives, frozenset({Fault.SKEW})),
    Check("cancel_leaves_nothing", cancel_leaves_nothing),
    Check("a_slow_reader_is_waited_for", a_slow_reader_is_waited_for),
    Check("a_day_leaves_nothing", a_day_leaves_nothing),
    Check("quiet", quiet),
    Check("clock_jumps_survive", clock_jumps_survive),
    Check("wrong_protocol_is_named", wrong_protocol_is_named, frozenset({Fault.WRONG_PROTOCOL, Fault.REFUSE})),
    Check("wrong_password_is_named", wrong_password_is_named, frozenset({Fault.WRONG_PASSWORD})),
    Check("secrets_stay_secret", secrets_stay_secret),
)
"""Every check, in the order of the suite."""
