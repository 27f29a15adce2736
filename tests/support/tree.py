"""The repository as data, for tests about the code itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.support.peers import REPOSITORY

PACKAGE = REPOSITORY / "src" / "dispatcher"
SKIPPED = frozenset({"__pycache__", "_static", "node_modules", ".venv", "site"})


def files(folder: Path, *suffixes: str) -> Iterator[Path]:
    """Files below `folder` that end so, in order; nothing that was built or installed."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes and not SKIPPED.intersection(path.parts):
            yield path


def name(path: Path) -> str:
    """A path as people write it: from the root of the repository, with slashes."""
    return path.relative_to(REPOSITORY).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
