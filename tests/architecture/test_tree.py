"""No registry's address and no path of somebody's machine gets into a commit; and the check finds what it is for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.peers import REPOSITORY

CHECK = REPOSITORY / "scripts" / "check_tree.py"


def run(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True, check=False)


def test_this_tree_is_clean() -> None:
    if not (REPOSITORY / ".git").exists():
        pytest.skip("not a git checkout")
    done = run(REPOSITORY)
    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        ("uv.lock", "", "a lock format that records download addresses"),
        ("package-lock.json", '{\n"resolved": "ht' + 'tps://example.org/x"}', "a lock file with download addresses"),
        ("a.md", "get ht" + "tps://example.org/a-1.0-py3-none-any.whl", "the address of a package file"),
        ("pins.txt", "--index" + "-url https://mirror.example.org/simple", "an index option"),
        ("conf.toml", 'index = "ht' + "tps://pyp" + 'i.org/simple"', "a registry's host"),
        ("test_x.py", 'DATA = "/wo' + 'rk/shared"', "a path of somebody's machine"),
        ("run.sh", "cd /ho" + "me/anna/dispatcher", "a path of somebody's machine"),
    ],
)
def test_a_breach_is_named(tmp_path: Path, file: str, text: str, why: str) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / file).write_text(text, encoding="utf-8")
    done = run(tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{file}:")
    assert why in done.stdout


def test_ordinary_text_passes(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "a.md").write_text(
        "see docs/home/page, ../shared/work/x and https://example.org/a.html", encoding="utf-8"
    )
    assert (run(tmp_path).stdout, run(tmp_path).returncode) == ("", 0)
