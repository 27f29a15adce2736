"""Haas MDC: answers into columns, and a hundred machines with fifty macro variables each, asked every second."""

from __future__ import annotations

import asyncio

from bench.connectors.polled import MACHINES, SIGNALS, WallClock, measure, serve
from bench.figures import Figure
from bench.timing import best
from dispatcher.connectors.haas_mdc.client import HaasMdcClient
from dispatcher.connectors.haas_mdc.config import HaasMdcSettings
from dispatcher.connectors.haas_mdc.connector import HaasMdcConnector, HaasMdcLink
from dispatcher.connectors.haas_mdc.decode import Question, Values, fields, values
from dispatcher.connectors.haas_mdc.simulator import HaasMdcSimulator

TURNS = 20
ENTRIES = [{"key": f"k{n}", "type": "LOAD", "category": "SAMPLE", "macro": 800 + n} for n in range(SIGNALS)]


class Answers(HaasMdcClient):
    """A control that answers at once, always anew."""

    turn = 0

    async def forget(self) -> None:
        """Nothing comes unasked."""
        self.turn += 1

    async def ask(self, question: Question) -> Values | None:
        """The turn, in every variable."""
        return values(question, fields(b">MACRO, %d.000000\r\n" % self.turn))


def settings(port: int) -> HaasMdcSettings:
    """Of one machine."""
    return HaasMdcSettings.model_validate({"host": "127.0.0.1", "port": port, "signals": ENTRIES})


def rate() -> float:
    """Observations a second into columns."""

    async def turns() -> None:
        given = settings(5051).model_copy(update={"poll_ms": 0})
        link = HaasMdcLink(Answers(given), given, WallClock())
        for _ in range(TURNS):
            assert len((await link.turn()).rows) >= SIGNALS

    return TURNS * SIGNALS / best(lambda: asyncio.run(turns()))


def run() -> list[Figure]:
    """All figures."""
    return measure("haas_mdc", __name__, lambda port, clock: HaasMdcConnector(settings(port), clock), rate())


async def _devices() -> None:
    devices = [HaasMdcSimulator() for _ in range(MACHINES)]

    def change(turn: int) -> None:
        for device in devices:
            device.macros = {800 + n: f"{turn}.000000" for n in range(SIGNALS)}

    change(0)
    await serve([await device.start() for device in devices], change)
    for device in devices:
        await device.refuse()


if __name__ == "__main__":
    asyncio.run(_devices())
