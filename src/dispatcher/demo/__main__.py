"""The demo plant as a process: `python -m dispatcher.demo --seed 1`.

Prints one JSON line, `{"seed", "started_at", "addresses": {machine id: url}}`, when every wire listens, and
ends when its standard input does: it never outlives the server that started it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
import time

from dispatcher.demo.live import LivePlant
from dispatcher.demo.plant import build_plant
from dispatcher.domain.instant import Instant, format_instant


class MachineClock:
    """The clock of this computer."""

    def now(self) -> Instant:
        """Microseconds since the epoch, UTC."""
        return Instant(time.time_ns() // 1_000)  # noqa: TID251 - this file is the roof of its own process


def main() -> None:
    """Run until standard input ends or somebody says stop."""
    parser = argparse.ArgumentParser(prog="python -m dispatcher.demo", description="The demo plant, live.")
    parser.add_argument("--seed", type=int, default=1, help="the same seed is the same plant (default 1)")
    parser.add_argument("--first-port", type=int, default=0, help="listen on this port and the following ones")
    given = parser.parse_args()
    asyncio.run(_run(given.seed, given.first_port))


async def _run(seed: int, first_port: int) -> None:
    """Serve the plant."""
    plant = build_plant(seed)
    ports = [first_port + number for number in range(len(plant.machines))] if first_port else []
    live = LivePlant(plant, MachineClock(), ports)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    threading.Thread(target=_until_closed, args=(loop, stop), daemon=True).start()
    try:
        addresses = await live.open()
        told = {"seed": seed, "started_at": format_instant(live.started_at), "addresses": dict(addresses)}
        print(json.dumps(told), flush=True)  # noqa: T201 - this is how the parent learns the addresses
        running = loop.create_task(live.run())
        stopping = loop.create_task(stop.wait())
        done, _ = await asyncio.wait((running, stopping), return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        for task in done:
            task.result()
    finally:
        await live.close()


def _until_closed(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """Wait for the end of standard input on a thread: a pipe, a file and a terminal all end this way."""
    # Not through sys.stdin: its lock, held by a thread at exit, is a fatal error of the interpreter.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    loop.call_soon_threadsafe(stop.set)


if __name__ == "__main__":
    main()
