"""Connectors are found by their manifests, loaded late, built from settings, and refused with reasons."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from dispatcher.connectors.sdk import registry
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import ConfigRejected

MANIFEST = """
id = "{id}"
title = "acme.title"
delivery = "poll"
guarantee = "at_most_once"
tier = "none"
since = "0.1"
"""


class NoClock:
    def now(self) -> Instant:
        raise AssertionError("nothing is timed while a connector is built")


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of somebody else on the path."""
    package = tmp_path / "acme_link"
    package.mkdir()
    (package / "__init__.py").write_text("PLUG = None\n", "utf-8")
    (package / "manifest.toml").write_text(MANIFEST.format(id="acme"), "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    sys.modules.pop("acme_link", None)


def announced(package: str = "acme_link") -> list[metadata.EntryPoint]:
    return [metadata.EntryPoint(name="acme", value=package, group=registry.ENTRY_POINTS)]


def test_the_built_in_connectors_are_found_without_importing_them() -> None:
    script = (
        "import sys; from dispatcher.connectors.sdk import registry; found = registry.find([]);"
        "print(*found, 'aiohttp' in sys.modules, registry.texts('en') != {})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    *found, imported, texts = done.stdout.split()
    assert "mtconnect" in found
    assert "sdk" not in found
    assert (imported, texts) == ("False", "True")


@pytest.mark.usefixtures("foreign")
def test_foreign_connectors_are_found_by_their_entry_point() -> None:
    found = registry.find(announced())

    assert found["acme"].manifest.title == "acme.title"
    assert found["acme"].manifest.title not in found["acme"].texts("en")
    with pytest.raises(ConfigRejected) as refused:
        found["acme"].load()
    assert refused.value.code == "connector_without_plug"


def test_a_missing_library_is_named(foreign: Path) -> None:
    (foreign / "__init__.py").write_text("import no_such_library\n", "utf-8")
    (foreign / "manifest.toml").write_text(MANIFEST.format(id="acme") + 'extra = "acme"\n', "utf-8")

    with pytest.raises(ConfigRejected) as refused:
        registry.find(announced())["acme"].load()
    assert (refused.value.code, refused.value.params["module"], refused.value.params["extra"]) == (
        "connector_missing_extra",
        "no_such_library",
        "acme",
    )


def test_an_announced_package_that_is_gone_is_refused() -> None:
    with pytest.raises(ConfigRejected) as refused:
        registry.find(announced("no_such_package"))
    assert refused.value.code == "connector_package_missing"


def test_two_connectors_with_one_id_are_refused(foreign: Path) -> None:
    (foreign / "manifest.toml").write_text(MANIFEST.format(id="mtconnect"), "utf-8")

    with pytest.raises(ConfigRejected) as refused:
        registry.find(announced())
    assert (refused.value.code, refused.value.params["second"]) == ("connector_twice", "acme_link")


@pytest.mark.parametrize(
    "content",
    [
        "id = ",
        'id = "Big"\n',
        MANIFEST.format(id="acme") + 'wish = "x"\n',
        MANIFEST.format(id="acme").replace("poll", "x"),
    ],
)
def test_a_wrong_manifest_is_refused(foreign: Path, content: str) -> None:
    (foreign / "manifest.toml").write_text(content, "utf-8")

    with pytest.raises(ConfigRejected) as refused:
        registry.find(announced())
    assert (refused.value.code, refused.value.params["folder"]) == ("manifest_invalid", "acme_link")


def test_an_unknown_connector_is_refused_with_those_there_are() -> None:
    with pytest.raises(ConfigRejected) as refused:
        registry.configure("mtconect", {}, NoClock())
    assert refused.value.code == "connector_unknown"
    assert "mtconnect" in str(refused.value.params["known"])


def test_a_connector_is_built_from_its_settings() -> None:
    configured = registry.configure("mtconnect", {"url": "HTTP://Localhost:5000/probe"}, NoClock())

    assert configured.address == "http://127.0.0.1:5000"
    assert callable(configured.connector.probe)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({}, "url"),
        ({"url": "cnc-1:5000"}, "url"),
        ({"url": "ftp://cnc-1:5000"}, "url"),
        ({"url": "http://"}, "url"),
        ({"url": "http://cnc-1:99999"}, "url"),
        ({"url": "http://anna:secret@cnc-1:5000"}, "url"),
        ({"url": "http://cnc-1:5000", "intervall_ms": 3}, "intervall_ms"),
        ({"url": "http://cnc-1:5000", "heartbeat_ms": 0}, "heartbeat_ms"),
        ({"url": "http://cnc-1:5000", "count": 0}, "count"),
        ({"url": "http://cnc-1:5000", "username": "a:b"}, "username"),
        ({"url": "http://cnc-1:5000", "password": 5}, "password"),
    ],
)
def test_a_wrong_setting_is_named_and_never_shown(settings: dict[str, object], field: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        registry.configure("mtconnect", settings, NoClock())
    assert (refused.value.code, refused.value.params["field"]) == ("setting_invalid", field)
    assert "secret" not in str(refused.value.params["problem"])


def test_the_texts_of_all_connectors_are_merged() -> None:
    russian = registry.texts("ru")

    assert russian["mtconnect.title"] == "Агент MTConnect"
    assert "error.same_address" in russian
