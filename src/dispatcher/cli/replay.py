"""`dispatcher replay`: recordings into a journal, and what they say, machine by machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.console import Console
from rich.table import Table

from dispatcher.app.replay import MachineReport, Replay, ReplayReport
from dispatcher.app.texts import Texts
from dispatcher.bootstrap import SystemClock, open_journal
from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.cli.common import progress, quiet_logs, refusals, say
from dispatcher.cli.root import app
from dispatcher.connectors.recordings.reader import Recordings
from dispatcher.connectors.recordings.report import FileReport
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND, Micros, format_instant
from dispatcher.ports.store import Journal
from dispatcher.stores.memory import MemoryJournal

WIDE = 130
"""Columns a terminal needs for one line a machine; a narrower one gets a paragraph a machine."""


@app.command()
def replay(
    files: Annotated[list[str], typer.Argument(help="Files, folders, patterns. · Файлы, каталоги, шаблоны.")],
    devices: Annotated[Path | None, typer.Option(help="Device model (probe document). · Модель устройства.")] = None,
    data: Annotated[Path | None, typer.Option(help="Keep the result here. · Сохранить результат здесь.")] = None,
    profile: Annotated[str, typer.Option(help="Device profile. · Профиль оборудования.")] = "mtconnect-generic",
    zone: Annotated[str, typer.Option(help="Zone of stamps without one. · Пояс для времён без пояса.")] = "UTC",
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable. · В виде JSON.")] = False,
) -> None:
    """Turn recordings into timelines. · Превратить записи в временные линии."""
    quiet_logs()
    with refusals() as texts:
        profiles = all_profiles()
        if profile not in profiles:
            raise InvalidInput("profile_not_found", machine="-", profile=profile, known=", ".join(sorted(profiles)))
        now = SystemClock().now()
        recordings = Recordings(
            files, now=now, model=_bytes(devices) if devices is not None else None, zone=_zone(zone)
        )
        journal: Journal = MemoryJournal() if data is None else open_journal(_made(data))
        try:
            run = Replay(journal, profiles[profile], now)
            with progress(say(texts, "cli.replay")) as bar:
                task = bar.add_task(say(texts, "cli.replay"), total=recordings.bytes_total)
                for piece in recordings.pieces():
                    run.take(piece.batch)
                    bar.update(task, completed=recordings.bytes_done)
            report = run.finish()
        finally:
            journal.close()
        if as_json:
            typer.echo(json.dumps(document(report, recordings.reports), ensure_ascii=False, indent=2))
        else:
            _show(report, recordings.reports, texts)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput("file_unreadable", file=str(path), problem=error.strerror or str(error)) from error


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidInput("zone_unknown", zone=name) from error


def _made(data: Path) -> Path:
    data.mkdir(parents=True, exist_ok=True)
    return data


def _seconds(micros: Micros) -> float:
    return round(micros / SECOND, 3)


def document(report: ReplayReport, files: list[FileReport]) -> dict[str, object]:
    """The report as one JSON document; instants RFC 3339, durations in seconds."""
    rejected = [
        {"file": item.file, "line": item.line, "reason": item.reason} for file in files for item in file.rejected
    ]
    window = report.window
    return {
        "window": None if window is None else [format_instant(window.start), format_instant(window.end)],
        "restarts": report.restarts,
        "rejected_total": sum(file.rejected_count for file in files),
        "files": [
            {
                "file": file.file,
                "format": file.format.value,
                "lines": file.lines,
                "rejected": file.rejected_count,
                "assets": file.assets,
                "problem": file.problem or None,
            }
            for file in files
        ],
        "machines": {
            machine.machine: _machine(machine, files, rejected if len(report.machines) == 1 else _of(machine, files))
            for machine in report.machines
        },
        "rejected": rejected,
    }


def _of(machine: MachineReport, files: list[FileReport]) -> list[dict[str, object]]:
    """Rejected lines of the files that speak of this machine and no other."""
    return [
        {"file": item.file, "line": item.line, "reason": item.reason}
        for file in files
        if list(file.devices) == [machine.machine]
        for item in file.rejected
    ]


def _out_of_order(machine: MachineReport, files: list[FileReport]) -> int:
    """Lines of the machine older than the line before them in their file."""
    return sum(file.devices[machine.machine].out_of_order for file in files if machine.machine in file.devices)


def _machine(machine: MachineReport, files: list[FileReport], rejected: list[dict[str, object]]) -> dict[str, object]:
    return {
        "signals": machine.signals,
        "observations": machine.observations,
        "duplicates": machine.duplicates,
        "rejected": rejected,
        "out_of_order": _out_of_order(machine, files),
        "first_at": None if machine.first_at is None else format_instant(machine.first_at),
        "last_at": None if machine.last_at is None else format_instant(machine.last_at),
        "covered_seconds": _seconds(machine.covered),
        "gaps": [
            {"start": format_instant(gap.interval.start), "end": format_instant(gap.interval.end), "code": gap.code}
            for gap in machine.gaps
        ],
        "seconds": {state: _seconds(micros) for state, micros in sorted(machine.states.items())},
        "cycles": sum(machine.cycles.values()),
        "cycles_by_outcome": dict(sorted(machine.cycles.items())),
        "parts": machine.parts,
        "parts_inferred": machine.parts_inferred,
        "programs": list(machine.programs),
        "warnings": machine.warnings,
        "faults": machine.faults,
        "values": {
            name: {
                value: {"seconds": _seconds(found.held.get(value, 0)), "entries": found.entries.get(value, 0)}
                for value in sorted(found.held.keys() | found.entries.keys())
            }
            for name, found in machine.values.items()
        },
    }


def _cells(machine: MachineReport, files: list[FileReport], states: list[str]) -> list[str]:
    """The figures of a machine in the order of the heads."""
    counts = (machine.observations, machine.duplicates, _out_of_order(machine, files), len(machine.gaps))
    parts = "-" if machine.parts is None else f"{machine.parts}{' *' if machine.parts_inferred else ''}"
    return [
        *map(str, counts),
        *(f"{_seconds(machine.states.get(state, 0)):.1f}" for state in states),
        str(sum(machine.cycles.values())),
        parts,
    ]


def _show(report: ReplayReport, files: list[FileReport], texts: Texts) -> None:
    console = Console()
    if report.window is not None:
        window = [format_instant(instant)[:19] for instant in (report.window.start, report.window.end)]
        console.print(say(texts, "cli.replay.window", start=window[0], end=window[1]))
    states = sorted({state for machine in report.machines for state in machine.states})
    heads = [say(texts, f"cli.replay.{name}") for name in ("observations", "duplicates", "out_of_order", "gaps")]
    heads += [f"{say(texts, f'state.{state}')}, s" for state in states]
    heads += [say(texts, f"cli.replay.{name}") for name in ("cycles", "parts")]
    rows = {machine.machine: _cells(machine, files, states) for machine in report.machines}
    if console.width < WIDE:
        for name, cells in rows.items():
            console.rule(name, align="left")
            console.print(" · ".join(f"{head} {cell}" for head, cell in zip(heads, cells, strict=True)))
    else:
        table = Table(say(texts, "cli.replay.machine"))
        for head in heads:
            table.add_column(head, justify="right")
        for name, cells in rows.items():
            table.add_row(name, *cells)
        console.print(table)
    if any(machine.parts_inferred for machine in report.machines):
        console.print(say(texts, "cli.replay.inferred"))
    for file in files:
        for item in file.rejected[:20]:
            console.print(say(texts, "cli.replay.rejected", file=item.file, line=item.line, reason=item.reason))
        if file.rejected_count > 20:  # noqa: PLR2004 - as many as are shown above
            console.print(say(texts, "cli.replay.more", file=file.file, count=file.rejected_count))
