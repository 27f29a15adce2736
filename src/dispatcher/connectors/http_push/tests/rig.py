"""A sender that can misbehave, and a small HTTP door in front of the connector, for the suite of conduct."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from aiohttp import web

from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.connector import HttpPushConnector
from dispatcher.connectors.http_push.simulator import PushSimulator
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.domain.instant import HOUR
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import AccessDenied, Batch, Binding, Busy, ConnectorError, Delivery

TOKEN = "right-token-0123456789"
OTHER = "other-token-0123456789"


class Door:
    """Hands what is posted to whatever connector stands behind it."""

    def __init__(self) -> None:
        self.connector: HttpPushConnector | None = None
        self.port = 0
        app = web.Application()
        app.router.add_post("/push", self._take)
        self._runner = web.AppRunner(app, access_log=None)

    async def start(self) -> None:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        if self.connector is None:
            return web.json_response({}, status=503)
        delivery = Delivery(
            body=await request.read(),
            content_type=request.headers.get("Content-Type", ""),
            credential=request.headers.get("Authorization", "").removeprefix("Bearer "),
        )
        try:
            receipt = await self.connector.receive(delivery)
        except ConnectorError as error:
            status = 401 if isinstance(error, AccessDenied) else 503 if isinstance(error, Busy) else 400
            return web.json_response({"code": error.code}, status=status)
        return web.json_response({"taken": receipt.taken, "known": receipt.known, "refused": len(receipt.refused)})


class Rig:
    """`connectors.sdk.conformance.Rig` for HTTP push. A sender has no connection that could be cut: cut off, refused
    and mute are all the same to us, nothing comes.
    """

    faults = frozenset(Fault)
    secrets: Sequence[str] = (TOKEN, OTHER)
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = True

    def __init__(self) -> None:
        self.clock = StepClock()
        self._door = Door()
        self._gone: Fault | None = None
        """What the sender does until somebody listens anew."""

    async def __aenter__(self) -> Self:
        await self._door.start()
        self.sender = PushSimulator(f"http://127.0.0.1:{self._door.port}/push", TOKEN)
        await self.sender.__aenter__()
        self.sender.beat()
        await self.sender.answered.wait()  # its connection is there before anybody counts tasks
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.sender.__aexit__(None, None, None)
        await self._door.stop()

    def connector(self) -> HttpPushConnector:
        if self._gone is not None:
            self._back()
        return self._behind_the_door(TOKEN)

    def misdirected(self, fault: Fault) -> HttpPushConnector:
        self.sender.silent = fault is Fault.REFUSE
        if fault is Fault.WRONG_PROTOCOL:
            self.sender.babble()
        if fault is Fault.WRONG_PASSWORD:
            self.sender.beat()
        return self._behind_the_door(OTHER if fault is Fault.WRONG_PASSWORD else TOKEN)

    async def say(self, value: int) -> None:
        self.sender.set("parts", value, self.clock.now(), type="PART_COUNT")

    def heard(self, batch: Batch) -> list[int]:
        if batch.stored is not None:
            batch.stored()  # the house of the suite keeps what it hears
        return [int(number) for number in batch.rows.num if number is not None]

    async def listening(self) -> None:
        """What is said reaches whoever listens later."""

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.BABBLE:
                self.sender.babble()
            case Fault.SKEW:
                self.sender.skew = -5 * HOUR
            case Fault.RESTART | Fault.DROP:
                self._gone = fault
                self.sender.silent = True
            case _:
                self.sender.silent = True

    async def mend(self) -> None:
        self._back()

    def _back(self) -> None:
        if self._gone is Fault.RESTART:
            self.sender.begin_anew()
        self._gone = None
        self.sender.silent = False

    def _behind_the_door(self, token: str) -> HttpPushConnector:
        settings = {"tokens": [token], "silence_s": 1, "probe_ms": 2000}
        self._door.connector = HttpPushConnector(HttpPushSettings.model_validate(settings), self.clock)
        return self._door.connector
