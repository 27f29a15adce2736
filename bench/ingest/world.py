"""The process around the house: agents that send and browsers that look. `python -m bench.ingest.world AGENTS`."""

from __future__ import annotations

import asyncio
import sys

import uvloop

from bench.ingest.agents import Agents
from bench.ingest.browsers import Browsers
from bench.ingest.documents import SIZE
from bench.ingest.talk import Answer, listen, say


async def main(count: int) -> None:
    agents, browsers = Agents(count), Browsers()
    say({"port": await agents.serve()})
    running = asyncio.create_task(agents.run())

    async def obey(ask: str, given: Answer) -> Answer:
        match ask:
            case "rate":
                agents.rate = given["observations"] / SIZE
                agents.flips = given["flips"]
            case "browsers":
                await browsers.open(given["port"], given["count"], given["looking"])
            case "leave":
                browsers.close()
            case "mark":
                agents.sent = agents.missed = 0
                agents.late_s = 0.0
                browsers.mark()
            case "report":
                told = {"sent": agents.sent * SIZE, "missed": agents.missed * SIZE, "late_ms": agents.late_s * 1000}
                return {**told, "readers": agents.readers, **browsers.report()}
            case _:
                raise ValueError(ask)
        return {"readers": agents.readers}

    try:
        await listen(obey)
    finally:
        running.cancel()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
