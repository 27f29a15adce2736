"""What the commands that look at a machine share: the question as it is typed, and the answer as it is read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dispatcher.api import setup_json
from dispatcher.api.schemas.common import ConditionValue, EntriesValue, SamplesValue, SignalValue
from dispatcher.api.schemas.setup import Candidate, DevicePreview, ProfileFit, Recognised, SignalPreview
from dispatcher.app.setup.recognising import Recognised as Found
from dispatcher.app.setup.room import SetupRoom
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.app.texts import Texts
from dispatcher.bootstrap import SystemClock
from dispatcher.bootstrap.setup import room_at_hand
from dispatcher.bootstrap.state_rules import stored_book
from dispatcher.cli.common import language, say
from dispatcher.config import Config, read_config
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, format_instant

SHOWN = 5
"""Profiles that are named beside the best."""


def room_here(data: Path) -> SetupRoom:
    """For this computer, with the profiles of a data directory, if there is one."""
    return room_at_hand(SystemClock(), _book(data), data if data.is_dir() else None)


def _book(data: Path) -> RuleBook:
    own = data / "dispatcher.toml"
    config = read_config(own) if own.exists() else Config()
    return stored_book(config, data)


def read_settings(pairs: Sequence[str]) -> Mapping[str, Any]:
    """`name=value` each; a value is JSON where it reads as such, else a text. Raises InvalidInput `setting_pair`."""
    found: dict[str, Any] = {}
    for pair in pairs:
        name, sign, text = pair.partition("=")
        if not sign or not name.strip():
            raise InvalidInput("setting_pair", given=name[:80])  # what stands behind "=" may be a secret
        try:
            found[name.strip()] = json.loads(text)
        except ValueError:
            found[name.strip()] = text
    return found


def told(room: SetupRoom, found: Found, texts: Texts) -> Recognised:
    """As the API tells it."""
    secrets = {own.connector: room.kit.kind(own.connector).secrets for own in found.candidates}
    return setup_json.recognised(found, secrets, texts, language())


def refused(found: Recognised, texts: Texts) -> list[str]:
    """Lines that say why nothing was understood."""
    return [
        say(texts, "cli.probe.nothing", address=found.address),
        *(f"  {tried.title}: {tried.problem.text}" for tried in found.tried),
    ]


def show(console: Console, found: Recognised, profile: str, texts: Texts) -> None:
    """Everything that was found, for people."""
    for candidate in found.candidates:
        show_candidate(console, candidate, profile, texts)


def show_candidate(console: Console, candidate: Candidate, profile: str, texts: Texts) -> None:
    """One answer: devices, their signals, and the state by the profile that was named or fits best."""
    head = {"protocol": candidate.protocol, "version": candidate.version, "count": len(candidate.devices)}
    console.print(say(texts, "cli.probe.found", **head), markup=False)
    if candidate.problem is not None:
        console.print(candidate.problem.text, markup=False)
    for device in candidate.devices:
        console.rule(escape(" · ".join(filter(None, (device.device, device.manufacturer, device.model)))))
        fit = chosen(device, profile)
        if fit is not None:
            console.print(state_line(fit.state, fit.reason or fit.rule, texts), markup=False)
            console.print(_profiles(device, fit, texts), markup=False)
        console.print(signals_table(device.signals, texts))


def chosen(device: DevicePreview, profile: str) -> ProfileFit | None:
    """The profile that was named, else the best."""
    if profile:
        return next((fit for fit in device.profiles if fit.id == profile), None)
    return device.profiles[0] if device.profiles else None


def state_line(state: str, why: str, texts: Texts) -> str:
    """`State: idle (waiting)` in the reader's words."""
    if not state:
        return say(texts, "cli.probe.unread")
    reason = say(texts, f"reason.{why}") if texts.has(f"reason.{why}") else why
    word = say(texts, f"state.{state}") if texts.has(f"state.{state}") else state
    return say(texts, "cli.probe.state", state=word, why=reason)


def _profiles(device: DevicePreview, fit: ProfileFit, texts: Texts) -> str:
    others = [own.id for own in device.profiles if own is not fit][:SHOWN]
    return say(texts, "cli.probe.profile", profile=fit.id, others=", ".join(others) or "-")


def signals_table(signals: Sequence[SignalPreview], texts: Texts) -> Table:
    """Signals with their present values."""
    table = Table("", *(say(texts, f"cli.probe.{column}") for column in ("name", "type", "value", "at")))
    for own in signals:
        kind = own.type if own.sub_type is None else f"{own.type}/{own.sub_type}"
        row = (own.component, own.name or own.key, kind, value_text(own.value, own.units), _at(own.at))
        table.add_row(*map(escape, row))
    return table


def value_text(value: SignalValue, units: str | None) -> str:
    """A value in one short line."""
    match value:
        case None:
            return "-"
        case ConditionValue():
            return " ".join(filter(None, (value.level, value.native_code, value.message)))
        case EntriesValue() | SamplesValue():
            return value.model_dump_json()[:60]
        case float():
            return f"{value:g} {units or ''}".strip()
        case _:
            return value[:60]


def _at(at: int | None) -> str:
    return "" if at is None else format_instant(Instant(at))[:19].replace("T", " ")
