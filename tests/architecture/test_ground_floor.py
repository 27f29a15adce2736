"""The ground floor is pure: what import-linter cannot see, because built-in functions need no import."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.support.tree import PACKAGE, files, name, parsed

GROUND = ("domain", "engine")
OUTSIDE = frozenset({"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint"})
# fmt: off
MODULES = frozenset({
    "asyncio", "concurrent", "ctypes", "glob", "http", "importlib", "io", "logging", "multiprocessing", "os", "pathlib",
    "random", "secrets", "select", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib", "uuid",
})
# fmt: on


@pytest.mark.parametrize("floor", GROUND)
def test_the_ground_floor_calls_nothing_outside(floor: str) -> None:
    found = [
        f"{name(path)}:{node.lineno}: {node.func.id}()"
        for path in files(PACKAGE / floor, ".py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OUTSIDE
    ]
    assert found == []


@pytest.mark.parametrize("floor", GROUND)
def test_the_ground_floor_imports_no_door_to_the_outside(floor: str) -> None:
    found = [
        f"{name(path)}:{node.lineno}: {module}"
        for path in files(PACKAGE / floor, ".py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for module in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if module.split(".")[0] in MODULES
    ]
    assert found == []


def test_the_domain_loads_with_the_standard_library_alone() -> None:
    script = (
        "import importlib, pkgutil, sys, dispatcher.domain as d\n"
        "for m in pkgutil.walk_packages(d.__path__, 'dispatcher.domain.'): importlib.import_module(m.name)\n"
        "print(*sorted({n.split('.')[0] for n in sys.modules} - set(sys.stdlib_module_names)))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _on_path(script)], capture_output=True, text=True, check=True
    )
    # The rules of zones (zoneinfo) read how Python itself was built.
    loaded = {name for name in done.stdout.split() if not name.startswith("_sysconfigdata")}
    assert loaded <= {"dispatcher", "__main__"}


def _on_path(script: str) -> str:
    return f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r})\n{script}"
