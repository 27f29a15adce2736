"""`dispatcher shifts`: the shifts that were and will be worked, for people and for scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import orjson
import typer

from dispatcher.app.calendars.plan import CalendarPlan
from dispatcher.app.plant import Plant
from dispatcher.bootstrap import SystemClock
from dispatcher.bootstrap.fleet import plant_of, stored_directory
from dispatcher.bootstrap.state_rules import stored_book
from dispatcher.cli.common import language, refusals, say, state_home
from dispatcher.cli.root import app
from dispatcher.config import Config, read_config
from dispatcher.domain.calendar import Occurrence
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import MINUTE, Instant, format_instant, to_datetime
from dispatcher.domain.interval import Interval
from dispatcher.domain.wall import day_of, midnight, next_day, zone_of
from dispatcher.stores.sqlite import SQLiteSettings

DAYS = 7
HEAD = ("day", "shift", "team", "start", "end", "breaks", "calendar")


@app.command()
def shifts(
    data: Annotated[Path, typer.Option(help="Data directory. · Каталог данных.")] = state_home(),
    config: Annotated[
        Path | None, typer.Option(help="Configuration (TOML); DATA/dispatcher.toml if there. · Конфигурация (TOML).")
    ] = None,
    start: Annotated[str, typer.Option("--from", help="First day; today without it. · Первый день.")] = "",
    end: Annotated[
        str, typer.Option("--to", help="Day after the last; a week without it. · День после последнего.")
    ] = "",
    machine: Annotated[str, typer.Option(help="Machine; every machine's without it. · Станок.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON. · В виде JSON.")] = False,
) -> None:
    """Print the shifts of a machine or of all. · Напечатать смены станка или всех станков."""
    with refusals() as texts:
        own = data / "dispatcher.toml"
        settings = read_config(config or own) if config is not None or own.exists() else Config()
        if not data.is_dir():
            raise InvalidInput("data_missing", path=str(data))
        clock = SystemClock()
        book, directory = stored_book(settings, data), stored_directory(settings, data, clock)
        plant = plant_of(settings, book.now(clock.now()), directory)
        machines = [plant.machine(machine).id] if machine else [info.id for info in plant.machines]
        window = _window(start, end, plant)
        store = SQLiteSettings(data)
        try:
            plan = CalendarPlan.of(store, plant)
        finally:
            store.close()
        found = plan.shifts(machines, window)
        zone = zone_of(plan.zone(machines[0]) if machine else plant.site.time_zone)
        if as_json:
            rows = [_document(item, plan.title(item)) for item in found]
            typer.echo(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode())
            return
        head = [say(texts, f"shifts.{name}") for name in HEAD]
        _print([head, *([*_row(item, plan.title(item), zone)] for item in found)])


def _window(start: str, end: str, plant: Plant) -> Interval:
    """Whole days of the first site. Raises InvalidInput `date_bad`, `range_reversed`."""
    zone = zone_of(plant.site.time_zone)
    first = _day(start, "--from") if start else day_of(SystemClock().now(), zone)
    last = _day(end, "--to") if end else next_day(first, DAYS)
    if last <= first:
        raise InvalidInput("range_reversed")
    return Interval(midnight(first, zone), midnight(last, zone))


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput("date_bad", parameter=option, value=text[:64]) from None


def _row(item: Occurrence, title: Mapping[str, str], zone: ZoneInfo) -> Iterable[str]:
    """One line for people: wall times with their offset, breaks in minutes."""
    name = title.get(language()) or title.get("en") or title.get("ru") or item.shift
    breaks = sum(pause.length for pause in item.breaks) // MINUTE
    return (
        item.day.isoformat(),
        name,
        item.team or "-",
        _wall(item.start, zone),
        _wall(item.end, zone),
        str(breaks),
        item.calendar,
    )


def _wall(instant: Instant, zone: ZoneInfo) -> str:
    return to_datetime(instant, zone).isoformat(sep=" ", timespec="minutes")


def _document(item: Occurrence, title: Mapping[str, str]) -> Mapping[str, object]:
    """As the API says it."""
    return {
        "calendar": item.calendar,
        "day": item.day.isoformat(),
        "shift": item.shift,
        "title": dict(title),
        "team": item.team,
        "start": format_instant(item.start),
        "end": format_instant(item.end),
        "breaks": [{"start": format_instant(pause.start), "end": format_instant(pause.end)} for pause in item.breaks],
        "attendance": item.attendance.value,
    }


def _print(rows: list[list[str]]) -> None:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
