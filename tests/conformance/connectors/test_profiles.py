"""Every device profile that ships: read, understood by its connector, and shown by a sample to do what it says.

A profile with `[[signal]]` has a sample beside its connector, `tests/profiles/<profile id>.json`: `raw` values by key
as the connector hands them to the entry, the `values` they become, and the `state` the machine is in with them; also
`settings` that a source must give where which ones are needed depends on others.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from dispatcher.app.setup.preview import seen
from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.mapping import Entry, Sheet
from dispatcher.connectors.sdk.settings import Settings
from dispatcher.domain.instant import Instant
from dispatcher.domain.profile import Profile
from dispatcher.ports.connector import Batch, Device, Probe, Rows

PROFILES = all_profiles()
MAPPED = sorted(name for name, profile in PROFILES.items() if profile.mapping.signals)
CONNECTORS = registry.find([])
NOW = Instant(1_800_000_000_000_000)


def sample(profile: Profile) -> dict[str, Any]:
    folder = Path(str(files(CONNECTORS[profile.mapping.connector].package)))
    document: dict[str, Any] = json.loads((folder / "tests" / "profiles" / f"{profile.id}.json").read_text("utf-8"))
    return document


def entries(profile: Profile, settings: dict[str, Any]) -> tuple[Entry, ...]:
    """The profile's signals as its connector reads them; what a source must say itself is taken from the examples."""
    model = CONNECTORS[profile.mapping.connector].load().settings
    given = {**_examples(model), **settings, **profile.mapping.settings, "signals": list(profile.mapping.signals)}
    read: tuple[Entry, ...] = model.model_validate(given).signals  # type: ignore[attr-defined]  # of mapped connectors
    return read


def _examples(model: type[Settings]) -> dict[str, object]:
    needed = {name: field for name, field in model.model_fields.items() if field.is_required()}
    return {
        name: field.json_schema_extra["example"]
        for name, field in needed.items()
        if isinstance(field.json_schema_extra, dict)
    }


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_a_profile_names_a_connector_there_is(name: str) -> None:
    profile = PROFILES[name]

    assert profile.mapping.connector in {"", *CONNECTORS}
    assert profile.title["en"] != ""
    assert profile.title["ru"] != ""


@pytest.mark.parametrize("name", MAPPED)
def test_the_sample_of_a_mapped_profile_gives_values_and_a_state(name: str) -> None:
    profile = PROFILES[name]
    shown = sample(profile)
    sheet = Sheet(entries(profile, shown.get("settings", {})))
    rows = Rows()
    for handle, entry in enumerate(sheet.entries):
        if entry.key in shown["raw"]:
            sheet.add(rows, handle, shown["raw"][entry.key], NOW)
    keys = [sheet.entries[handle].key for handle in rows.signal]
    values = [text if number is None else number for number, text in zip(rows.num, rows.text, strict=True)]
    now = Batch(received_at=NOW, session="sample", rows=rows, declared=sheet.declared)
    device = Device(name="", uuid="")

    _, explained = seen(Probe(protocol="", version="", devices=(device,), now=now))[0].judged(profile)

    assert dict(zip(keys, values, strict=True)) == pytest.approx(shown["values"])
    assert set(shown["raw"]) <= set(keys)
    assert explained.committed == shown["state"]


def test_samples_are_of_profiles_there_are() -> None:
    folders = [Path(str(files(known.package))) / "tests" / "profiles" for known in CONNECTORS.values()]

    assert {file.stem for folder in folders if folder.is_dir() for file in folder.glob("*.json")} <= set(MAPPED)
