"""`dispatcher dry-run`: what changed rules would have changed on a range of the past, asked of a running server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from dispatcher.app.texts import Texts
from dispatcher.cli.common import language, refusals, say
from dispatcher.cli.root import app
from dispatcher.cli.server import ask
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, HOUR, Instant, format_instant, from_datetime, parse_instant
from dispatcher.engine.profile_text import profile_id

MANY = 20
"""Intervals of a machine that are printed."""


@app.command(name="dry-run")
def dry_run(  # noqa: PLR0917 - typer reads the command line from the signature
    file: Annotated[
        list[Path],
        typer.Argument(
            help="State rules (.toml), or documents (.json: kind, key, body). · Правила состояний или документы."
        ),
    ],
    server: Annotated[str, typer.Option(help="Address of the server. · Адрес сервера.")] = "http://127.0.0.1:8080",
    start: Annotated[str, typer.Option("--from", help="Begin; a day before the end without it. · Начало.")] = "",
    end: Annotated[str, typer.Option("--to", help="End; now without it. · Конец; без него — сейчас.")] = "",
    machines: Annotated[str, typer.Option(help="Machines, comma separated. · Станки через запятую.")] = "",
    kpi: Annotated[str, typer.Option(help="Figures, comma separated. · Показатели через запятую.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON. · В виде JSON.")] = False,
) -> None:
    """Try changed rules, calendars or formulas on the past; nothing is changed. · Попробовать на прошлом."""
    with refusals() as texts:
        until = _instant(end, "--to") if end else from_datetime(datetime.now(UTC))
        since = _instant(start, "--from") if start else Instant(until - DAY)
        body = {
            "changes": [change_of(path) for path in file],
            "from": format_instant(since),
            "to": format_instant(until),
            "machines": _names(machines) or None,
            "kpis": _names(kpi),
        }
        raw = ask(server, "/api/v1/dry-runs", {"lang": language()}, body)
        if as_json:
            typer.echo(raw.decode())
            return
        for line in told(orjson.loads(raw), texts):
            typer.echo(line)


def change_of(path: Path) -> Mapping[str, Any]:
    """The change that a file describes. Raises InvalidInput `dry_run_file`, `profile_syntax`, `profile_missing`."""
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix.lower() == ".toml":
            return {"kind": "profile", "key": profile_id(text, name=path.name), "body": {"text": text}}
        found = orjson.loads(text)
    except (OSError, ValueError) as error:
        raise InvalidInput("dry_run_file", path=str(path), problem=str(error)) from error
    if not isinstance(found, dict) or not {"kind", "key", "body"} <= found.keys():
        raise InvalidInput("dry_run_file", path=str(path), problem="kind, key, body")
    return found


def told(answer: Mapping[str, Any], texts: Texts) -> Iterator[str]:
    """The difference in lines."""
    machines = answer["machines"]
    yield say(texts, "cli.dry_run.summary", changed=len(machines), looked=answer["looked"])
    for own in machines:
        yield ""
        yield say(texts, "cli.dry_run.machine", machine=own["machine"], hours=f"{own['changed'] / HOUR:.2f}")
        for interval in own["intervals"][:MANY]:
            yield f"  {interval['start']}  {interval['end']}  {_said(interval['before'])} → {_said(interval['after'])}"
        if len(own["intervals"]) > MANY:
            yield say(texts, "cli.dry_run.more", more=len(own["intervals"]) - MANY)
    yield ""
    for figure in answer["figures"]:
        yield f"{figure['kpi']}: {_value(figure, 'before')} → {_value(figure, 'after')}"


def _said(side: Mapping[str, Any] | None) -> str:
    return (
        "—" if side is None else " ".join(part for part in (side["state"], side["reason"], side["time_class"]) if part)
    )


def _value(figure: Mapping[str, Any], side: str) -> str:
    own = figure[side]
    if own is None or own["value"] is None:
        return "—"
    match figure["unit"]:
        case "ratio":
            return f"{own['value']:.2%}"
        case "duration":
            return f"{own['value'] / HOUR:.2f} h"
        case _:
            return f"{own['value']:g}"


def _names(text: str) -> Sequence[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _instant(text: str, option: str) -> Instant:
    try:
        return parse_instant(text)
    except ValueError:
        raise InvalidInput("bad_instant", parameter=option, value=text) from None
