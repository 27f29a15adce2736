"""The demo plant as a process: `python -m dispatcher.demo --seed 1`.

Prints one JSON line, `{"seed", "started_at", "addresses": {machine id: url}}`, when every wire listens, and
ends when its standard input does: it never outlives the server that started it. A line on its standard input is the
server's address, for the machines that bring their data themselves.
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
    server: asyncio.Queue[str] = asyncio.Queue()
    threading.Thread(target=_until_closed, args=(loop, stop, server), daemon=True).start()
    try:
        addresses = await live.open()
        told = {"seed": seed, "started_at": format_instant(live.started_at), "addresses": dict(addresses)}
        print(json.dumps(told), flush=True)  # noqa: T201 - this is how the parent learns the addresses
        tasks = {loop.create_task(work) for work in (live.run(), _listen(live, server), stop.wait())}
        done, left = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        for task in done:
            task.result()
    finally:
        await live.close()


async def _listen(live: LivePlant, server: asyncio.Queue[str]) -> None:
    while True:
        await live.told(await server.get())


def _until_closed(loop: asyncio.AbstractEventLoop, stop: asyncio.Event, server: asyncio.Queue[str]) -> None:
    """Read lines until standard input ends, on a thread: a pipe, a file and a terminal all end this way."""
    # Not through sys.stdin: its lock, held by a thread at exit, is a fatal error of the interpreter.
    heard = b""
    while data := os.read(sys.stdin.fileno(), 4096):
        *lines, heard = (heard + data).split(b"\n")
        for line in lines:
            loop.call_soon_threadsafe(server.put_nowait, line.decode("utf-8", "replace").strip())
    loop.call_soon_threadsafe(stop.set)


if __name__ == "__main__":
    main()
