"""The live socket: a snapshot (or what was missed), then typed patches.

Each event is serialised once for all clients, and what a client waits for goes out in one frame. A client
that does not keep up is closed with 4008; what it is behind is bounded by the hub's queue plus one frame in
its socket.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from dispatcher.api import render
from dispatcher.api.auth import Forbidden, Unauthorized, check, refuse_foreign
from dispatcher.api.bulk import freshness, spans, stamps, to_json
from dispatcher.api.frames import together
from dispatcher.api.schemas.live import LiveSubscribe
from dispatcher.api.services import Services, services_of
from dispatcher.app.live import (
    FreshnessChanged,
    MachineChanged,
    MachineGone,
    Overrun,
    Published,
    SpansChanged,
    Subscription,
    ValuesChanged,
)
from dispatcher.domain.errors import DispatcherError, InvalidInput
from dispatcher.domain.instant import format_instant
from dispatcher.ports.access import Permission

NOT_SIGNED_IN = 4001
NOT_ALLOWED = 4003
TOO_SLOW = 4008
QUIET = 4.0
"""Seconds without a message after which a tick is sent; five are promised."""
_NO_ANSWER = 1011
FAREWELL = 10.0
"""Seconds a slow client is given to take its close frame."""

router = APIRouter()


@router.websocket("/api/v1/live")
async def live(
    socket: WebSocket,
    after: Annotated[int | None, Query()] = None,
    epoch: Annotated[str, Query(max_length=100)] = "",
) -> None:
    """One client, from greeting to farewell."""
    services = services_of(socket)
    await socket.accept()
    try:
        refuse_foreign(services, socket)
        check(services, socket, live_permission)
    except (Unauthorized, Forbidden) as refusal:
        await socket.close(NOT_SIGNED_IN if isinstance(refusal, Unauthorized) else NOT_ALLOWED, refusal.code)
        return
    subscription = services.hub.subscribe(services.live_queue)
    session = _Session(services, socket, subscription)
    try:
        await session.run(session.greeting(after, epoch))
    finally:
        services.hub.unsubscribe(subscription)


live_permission = Permission.MACHINES_READ
"""What opening the socket needs; single messages may need more."""


class _Session:
    """Reading, sending and watching for slowness, side by side; the first to end ends all."""

    def __init__(self, services: Services, socket: WebSocket, subscription: Subscription) -> None:
        self._services = services
        self._socket = socket
        self._subscription = subscription
        self._language = services.texts.choose(socket.query_params.get("lang"), socket.headers.get("accept-language"))

    def greeting(self, after: int | None, epoch: str) -> list[str]:
        """The missed events, or the whole board; taken in one go with the subscription."""
        missed = None if after is None else self._services.hub.missed(epoch, after)
        if missed is not None:
            return [payload(self._services, published) for published in missed]
        return [snapshot(self._services)]

    async def run(self, greeting: list[str]) -> None:
        """Until the client goes, or must go."""
        tasks = [
            asyncio.create_task(self._send(greeting)),
            asyncio.create_task(self._read()),
            asyncio.create_task(self._subscription.overrun()),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results = await asyncio.gather(*tasks, return_exceptions=True)
        if self._subscription.dropped:
            await self._say_goodbye()
            return
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, WebSocketDisconnect | Overrun):
                raise result

    async def _say_goodbye(self) -> None:
        """The close frame waits behind what the client has not read yet, but not for ever."""
        try:
            async with asyncio.timeout(FAREWELL):
                await self._socket.close(TOO_SLOW, "too slow")
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            return

    async def _send(self, greeting: list[str]) -> None:
        if greeting:
            await self._put(together(greeting))
        while True:
            try:
                async with asyncio.timeout(QUIET):
                    waiting = await self._subscription.take()
            except TimeoutError:
                await self._put(tick(self._services))
                continue
            await self._put(self._services.frames.of(waiting, partial(payload, self._services)))

    async def _put(self, text: str) -> None:
        """Raises WebSocketDisconnect where the client is gone."""
        try:
            await self._socket.send_text(text)
        except RuntimeError as error:
            # The web server's word for a client that stopped answering its pings.
            raise WebSocketDisconnect(code=_NO_ANSWER) from error

    async def _read(self) -> None:
        while True:
            message = await self._socket.receive_text()
            try:
                await self._obey(message)
            except DispatcherError as refusal:
                text = self._services.texts.text(self._language, f"error.{refusal.code}", refusal.params)
                await self._socket.send_text(trouble(self._services, refusal.code, text))

    async def _obey(self, message: str) -> None:
        """Raises InvalidInput, Unauthorized or Forbidden; the socket stays open."""
        try:
            wanted = LiveSubscribe.model_validate_json(message)
        except ValidationError:
            raise InvalidInput("message_unreadable") from None
        check(self._services, self._socket, wanted.permission)
        for machine in wanted.machines:
            self._services.plant.machine(machine)
        known = [info.id for info in self._services.plant.machines if info.id in wanted.machines]
        added = [machine for machine in known if machine not in self._subscription.machines]
        self._subscription.machines = frozenset(known)
        now = self._services.clock.now()
        for machine in added:
            newest = self._services.board.newest(machine)
            event = ValuesChanged(machine=machine, values=newest)
            present = Published(seq=self._services.hub.seq, at=now, event=event)
            await self._socket.send_text(payload(self._services, present))


def payload(services: Services, published: Published) -> str:
    """The message of an event, serialised the first time it is needed."""
    if published.payload is None:
        published.payload = _message(services, published)
    return published.payload


def _message(services: Services, published: Published) -> str:
    head = {"epoch": services.hub.epoch, "seq": published.seq, "now": format_instant(published.at)}
    match published.event:
        case MachineChanged(summary=summary):
            return _text({**head, "type": "machine", "machine": services.fragments.of(summary)})
        case MachineGone(machine=machine):
            return _text({**head, "type": "gone", "machine": machine})
        case FreshnessChanged(machines=machines):
            return _text({**head, "type": "fresh", "machines": freshness(machines)})
        case SpansChanged() as change:
            start, end = stamps([change.start, change.end])
            where = {"machine": change.machine, "track": change.track.value, "start": start, "end": end}
            return _text({**head, "type": "spans", **where, "spans": spans(change.spans)})
        case ValuesChanged(machine=machine, values=values):
            ats = stamps([value.at for value in values.values()])
            newest = {
                key: {"at": at, "value": render.value(value.value)}
                for at, (key, value) in zip(ats, values.items(), strict=True)
            }
            return _text({**head, "type": "values", "machine": machine, "values": newest})


def _present(services: Services) -> dict[str, object]:
    """The head of a message that is no event."""
    return {"epoch": services.hub.epoch, "seq": services.hub.seq, "now": format_instant(services.clock.now())}


def snapshot(services: Services) -> str:
    """The whole board as it is at the hub's present number."""
    machines = services.fragments.all(services.board.shown(services.clock.now()))
    return _text({**_present(services), "type": "snapshot", "machines": machines})


def tick(services: Services) -> str:
    """A sign of life."""
    return _text({**_present(services), "type": "tick"})


def trouble(services: Services, code: str, text: str) -> str:
    """The answer to a message that could not be obeyed."""
    return _text({**_present(services), "type": "problem", "code": code, "text": text})


def _text(message: dict[str, object]) -> str:
    return to_json(message).decode()
