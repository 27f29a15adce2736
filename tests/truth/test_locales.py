"""Every text exists in both languages, with the same placeholders; every code the server raises has a text."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.tree import PACKAGE, files, name, parsed

FOLDERS = sorted(
    path.parent for path in files(PACKAGE, ".json") if path.name == "en.json" and "locales" in path.parent.parts[-2:]
)
KEY = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)+")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
CYRILLIC = re.compile(r"[А-Яа-яЁё]")


def load(path: Path) -> dict[str, str]:
    pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), f"{path}: a key twice"
    return dict(pairs)


def everywhere(language: str) -> dict[str, str]:
    return {key: text for folder in FOLDERS for key, text in load(folder / f"{language}.json").items()}


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_both_languages_have_the_same_keys(folder: Path) -> None:
    assert set(load(folder / "en.json")) == set(load(folder / "ru.json"))


def test_no_key_stands_in_two_topics() -> None:
    house = [folder for folder in FOLDERS if folder.is_relative_to(PACKAGE / "locales")]
    keys = [key for folder in house for key in load(folder / "en.json")]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_both_languages_have_the_same_placeholders(folder: Path) -> None:
    english, russian = load(folder / "en.json"), load(folder / "ru.json")
    differing = {
        key: (english[key], russian[key])
        for key in english.keys() & russian.keys()
        if set(PLACEHOLDER.findall(english[key])) != set(PLACEHOLDER.findall(russian[key]))
    }
    assert differing == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_texts_are_well_formed(folder: Path, language: str) -> None:
    texts = load(folder / f"{language}.json")
    assert list(texts) == sorted(texts), "in alphabetical order, so that two people do not add one key twice"
    assert [key for key in texts if not KEY.fullmatch(key)] == []
    assert [key for key, text in texts.items() if text != text.strip() or not text] == []
    placeholders = {key: PLACEHOLDER.findall(text) for key, text in texts.items()}
    assert {key: found for key, found in placeholders.items() if not all(part.isidentifier() for part in found)} == {}


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_each_language_is_itself(folder: Path) -> None:
    english, russian = load(folder / "en.json"), load(folder / "ru.json")
    assert [key for key, text in english.items() if CYRILLIC.search(text)] == []
    # A text without a single word (a unit, a number) may be the same in both.
    wordy = (key for key, text in russian.items() if re.search(r"[A-Za-z]{4}", PLACEHOLDER.sub("", text)))
    assert [key for key in wordy if not CYRILLIC.search(russian[key])] == []


def _error_classes() -> set[str]:
    """Names of DispatcherError and everything that descends from it, by the source."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for path in files(PACKAGE, ".py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef)
    }
    known = {"DispatcherError"}
    while more := {child for child, parents in bases.items() if parents & known} - known:
        known |= more
    return known


def _raised() -> Iterator[tuple[str, str, set[str] | None]]:
    """Where, the code, and the parameters given (None when they cannot be read off) of each error made in the code."""
    classes = _error_classes()
    for path in files(PACKAGE, ".py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(parsed(path)):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in classes and node.args
            ):
                continue
            code = node.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                given = {word.arg for word in node.keywords if word.arg is not None}
                open_ended = any(word.arg is None for word in node.keywords)
                yield f"{name(path)}:{node.lineno}", code.value, None if open_ended else given


def test_every_error_has_a_text() -> None:
    texts = everywhere("en")
    mute = {place: code for place, code, _ in _raised() if f"error.{code}" not in texts}
    assert mute == {}, "add error.<code> to the locales, in both languages"


def test_every_error_gives_what_its_text_needs() -> None:
    texts = everywhere("en")
    short = {
        place: missing
        for place, code, given in _raised()
        if given is not None and (missing := set(PLACEHOLDER.findall(texts.get(f"error.{code}", ""))) - given)
    }
    assert short == {}
