"""Names of files say what is in them."""

from __future__ import annotations

import re

from tests.support.peers import REPOSITORY
from tests.support.tree import PACKAGE, files, name

MODULE = re.compile(r"_?_?[a-z][a-z0-9_]*\.py")
# Rooms where everything ends up.
DRAWERS = frozenset({"utils", "util", "helpers", "helper", "misc", "stuff", "tools", "lib"})


def test_modules_are_named_in_lower_case() -> None:
    odd = [name(path) for path in files(PACKAGE, ".py") if not MODULE.fullmatch(path.name)]
    assert odd == []


def test_no_drawer_for_odds_and_ends() -> None:
    sources = [*files(PACKAGE, ".py"), *files(REPOSITORY / "web" / "src", ".ts", ".tsx")]
    drawers = {
        name(path) for path in sources if DRAWERS.intersection((path.stem.lower(), *path.relative_to(REPOSITORY).parts))
    }
    assert drawers == set(), "name the file after what it does"


def test_test_files_are_found_by_pytest() -> None:
    """A file in tests/ with test functions and another name would never run."""
    holding = [
        name(path)
        for path in (*files(REPOSITORY / "tests", ".py"), *files(PACKAGE / "connectors", ".py"))
        if re.search(r"^(?:async )?def test_", path.read_text(encoding="utf-8"), re.MULTILINE)
        and not path.name.startswith("test_")
    ]
    assert holding == []
