"""The test's hand on a running agent: an HTTP port for feeding and for making it misbehave.

Never part of an agent that serves a plant. `POST /feed` takes lines (see `feed`); the others take
and give JSON: `/fault`, `/drop`, `/restart`, `/jump`, `/unavailable`, `/available`, `/flap`;
`GET /state` tells instance, sequences, faults.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from dispatcher.agent.agent import Agent
from dispatcher.agent.faults import SkewedClock, Stall
from dispatcher.agent.feed import Feed
from dispatcher.agent.server import Server
from dispatcher.domain.errors import InvalidInput

_COUNTED = ("garble", "truncate", "duplicate", "refuse")
_LARGEST = 64 * 1024 * 1024
Order = Mapping[str, object]


class Control:
    """Orders to one agent and its server."""

    def __init__(self, agent: Agent, server: Server, clock: SkewedClock) -> None:
        self._agent = agent
        self._server = server
        self._clock = clock
        self._feed = Feed(agent, clock)

    def application(self) -> web.Application:
        """The control site."""
        app = web.Application(client_max_size=_LARGEST)
        app.router.add_get("/state", self._answer(lambda _: None))
        app.router.add_post("/feed", self._fed)
        orders: Mapping[str, Callable[[Order], object]] = {
            "fault": self._fault,
            "drop": lambda _: {"dropped": self._server.drop()},
            "restart": self._restart,
            "jump": lambda order: self._agent.jump(_whole(order, "sequence")),
            "unavailable": lambda _: {"fallen": self._agent.unavailable(self._clock.now())},
            "available": lambda _: self._agent.available(self._clock.now()),
            "flap": self._flap,
        }
        for name, order in orders.items():
            app.router.add_post(f"/{name}", self._answer(order))
        return app

    def _state(self) -> dict[str, object]:
        """What a test wants to know."""
        faults = self._server.site.faults
        return {
            "instance": self._agent.instance_id,
            "first": self._agent.first_sequence,
            "next": self._agent.next_sequence,
            "clients": self._agent.listeners,
            "stall": faults.stall.value,
            "skew_us": self._clock.skew,
            **{name: getattr(faults, name) for name in _COUNTED},
        }

    def _answer(self, order: Callable[[Order], object]) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler that obeys and tells the state afterwards; 422 for what cannot be obeyed."""

        async def handle(request: web.Request) -> web.Response:
            body = await request.read()
            try:
                read = json.loads(body) if body else {}
                done = order(read if isinstance(read, dict) else {})
            except (InvalidInput, ValueError) as refusal:
                return web.json_response({"refused": str(refusal)}, status=422)
            return web.json_response({**self._state(), **(done if isinstance(done, dict) else {})})

        return handle

    async def _fed(self, request: web.Request) -> web.Response:
        """Lines in, counts out."""
        for line in (await request.text()).splitlines():
            self._feed.line(line)
        told = self._feed.told
        return web.json_response(
            {
                **self._state(),
                "observations": told.observations,
                "suppressed": told.suppressed,
                "assets": told.assets,
                "refused": told.refused,
                "rejected": [str(refusal) for refusal in told.rejected],
            }
        )

    def _fault(self, order: Order) -> None:
        """Set faults: garble, truncate, duplicate, refuse (how many), mute_heartbeats, stall, skew_us."""
        faults = self._server.site.faults
        unknown = set(order) - {*_COUNTED, "mute_heartbeats", "stall", "skew_us"}
        if unknown:
            raise InvalidInput("agent.unknown_fault", names=sorted(unknown))
        for name in _COUNTED:
            if name in order:
                setattr(faults, name, _whole(order, name))
        faults.mute_heartbeats = bool(order.get("mute_heartbeats", faults.mute_heartbeats))
        if "stall" in order:
            faults.set_stall(Stall(str(order["stall"])))
        if "skew_us" in order:
            self._clock.skew = _whole(order, "skew_us")

    def _restart(self, order: Order) -> None:
        """A new instance, as if the process had been started anew: everybody is disconnected."""
        self._server.drop()
        self._agent.restart(_whole(order, "instance") if "instance" in order else None)

    def _flap(self, order: Order) -> None:
        """Fall silent and come back with the same values, `times` times."""
        for _ in range(_whole(order, "times")):
            held = self._agent.held()
            self._agent.unavailable(self._clock.now())
            for slot, entry in held:
                self._agent.add(slot.item.id, self._clock.now(), entry.value)


def _whole(order: Order, name: str) -> int:
    """An integer of an order. Raises InvalidInput."""
    value = order.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidInput("agent.not_integer", parameter=name, value=str(value))
    return value
