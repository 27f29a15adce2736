"""`dispatcher figures`: figures of a running server as a table, JSON or CSV, for scripts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from dispatcher.app.texts import Texts
from dispatcher.cli.common import language, refusals, say
from dispatcher.cli.root import app
from dispatcher.cli.server import ask
from dispatcher.domain.instant import HOUR


class Form(StrEnum):
    """How figures are written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@app.command()
def figures(  # noqa: PLR0913, PLR0917 - typer reads the command line from the signature
    kpi: Annotated[str, typer.Argument(help="Codes, comma separated: oee,availability. · Коды через запятую.")],
    server: Annotated[str, typer.Option(help="Address of the server. · Адрес сервера.")] = "http://127.0.0.1:8080",
    start: Annotated[str, typer.Option("--from", help="First day or instant. · Первый день или момент.")] = "",
    end: Annotated[str, typer.Option("--to", help="Last day or instant after. · Последний день или момент.")] = "",
    window: Annotated[str, typer.Option(help="current_shift, report_day, rolling_24h … · Период по имени.")] = "",
    group_by: Annotated[str, typer.Option(help="machine,day,shift … · По чему группировать.")] = "",
    machines: Annotated[str, typer.Option(help="Machines, comma separated. · Станки через запятую.")] = "",
    area: Annotated[str, typer.Option(help="Only this area. · Только этот цех или участок.")] = "",
    form: Annotated[Form, typer.Option("--format", help="How to write. · Как писать.")] = Form.TABLE,
) -> None:
    """Print figures of the plant. · Напечатать показатели завода."""
    with refusals() as texts:
        asked = {
            "kpi": kpi,
            "group_by": group_by,
            "from": start,
            "to": end,
            "window": window,
            "machines": machines,
            "area": area,
            "lang": language(),
        }
        raw = ask(server, "/api/v1/figures", {name: value for name, value in asked.items() if value})
        if form is Form.JSON:
            typer.echo(raw.decode())
            return
        answer = orjson.loads(raw)
        if form is Form.CSV:
            typer.echo(_csv(answer["groups"]), nl=False)
            return
        names = {one["code"]: one["words"][language()] for one in orjson.loads(ask(server, "/api/v1/kpis", {}))["kpis"]}
        Console().print(_table(answer["groups"], names, texts))


def _rows(groups: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, str], Mapping[str, Any]]]:
    for group in groups:
        for figure in group["figures"]:
            yield group["key"], figure


def _csv(groups: Sequence[Mapping[str, Any]]) -> str:
    """One line a figure: the group, the value as it is (durations in microseconds), why there is none, the trust."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    keys = list(groups[0]["key"]) if groups else []
    trust = ("observed", "unexplained", "entered", "late", "normed")
    writer.writerow((*keys, "kpi", "value", "unit", "why", *trust, "target", "status", "flags"))
    for key, figure in _rows(groups):
        writer.writerow(
            (
                *key.values(),
                *(figure[name] for name in ("kpi", "value", "unit", "why")),
                *(figure["trust"][name] for name in trust),
                *(figure["target"], figure["status"], " ".join(figure["flags"])),
            )
        )
    return text.getvalue()


def _table(groups: Sequence[Mapping[str, Any]], names: Mapping[str, str], texts: Texts) -> Table:
    table = Table(box=None)
    for name in groups[0]["key"] if groups else ():
        table.add_column(name)
    table.add_column(say(texts, "cli.figures.figure"))
    table.add_column(say(texts, "cli.figures.value"), justify="right")
    table.add_column(say(texts, "cli.figures.observed"), justify="right")
    for key, figure in _rows(groups):
        shown = _value(figure, texts)
        table.add_row(*key.values(), names[figure["kpi"]], shown, f"{figure['trust']['observed']:.0%}")
    return table


def _value(figure: Mapping[str, Any], texts: Texts) -> str:
    value = figure["value"]
    if value is None:
        return say(texts, f"figures.why.{figure['why']}")
    match figure["unit"]:
        case "ratio":
            return f"{value:.1%}" + (" !" if "above_one" in figure["flags"] else "")
        case "duration":
            return say(texts, "cli.figures.hours", hours=f"{value / HOUR:.2f}")
        case "rate":
            return say(texts, "cli.figures.rate", rate=f"{value:.1f}")
        case _:
            return f"{value:g}"
