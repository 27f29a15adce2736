"""`dispatcher probe`: what is at an address, live, and the state it would get; nothing is configured."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from dispatcher.app.queries.preview import DevicePreview, preview
from dispatcher.app.texts import Texts
from dispatcher.bootstrap import SystemClock
from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.cli.common import refusals, say
from dispatcher.cli.root import app
from dispatcher.connectors.sdk import registry
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, format_instant
from dispatcher.domain.signal import Condition, DataSet, TimeSeries, Value
from dispatcher.ports.connector import Probe
from dispatcher.ports.values import encode_value

SHDR_PORT = 7878


@app.command()
def probe(
    address: Annotated[str, typer.Argument(help="http://HOST:PORT (MTConnect) | shdr://HOST:PORT · Адрес.")],
    profile: Annotated[str, typer.Option(help="Device profile. · Профиль оборудования.")] = "mtconnect-generic",
    as_json: Annotated[bool, typer.Option("--json", help="Machine-readable. · В виде JSON.")] = False,
) -> None:
    """Look at a machine. · Посмотреть на станок."""
    with refusals() as texts:
        profiles = all_profiles()
        if profile not in profiles:
            raise InvalidInput("profile_not_found", machine="-", profile=profile, known=", ".join(sorted(profiles)))
        connector, settings = recognise(address)
        configured = registry.configure(connector, settings, SystemClock())
        found = asyncio.run(configured.connector.probe())
        devices = preview(found, profiles[profile])
        if as_json:
            typer.echo(json.dumps(_document(found, devices), ensure_ascii=False, indent=2))
        else:
            _show(found, devices, texts)


def recognise(address: str) -> tuple[str, dict[str, Any]]:
    """(connector, settings) for an address. Raises InvalidInput `probe_address`."""
    parts = urlsplit(address if "://" in address else f"http://{address}")
    if parts.scheme in ("http", "https") and parts.hostname:
        return "mtconnect", {"url": parts.geturl()}
    if parts.scheme in ("shdr", "tcp") and parts.hostname:
        return "shdr", {"host": parts.hostname, "port": parts.port or SHDR_PORT}
    raise InvalidInput("probe_address", address=address)


def _document(found: Probe, devices: tuple[DevicePreview, ...]) -> dict[str, object]:
    return {
        "protocol": found.protocol,
        "version": found.version,
        "devices": [
            {
                "name": item.device.name,
                "uuid": item.device.uuid,
                "manufacturer": item.device.manufacturer,
                "model": item.device.model,
                "state": item.explanation.committed,
                "rule": item.explanation.rule,
                "reason": item.explanation.reason or None,
                "signals": [
                    {
                        "key": signal.spec.key,
                        "name": signal.spec.name,
                        "category": signal.spec.category.value,
                        "type": signal.spec.type,
                        "sub_type": signal.spec.sub_type,
                        "units": signal.spec.units,
                        "component": signal.spec.component,
                        "at": None if signal.at is None else format_instant(signal.at),
                        "value": _plain(signal.value),
                    }
                    for signal in item.signals
                ],
            }
            for item in devices
        ],
    }


def _plain(value: Value) -> object:
    if isinstance(value, Condition | DataSet | TimeSeries):
        return json.loads(encode_value(value)[1] or "null")
    return value


def _show(found: Probe, devices: tuple[DevicePreview, ...], texts: Texts) -> None:
    console = Console()
    console.print(say(texts, "cli.probe.found", protocol=found.protocol, version=found.version, count=len(devices)))
    for item in devices:
        device = item.device
        console.rule(" · ".join(filter(None, (device.name, device.manufacturer, device.model))))
        why = item.explanation
        state = say(texts, f"state.{why.committed}")
        reason = say(texts, f"reason.{why.reason}") if why.reason else why.rule
        console.print(say(texts, "cli.probe.state", state=state, why=reason))
        table = Table("", *(say(texts, f"cli.probe.{column}") for column in ("name", "type", "value", "at")))
        for signal in item.signals:
            spec = signal.spec
            kind = spec.type if spec.sub_type is None else f"{spec.type}/{spec.sub_type}"
            table.add_row(spec.component, spec.name or spec.key, kind, _text(signal.value, spec.units), _at(signal.at))
        console.print(table)


def _text(value: Value, units: str | None) -> str:
    if value is None:
        return "-"
    if isinstance(value, Condition):
        return " ".join(filter(None, (value.level.value, value.native_code, value.message)))
    if isinstance(value, float):
        return f"{value:g} {units or ''}".strip()
    return str(_plain(value))[:60]


def _at(at: Instant | None) -> str:
    return "" if at is None else format_instant(at)[:19].replace("T", " ")
