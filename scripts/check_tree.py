"""Refuses what must not be in a commit: addresses of package registries and paths of somebody's machine.

Looks at every file git knows (plus new, not ignored ones). Prints `file:line: why` for each breach; the exit code is 1
when there is one. `check_tree.py [ROOT]`; the decision behind it is docs/decisions/0005.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

# Lock formats that record where each file was downloaded from.
LOCKS_WITH_ADDRESSES = frozenset(
    {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "yarn.lock", "pnpm-lock.yaml"}
)

HOST = "a registry's host"
PATH = "a path of somebody's machine"

# One letter of each word stands in brackets, so that this file passes its own check.
RULES = (
    (re.compile(r'"resolved":\s*"(?:https?|file):'), "a lock file with download addresses"),
    (re.compile(r"https?://[^\s\"'<>]+\.(?:whl|tgz|tar\.gz)\b"), "the address of a package file"),
    (re.compile(r"\b(?:files\.python[h]osted\.org|registry\.npm[j]s\.org|registry\.yarn[p]kg\.com)"), HOST),
    (re.compile(r"https?://(?:test\.)?py[p]i\.org"), HOST),
    (re.compile(r"^\s*(?:-i|--(?:extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE), "an index option"),
    (re.compile(r"(?<![\w.~/])/(?:work|home|root|Users|opt/wheels|opt/py[p]i)/[\w.]"), PATH),
)

# Recorded data may say anything: it is kept as it came.
RECORDED = ("/tests/cases/", "tests/golden/")


class Breach(NamedTuple):
    """One thing that must not be there."""

    file: str
    line: int
    why: str


def files(root: Path) -> Iterator[str]:
    """Paths, with slashes, of the files git tracks or would add."""
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    )
    yield from sorted(name for name in listed.stdout.decode().split("\0") if name)


def breaches(root: Path) -> Iterator[Breach]:
    """Every breach in the tree at `root`, file by file."""
    for name in files(root):
        path = root / name
        if PurePosixPath(name).name in LOCKS_WITH_ADDRESSES:
            yield Breach(name, 1, "a lock format that records download addresses")
        if any(part in name for part in RECORDED) or not path.is_file() or path.is_symlink():
            continue
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            continue
        text = data.decode(errors="replace")
        for pattern, why in RULES:
            for found in pattern.finditer(text):
                yield Breach(name, text.count("\n", 0, found.start()) + 1, why)


def main(root: Path) -> int:
    """Print the breaches; 1 when there is one."""
    found = list(breaches(root))
    for breach in found:
        print(f"{breach.file}:{breach.line}: {breach.why}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path.cwd()))
