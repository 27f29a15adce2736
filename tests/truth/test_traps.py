"""The known traps (design: where systems of this kind are wrong) each have a test that bears their number."""

from __future__ import annotations

import ast
import re

from tests.support.peers import REPOSITORY
from tests.support.tree import PACKAGE, files, parsed

# Connecting and collecting; the axis of states; rules; counters, clocks, recordings: the ones this version answers for.
ANSWERED = frozenset([*range(1, 50)])
NUMBER = re.compile(r"test_trap_(\d\d)_\w+")


def test_every_answered_trap_has_a_test() -> None:
    sources = [*files(REPOSITORY / "tests", ".py"), *files(PACKAGE / "connectors", ".py")]
    tested = {
        int(found[1])
        for path in sources
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (found := NUMBER.fullmatch(node.name))
    }
    assert ANSWERED - tested == set()
