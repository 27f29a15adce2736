"""The pages about configuring and about profiles say what the code does: every key, every default, every example."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typer.testing import CliRunner

import dispatcher.cli  # noqa: F401 - declares the commands
from dispatcher.cli.root import app
from dispatcher.config import Config, parse_config
from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.settings import validated
from dispatcher.engine.condition_text import COMPARISONS, UNITS
from dispatcher.engine.profile_text import read_profile
from tests.support.peers import REPOSITORY
from tests.support.tree import PACKAGE, name, parsed

HOWTO = REPOSITORY / "docs" / "howto"
CONFIGURE = [HOWTO / "configure.md", HOWTO / "configure.ru.md"]
TUTORIAL = [REPOSITORY / "docs" / "tutorial" / each for each in ("first-machine.md", "first-machine.ru.md")]
PROFILE = [HOWTO / "write-a-profile.md", HOWTO / "write-a-profile.ru.md"]
EMPTY = frozenset({"empty", "none", "пусто", "нет"})
ROW = re.compile(r"^\| `([a-z_]+\.[a-z_]+)` \| ?(.*?) ?\| (.+) \|$", re.MULTILINE)
TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def sections() -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of the configuration, by its name in the file."""
    for section, field in Config.model_fields.items():
        models = [model for model in (field.annotation, *get_args(field.annotation)) if isinstance(model, type)]
        yield section, next(model for model in models if issubclass(model, BaseModel))


def default_of(field: FieldInfo) -> str | None:
    """As the page writes it; None = compulsory, "" = empty."""
    if field.is_required():
        return None
    value: Any = field.get_default(call_default_factory=True)
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return "" if value is None or value in ("", {}) else str(value)


def written(cell: str) -> str | None:
    """The same, read from a cell of the page."""
    return None if not cell else "" if cell in EMPTY else cell.strip("`")


@pytest.mark.parametrize("page", CONFIGURE, ids=name)
def test_every_key_of_the_configuration_stands_with_its_default(page: Path) -> None:
    rows = {key: written(default) for key, default, _ in ROW.findall(page.read_text(encoding="utf-8"))}
    fields = {
        f"{section}.{key}": default_of(field)
        for section, model in sections()
        for key, field in model.model_fields.items()
    }
    assert rows == fields


@pytest.mark.parametrize("page", CONFIGURE, ids=name)
def test_every_word_a_key_may_take_is_named(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    words = {
        str(word.value)
        for _, model in sections()
        for field in model.model_fields.values()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Enum)
        for word in field.annotation
    }
    assert {word for word in words if f"`{word}`" not in text} == set()


@pytest.mark.parametrize("page", [*CONFIGURE, *TUTORIAL], ids=name)
def test_the_examples_of_a_configuration_are_valid(page: Path) -> None:
    examples = TOML.findall(page.read_text(encoding="utf-8"))
    assert len(examples) == 1
    config = parse_config(examples[0], name=page.name)
    for source in config.source:
        plug = registry.get(source.connector).load()
        validated(plug.settings, dict(source.settings), connector=source.connector)  # raises on a wrong field


@pytest.mark.parametrize(("page", "language"), list(zip(CONFIGURE, ("en", "ru"), strict=True)))
def test_the_refusal_that_is_shown_is_the_one_that_comes(
    page: Path, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPATCHER_LANG", language)
    monkeypatch.chdir(tmp_path)
    Path("dispatcher.toml").write_text('[site]\nname = "Plant"\ntime_zone = "Moscow"\n', encoding="utf-8")

    result = CliRunner().invoke(app, ["check", "--config", "dispatcher.toml", "--data", "data"])

    assert result.exit_code == 2
    assert f"```text\n{result.stderr.strip()}\n```" in page.read_text(encoding="utf-8")


def profile_words() -> set[str]:
    """Every key and word the reader of profiles knows, from its source."""
    readers = {"profile_text.py": "_Reader", "condition_text.py": "DocumentReader"}
    named = {
        item.value
        for file, reader in readers.items()
        for top in parsed(PACKAGE / "engine" / file).body
        if isinstance(top, ast.ClassDef) and top.name == reader
        for node in ast.walk(top)
        if isinstance(node, ast.Tuple)
        for item in node.elts
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    }
    return named | set(COMPARISONS) | set(UNITS) | {"extends", "not"}


@pytest.mark.parametrize("page", PROFILE, ids=name)
def test_every_word_of_a_profile_is_explained(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    explained = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`\n]+`", text))))
    assert profile_words() - explained == set()


@pytest.mark.parametrize("page", PROFILE, ids=name)
def test_the_examples_of_profiles_are_valid(page: Path) -> None:
    examples = TOML.findall(page.read_text(encoding="utf-8"))
    bases = {"mtconnect-generic": (PACKAGE / "profiles" / "mtconnect-generic.toml").read_text(encoding="utf-8")}
    profiles = [
        read_profile(text, name=page.name, states=frozenset({"warm-up"}), bases=bases)
        for text in examples
        if "id" in tomllib.loads(text)
    ]
    assert [profile.id for profile in profiles] == ["press-box", "mill-with-warm-up"]


@pytest.mark.parametrize("page", PROFILE, ids=name)
def test_the_example_of_a_map_is_valid(page: Path) -> None:
    maps = [
        document
        for text in TOML.findall(page.read_text(encoding="utf-8"))
        if "signal" in (document := tomllib.loads(text))
    ]
    assert len(maps) == 1
    given = {"host": "192.0.2.10", **maps[0]["settings"], "signals": maps[0]["signal"]}
    validated(registry.get(maps[0]["connector"]).load().settings, given, connector=maps[0]["connector"])
