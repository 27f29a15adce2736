"""The agent as a process: `python -m dispatcher.agent --devices FILE.xml --port 0`.

Prints `listening on PORT` (and `control on PORT` with --control), then reads SHDR-like lines from
its standard input unless that is closed or --control is given. Ends on SIGTERM or SIGINT.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import ssl
import sys
import time
from pathlib import Path

from aiohttp import web

from dispatcher.agent.agent import Agent
from dispatcher.agent.control import Control
from dispatcher.agent.faults import Faults, SkewedClock
from dispatcher.agent.feed import Feed
from dispatcher.agent.model import Namespace, OwnDevice, Settings
from dispatcher.agent.model_json import read_model
from dispatcher.agent.reader import DeviceFile, read_devices
from dispatcher.agent.server import Credentials, serve
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, parse_instant


class MachineClock:
    """The clock of this computer."""

    def now(self) -> Instant:
        """Microseconds since the epoch, UTC."""
        return Instant(time.time_ns() // 1_000)  # noqa: TID251 - this file is the roof of its own process


def _arguments(given: list[str] | None) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(prog="python -m dispatcher.agent", description="A small MTConnect agent.")
    model = parser.add_mutually_exclusive_group(required=True)
    model.add_argument("--devices", type=Path, metavar="FILE.xml", help="device model, an MTConnectDevices document")
    model.add_argument("--model", type=Path, metavar="FILE.json", help="device model as JSON")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0: any free port (default)")
    parser.add_argument("--version", default="2.0", help="schema version of the documents (default 2.0)")
    parser.add_argument("--namespace", type=Namespace, choices=list(Namespace), default=Namespace.DEFAULT)
    parser.add_argument(
        "--own-device",
        type=OwnDevice,
        choices=list(OwnDevice),
        default=OwnDevice.REQUIRED,
        help="show the agent itself",
    )
    parser.add_argument("--buffer-size", type=int, default=131_072, metavar="N", help="observations kept")
    parser.add_argument("--asset-buffer-size", type=int, default=1_024, metavar="N", help="assets kept")
    parser.add_argument("--instance", type=int, metavar="ID", help="instanceId (default: the start in seconds)")
    parser.add_argument("--clock", metavar="TIME", help="pretend to be started at this time (for tests)")
    parser.add_argument("--converted", action="store_true", help="values come in the items' units already")
    parser.add_argument("--user", metavar="NAME:PASSWORD", help="ask for basic authentication")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="serve HTTPS with these PEM files")
    parser.add_argument("--control", action="store_true", help="open a control port for tests")
    return parser.parse_args(given)


def _model(given: argparse.Namespace) -> DeviceFile:
    """The device model."""
    if given.devices is not None:
        return read_devices(given.devices.read_bytes())
    return DeviceFile(devices=read_model(given.model.read_text(encoding="utf-8")))


async def _run(given: argparse.Namespace) -> None:
    """Serve until told to stop."""
    clock = SkewedClock(MachineClock())
    if given.clock:
        clock.skew = parse_instant(given.clock) - clock.now()
    file = _model(given)
    settings = Settings(
        version=given.version,
        namespace=given.namespace,
        own_device=given.own_device,
        buffer_size=given.buffer_size,
        asset_buffer_size=given.asset_buffer_size,
        checkpoint_every=max(1, min(4_096, given.buffer_size // 4)),
        extensions=file.extensions,
    )
    agent = Agent(file.devices, clock=clock, settings=settings, native=not given.converted, instance_id=given.instance)
    tls: ssl.SSLContext | None = None
    if given.tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*given.tls)
    user, _, password = (given.user or "").partition(":")
    credentials = Credentials(user=user, password=password) if given.user else None
    server = await serve(agent, given.port, host=given.host, faults=Faults(), credentials=credentials, tls=tls)
    print(f"listening on {server.port}", flush=True)  # noqa: T201 - this is how a parent process learns the port
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        if given.control:
            await _controlled(Control(agent, server, clock), stop)
        else:
            reading = loop.create_task(_read_lines(Feed(agent, clock)))
            await stop.wait()
            reading.cancel()
    finally:
        await server.close()


async def _controlled(control: Control, stop: asyncio.Event) -> None:
    """Serve the control port until told to stop."""
    runner = web.AppRunner(control.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        print(f"control on {runner.addresses[0][1]}", flush=True)  # noqa: T201 - as above
        await stop.wait()
    finally:
        await runner.cleanup()


async def _read_lines(feed: Feed) -> None:
    """Lines of the standard input; refusals go to the standard error."""
    reader = asyncio.StreamReader(limit=8 * 1024 * 1024)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    told = 0
    while line := await reader.readline():
        feed.line(line.decode("utf-8", errors="replace"))
        if feed.told.refused > told:
            told = feed.told.refused
            print(f"refused: {feed.told.rejected[-1]}", file=sys.stderr, flush=True)  # noqa: T201 - as above


def main(given: list[str] | None = None) -> int:
    """Run; 2 where the arguments or the device model cannot be used."""
    arguments = _arguments(given)
    try:
        asyncio.run(_run(arguments))
    except (InvalidInput, OSError, ValueError) as error:
        print(f"the agent cannot start: {error}", file=sys.stderr)  # noqa: T201 - as above
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
