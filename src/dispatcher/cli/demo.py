"""`dispatcher demo`: a simulated machine shop over its real wires, a month of history, the server."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Annotated

import typer

from dispatcher.app.source_intake import SourceIntake
from dispatcher.app.texts import Texts
from dispatcher.bootstrap import House, SystemClock, open_journal, take_up
from dispatcher.bootstrap.door import Door
from dispatcher.bootstrap.fleet import rules_of_machines, stored_directory
from dispatcher.bootstrap.state_rules import stored_book
from dispatcher.cli.common import language, progress, quiet_logs, refusals, run, say, state_home
from dispatcher.cli.root import app
from dispatcher.cli.serve import serve_house
from dispatcher.config import Config, parse_config
from dispatcher.demo.configuration import config as shop_config
from dispatcher.demo.configuration import toml_text
from dispatcher.demo.design import Wire
from dispatcher.demo.furnishing import furnish, hear
from dispatcher.demo.history import history
from dispatcher.demo.people import People
from dispatcher.demo.plant import Plant, build_plant
from dispatcher.demo.wires import device_document
from dispatcher.domain.errors import Unavailable
from dispatcher.domain.instant import DAY, SECOND, Instant, parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.profile import StateRules
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.connector import Rows
from dispatcher.ports.store import Commit, Journal, Position
from dispatcher.stores.sqlite import SQLiteCorrections, SQLiteNorms, SQLiteSettings

DAYS = 30
FLUSH_ROWS = 150_000
OVERLAP = 20 * SECOND
EVERYWHERE = frozenset(("0.0.0.0", "::", ""))  # noqa: S104 - where people listen, not where we do
HEAR_S = 15.0
"""How often the people of the shop are listened to."""
SETTLE_S = 4.0
"""Links have this long to come up before the seconds since the history's end are filled in."""


@app.command()
def demo(
    data: Annotated[Path, typer.Option(help="Where the history is kept. · Где хранится история.")] = state_home()
    / "demo",
    port: Annotated[
        int, typer.Option(envvar="DISPATCHER_PORT", help="Port, 0 = any free one. · Порт, 0 — любой свободный.")
    ] = 8080,
    host: Annotated[str, typer.Option(help="Address to listen on. · Адрес.")] = "127.0.0.1",
    days: Annotated[int, typer.Option(min=0, max=365, help="Days of history. · Дней истории.")] = DAYS,
) -> None:
    """Show a live machine shop. · Показать живой цех."""
    quiet_logs()
    with refusals() as texts:
        data.mkdir(parents=True, exist_ok=True)
        plant = build_plant()
        with subprocess.Popen(
            [sys.executable, "-m", "dispatcher.demo"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as shop:
            try:
                addresses, started_at = _told(shop.stdout)
                config = _config(plant, addresses, data)
                people = People(plant)
                furnish_house(data, plant, started_at)
                make_history(config, data, plant, texts, days=days, until=started_at, people=people)

                async def live_on(house: House, door: Door) -> None:
                    at = "127.0.0.1" if host in EVERYWHERE else host
                    _tell(shop.stdin, f"http://{at}:{door.port}")
                    await asyncio.sleep(SETTLE_S)
                    await _fill_seam(house, plant, started_at)
                    await _listen(house, people, started_at)

                run(serve_house(config, data, texts, host=host, port=port, opened=live_on))
            finally:
                shop.terminate()


def _config(plant: Plant, addresses: Mapping[str, str], data: Path) -> Config:
    """The configuration of the shop that listens on these addresses, kept as a file to look at."""
    models: dict[str, str] = {}
    for machine in plant.machines:
        if machine.design.wire is Wire.SHDR:
            file = data / f"{machine.design.id}.xml"
            file.write_bytes(device_document(machine, SystemClock()))
            models[machine.design.id] = str(file)
    text = toml_text(shop_config(addresses, devices=models, language=language()))
    (data / "demo.toml").write_text(text, encoding="utf-8")
    return parse_config(text, name="demo.toml")


def _told(stdout: IO[str] | None) -> tuple[dict[str, str], Instant]:
    """What the simulated shop says: the address of each machine, and since when it is live."""
    line = stdout.readline() if stdout is not None else ""
    if not line:
        raise Unavailable("demo_shop_failed")
    told = json.loads(line)
    addresses: dict[str, str] = told["addresses"]
    return addresses, parse_instant(told["started_at"])


def _tell(stdin: IO[str] | None, server: str) -> None:
    """Where the server is, to the machines that bring their data themselves."""
    if stdin is not None:
        stdin.write(f"{server}\n")
        stdin.flush()


def furnish_house(data: Path, plant: Plant, now: Instant) -> None:
    """Calendars, standard times, targets: what the office put in force, unless somebody changed it since."""
    with contextlib.closing(SQLiteSettings(data)) as settings, contextlib.closing(SQLiteNorms(data)) as norms:
        furnish(settings, norms, plant, now)


def make_history(
    config: Config, data: Path, plant: Plant, texts: Texts, *, days: int, until: Instant, people: People
) -> None:
    """Fill the journal with what the shop did up to `until`, from where it ends or for so many days, and the log of
    corrections with what its people said of it.
    """
    journal = open_journal(data, config.store)
    log = SQLiteCorrections(data)
    try:
        start = _made_until(journal) or Instant(until - days * DAY)
        if start >= until:
            return
        intake = take_up(journal, _rules(config, data), until)
        sources = {
            SourceId(source.id): intake.source(SourceId(source.id), {"": MachineId(str(source.machine))})
            for source in config.source
        }
        batches = len(plant.machines) * ((until - start + DAY - 1) // DAY)
        with progress(say(texts, "cli.history")) as bar:
            task = bar.add_task(say(texts, "cli.history"), total=batches)
            heard = start
            for source, batch in history(plant, start, until):
                intake.take(sources[SourceId(source)], batch)
                bar.advance(task)
                if batch.received_at > heard:
                    # Day by day: the weeks of these machines are at hand.
                    hear(people, log, Interval(heard, batch.received_at))
                    heard = batch.received_at
                if intake.pending_rows >= FLUSH_ROWS:
                    intake.flush(until)
            intake.flush(until)
        # The shop of this run is new agents on new ports: nothing to go on from.
        positions = [Position(source=name, cursor=None, session="", contact_at=until) for name in sources]
        journal.commit(Commit(positions=positions))
        journal.compact(until)
    finally:
        log.close()
        journal.close()


def _rules(config: Config, data: Path) -> Mapping[MachineId, StateRules]:
    return rules_of_machines(stored_directory(config, data, SystemClock()), stored_book(config, data))


def _made_until(journal: Journal) -> Instant | None:
    """Where the history goes on: a little before the newest instant stored, for the links ended one
    after the other and one machine's clock is ahead. What is told twice changes nothing.
    """
    lasts = [totals.last_at for totals in journal.totals().values() if totals.last_at is not None]
    return Instant(max(lasts) - OVERLAP) if lasts else None


async def _fill_seam(house: House, plant: Plant, start: Instant) -> None:
    """The seconds between the end of the history and the first live contact of each machine: agents have
    them in their buffers and only need the coverage, adapters forget.
    """
    live = {source.id: source for source in house.intake.sources()}
    for name, batch in history(plant, start, house.services.clock.now()):
        source = live[SourceId(name)]
        if source.contact_from is not None:
            # Its own numbering of signals: the live link's handles must not be touched.
            told = replace(batch, rows=Rows()) if name.endswith(Wire.MTCONNECT.value) else batch
            house.intake.take(SourceIntake(source.id, dict(source.machines)), told)


async def _listen(house: House, people: People, start: Instant) -> None:
    """What the people of the shop say while it runs, as soon as they say it."""
    heard = start
    while True:
        now = house.services.clock.now()
        if now > heard:
            await asyncio.to_thread(hear, people, house.corrections, Interval(heard, now))
            heard = now
        await asyncio.sleep(HEAR_S)
