"""A new connector's folder: a small protocol that works and passes the suite of conduct, to be replaced bit by bit."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from dispatcher.ports.connector import ConfigRejected

TEMPLATE = "template"
SUFFIX = ".in"
HOUSE = ("dispatcher", "connectors")
_ID = re.compile(r"[a-z][a-z0-9_]{1,39}")

_PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "dispatcher-@dashed@"
version = "0.1"
requires-python = ">=3.11"
dependencies = ["dispatcher-plant"]

[project.entry-points."dispatcher.connectors"]
@id@ = "@package@"

[tool.hatch.build.targets.wheel]
packages = ["@id@"]
"""


def write(connector: str, into: Path) -> list[Path]:
    """Write `into/<connector>/`; outside the house also a `pyproject.toml` that announces it, unless there is one.

    Returns the files, in order. Raises ConfigRejected `scaffold_name` for a name that is no id, `scaffold_exists`
    where the folder is there already, `scaffold_unwritable` where it cannot be written. Nothing is overwritten.
    """
    if not _ID.fullmatch(connector):
        raise ConfigRejected("scaffold_name", given=connector[:80])
    folder = into.resolve() / connector
    if folder.exists():
        raise ConfigRejected("scaffold_exists", folder=str(folder))
    inside = folder.parent.parts[-2:] == HOUSE
    package = ".".join((*HOUSE, connector)) if inside else connector
    words = {
        "id": connector,
        "Name": "".join(part.capitalize() for part in connector.split("_")),
        "package": package,
        "dashed": connector.replace("_", "-"),
    }
    written: list[Path] = []
    try:
        for place, text in _texts(files(__package__).joinpath(TEMPLATE)):
            target = folder / place
            target.parent.mkdir(parents=True, exist_ok=True)
            filled = _filled(text, words)
            target.write_text(_in_order(filled) if target.suffix == ".json" else filled, encoding="utf-8")
            written.append(target)
        project = folder.parent / "pyproject.toml"
        if not inside and not project.exists():
            project.write_text(_filled(_PROJECT, words), encoding="utf-8")
            written.append(project)
    except OSError as error:
        raise ConfigRejected("scaffold_unwritable", folder=str(folder), problem=error.strerror or str(error)) from error
    return written


def _texts(folder: Traversable, below: str = "") -> list[tuple[str, str]]:
    """(path in the folder, text) of every file of the template."""
    found: list[tuple[str, str]] = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        place = f"{below}{item.name}"
        if item.is_dir():
            found += _texts(item, f"{place}/")
        elif place.endswith(SUFFIX):
            found.append((place.removesuffix(SUFFIX), item.read_text(encoding="utf-8")))
    return found


def _in_order(texts: str) -> str:
    """Texts by the alphabet, in which a connector's id stands wherever it does."""
    return json.dumps(json.loads(texts), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"@(\w+)@", lambda hit: words.get(hit[1], hit[0]), text)
