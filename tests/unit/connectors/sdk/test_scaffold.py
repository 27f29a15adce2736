"""A new connector's folder works at once, and is the quality the house asks of every folder."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module, invalidate_caches
from pathlib import Path

import pytest

from dispatcher.connectors.sdk import scaffold
from dispatcher.connectors.sdk.conformance.running import Outcome, conduct
from dispatcher.connectors.sdk.manifest import read_manifest
from dispatcher.ports.connector import ConfigRejected
from tests.support.peers import REPOSITORY

NAME = "press_bus"


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    scaffold.write(NAME, tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    invalidate_caches()
    yield tmp_path / NAME
    for module in [name for name in sys.modules if name.split(".")[0] == NAME]:
        del sys.modules[module]


async def test_it_behaves_against_its_own_simulator(written: Path) -> None:
    del written
    rig = import_module(f"{NAME}.tests.rig").Rig

    verdicts = [verdict async for verdict in conduct(rig)]

    assert [verdict for verdict in verdicts if verdict.outcome is Outcome.FAILED] == []
    assert {verdict.check for verdict in verdicts if verdict.outcome is Outcome.NOT_TRIED} == {
        "skew_survives",
        "wrong_password_is_named",
    }


def test_it_announces_itself(written: Path) -> None:
    manifest = read_manifest(written)

    assert manifest is not None
    assert manifest.id == NAME
    assert f'{NAME} = "{NAME}"' in (written.parent / "pyproject.toml").read_text(encoding="utf-8")


def test_nothing_of_the_template_is_left_unfilled(written: Path) -> None:
    texts = [file.read_text(encoding="utf-8") for file in written.rglob("*.*") if file.is_file()]

    assert [hit for text in texts for hit in re.findall(r"@\w+@", text)] == []


@pytest.mark.parametrize("name", [NAME, "abus"])
def test_its_texts_are_in_order_and_in_each_language(name: str, tmp_path: Path) -> None:
    scaffold.write(name, tmp_path)
    texts = {
        language: json.loads((tmp_path / name / "locales" / f"{language}.json").read_text("utf-8"))
        for language in ("en", "ru")
    }

    assert all(list(told) == sorted(told) for told in texts.values())
    assert texts["en"].keys() == texts["ru"].keys()
    assert {f"{name}.signals.item", f"{name}.signals.item.help"} <= texts["en"].keys()
    assert re.search("[а-я]", texts["ru"][f"{name}.title"])


def test_it_is_linted_like_the_house(written: Path) -> None:
    ruff = [str(Path(sys.executable).parent / "ruff"), "check", "--quiet"]
    config = ["--config", str(REPOSITORY / "pyproject.toml")]
    # Outside the house nobody knows that it is a package, whose imports are whose, and what a test is.
    ignored = ["--ignore", "INP001,I001", "--extend-per-file-ignores", "test_*.py:S101"]

    done = subprocess.run([*ruff, *config, *ignored, str(written)], capture_output=True, text=True, check=False)

    assert (done.stdout, done.returncode) == ("", 0)


def test_inside_the_house_it_is_a_package_of_the_house(tmp_path: Path) -> None:
    into = tmp_path / "dispatcher" / "connectors"

    files = scaffold.write(NAME, into)

    assert into.parent / "pyproject.toml" not in files
    assert f"from dispatcher.connectors.{NAME}.config import" in (into / NAME / "client.py").read_text("utf-8")


@pytest.mark.parametrize("name", ["", "Bus", "7bus", "bus-1", "шина", "a" * 41])
def test_what_is_no_id_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigRejected) as refused:
        scaffold.write(name, tmp_path)

    assert refused.value.code == "scaffold_name"


def test_nothing_is_overwritten(written: Path) -> None:
    with pytest.raises(ConfigRejected) as refused:
        scaffold.write(NAME, written.parent)

    assert refused.value.code == "scaffold_exists"
