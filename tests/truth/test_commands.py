"""What the documents tell a person to type exists, and the configuration they show is valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from dispatcher.cli.root import app
from dispatcher.config import parse_config
from tests.support.peers import REPOSITORY
from tests.support.tree import PACKAGE, files, name

PAGES = [*sorted(REPOSITORY.glob("*.md")), *files(REPOSITORY / "docs", ".md"), *files(PACKAGE, ".md")]
TARGET = re.compile(r"`make ([a-z]+)|^make ([a-z]+)", re.MULTILINE)
COMMAND = re.compile(r"(?:`|^\$? ?|\.venv/bin/)dispatcher ([a-z][a-z-]*)", re.MULTILINE)
TOML = re.compile(r"^```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def _commands() -> set[str]:
    import dispatcher.cli  # noqa: F401, PLC0415 - registers the commands

    group = get_command(app)
    return set(getattr(group, "commands", {}))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_of_a_page_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = {first or second for first, second in TARGET.findall(text)}
    assert targets - _targets() == set()
    assert set(COMMAND.findall(text)) - _commands() == set()


def _told() -> dict[str, set[str]]:
    """Every command as it is typed, with its options."""
    import dispatcher.cli  # noqa: F401, PLC0415 - registers the commands

    group = get_command(app)
    found: dict[str, set[str]] = {}
    for name_, command in getattr(group, "commands", {}).items():
        for inner, own in getattr(command, "commands", {"": command}).items():
            options = {option for param in own.params for option in param.opts if option.startswith("--")}
            found[f"{name_} {inner}".strip()] = options - {"--help"}
    return found


@pytest.mark.parametrize("page", ["commands.md", "commands.ru.md"])
def test_every_command_stands_on_the_page_with_its_options(page: str) -> None:
    text = (REPOSITORY / "docs" / "reference" / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| `dispatcher ((?:[a-z-]+ ?)+)[^`]*` \| .+? \| ?(.*?) ?\|$", text, re.MULTILINE)
    assert {command.strip(): set(re.findall(r"`(--[a-z-]+)`", options)) for command, options in rows} == _told()


@pytest.mark.parametrize("page", [REPOSITORY / "README.md", REPOSITORY / "README.ru.md"], ids=name)
def test_the_configuration_of_the_first_page_is_valid(page: Path) -> None:
    shown = TOML.findall(page.read_text(encoding="utf-8"))
    assert len(shown) == 1
    assert [machine.id for machine in parse_config(shown[0], name=page.name).machine] == ["mill-1"]
