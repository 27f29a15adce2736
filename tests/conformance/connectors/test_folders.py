"""What every connector's folder holds, whatever its protocol (house rules: the contract of a connector)."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import pytest

from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.forms import form
from dispatcher.connectors.sdk.registry import Registered
from dispatcher.ports import connector as contract

CONNECTORS = registry.find([])
ABILITIES = {
    "backfill": contract.Backfillable,
    "browse": contract.Browsable,
    "discover": contract.Discoverable,
    "receive": contract.Receivable,
}
MARKS = {"done", "todo", "exempt"}
TIERS = ("bronze", "silver", "gold")


@pytest.fixture(params=sorted(CONNECTORS))
def connector(request: pytest.FixtureRequest) -> Registered:
    return CONNECTORS[request.param]


def _methods(protocol: type) -> set[str]:
    return {name for name in vars(protocol) if not name.startswith("_")}


def folder(connector: Registered) -> Path:
    return Path(str(files(connector.package)))


def test_the_id_is_the_name_of_the_folder(connector: Registered) -> None:
    assert folder(connector).name == connector.manifest.id


def test_the_abilities_are_those_of_the_class(connector: Registered) -> None:
    built = connector.load().build
    can = {name for name, protocol in ABILITIES.items() if _methods(protocol) <= set(dir(built))}
    assert set(connector.manifest.abilities) == can


def test_every_setting_is_described_in_both_languages_with_an_example(connector: Registered) -> None:
    for language in ("en", "ru"):
        texts = connector.texts(language)
        assert connector.manifest.title in texts
        for name, field in connector.load().settings.model_fields.items():
            extra = field.json_schema_extra
            assert isinstance(extra, dict), name
            assert str(extra["title_key"]) in texts, name
            assert f"{extra['title_key']}.help" in texts, name
            assert extra["example"], name
            assert isinstance(extra["unit"], str), name


def test_the_form_speaks_both_languages(connector: Registered) -> None:
    """What the connector is in a line, and every column of its entries with what to write there."""
    columns = [column for own in form(connector.load().settings, connector.manifest.id) for column in own.columns]
    keys = {f"{connector.manifest.id}.summary", *(key for own in columns for key in (own.title, own.help))}
    for language in ("en", "ru"):
        assert keys - registry.texts(language).keys() == set()


def test_secrets_cannot_be_printed(connector: Registered) -> None:
    for name, field in connector.load().settings.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict), name
        assert bool(extra["secret"]) == ("SecretStr" in str(field.annotation)), name


def test_the_score_card_earns_the_tier(connector: Registered) -> None:
    card = tomllib.loads((folder(connector) / "quality.toml").read_text("utf-8"))
    assert set(card) == set(TIERS)
    assert {mark for rules in card.values() for mark in rules.values()} <= MARKS
    earned = "none"
    for tier in TIERS:
        if "todo" in card[tier].values():
            break
        earned = tier
    assert connector.manifest.tier.value == earned


@pytest.mark.parametrize("file", ["README.md", "README.ru.md"])
def test_the_readme_has_the_fixed_headings(connector: Registered, file: str) -> None:
    wanted = {
        "README.md": ["What it reads", "Set up", "Settings", "What is kept when something breaks", "Limits", "Tests"],
        "README.ru.md": ["Что читает", "Настройка", "Параметры", "Что сохраняется при сбоях", "Ограничения", "Тесты"],
    }
    text = (folder(connector) / file).read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == wanted[file]
    undescribed = [name for name in connector.load().settings.model_fields if f"`{name}`" not in text]
    assert undescribed == []


def test_importing_a_connector_does_no_work(connector: Registered) -> None:
    module = import_module(connector.package)
    assert [name for name in getattr(module, "__all__", ["PLUG"]) if name == "PLUG"] == ["PLUG"]
