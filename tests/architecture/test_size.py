"""Files stay short: a ratchet that only falls.

A file may have LIMIT lines. The longer ones of today are listed with their length in long_files.txt; they may not grow,
and when one shrinks, its line in the list falls with it.
"""

from __future__ import annotations

from tests.support.peers import REPOSITORY
from tests.support.tree import files, name

LIMIT = 400
RATCHET = REPOSITORY / "tests" / "architecture" / "long_files.txt"
# Made by a tool, or a dictionary of texts: length says nothing there.
NO_MATTER = ("web/src/api/schema.ts", "web/src/i18n/en.ts", "web/src/i18n/ru.ts")


def lengths() -> dict[str, int]:
    """Lines of each source file over the limit."""
    sources = [
        *files(REPOSITORY / "src", ".py"),
        *files(REPOSITORY / "tests", ".py"),
        *files(REPOSITORY / "bench", ".py"),
        *files(REPOSITORY / "web" / "src", ".ts", ".tsx"),
    ]
    counted = {name(path): path.read_text(encoding="utf-8").count("\n") for path in sources}
    return {path: lines for path, lines in counted.items() if lines > LIMIT and path not in NO_MATTER}


def allowed() -> dict[str, int]:
    """What the ratchet allows."""
    rows = (line.split() for line in RATCHET.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return {path: int(lines) for lines, path in rows}


def test_no_file_grows_past_the_limit() -> None:
    limits = allowed()
    grown = {path: lines for path, lines in lengths().items() if lines > limits.get(path, LIMIT)}
    assert grown == {}, "too long: let a part become a file of its own"


def test_the_ratchet_falls_with_its_files() -> None:
    today = lengths()
    loose = {path: today.get(path, 0) for path, lines in allowed().items() if today.get(path, 0) < lines}
    assert loose == {}, "shorter than long_files.txt allows: write the new length there (or take the line out)"
