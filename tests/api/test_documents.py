"""Documents, texts and code say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from dispatcher.api.routers import machines, observations, timeline
from dispatcher.api.routes import api_routes
from dispatcher.api.services import Services
from dispatcher.app.texts import Texts, load_texts
from dispatcher.domain.instant import DAY

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / "reference" / name for name in ("api.md", "api.ru.md")]
RAISED = re.compile(r'(?:InvalidInput|NotFound|Forbidden|Unauthorized|Conflict|Unavailable)\(\s*"(\w+)"')


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_route_stands_on_the_page_with_its_permission(page: Path) -> None:
    text = page.read_text("utf-8")
    for route in api_routes():
        if isinstance(route, APIRoute):
            permission = (route.openapi_extra or {})["x-permission"]
            for method in sorted(route.methods or ()):
                assert f"| `{method} {route.path}` | `{permission}` |" in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_metric_stands_on_the_page_and_no_other(page: Path, given: Services) -> None:
    named = set(re.findall(r"`(dispatcher_\w+)`", page.read_text("utf-8")))
    given.metrics.observe(given.board, given.hub, given.clock.now())
    text = given.metrics.expose()[0].decode()
    kinds = re.findall(r"^# TYPE (dispatcher_\w+) (\w+)", text, re.MULTILINE)
    made = {name for name, _ in kinds if not name.endswith("_created")}
    assert named == made


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_limits_stand_on_the_page(page: Path, given: Services) -> None:
    text = page.read_text("utf-8")
    for limit in (
        timeline.TIMELINE_RANGE // DAY,
        timeline.MACHINE_DAYS,
        observations.OBSERVATIONS_RANGE // DAY,
        observations.MAX_POINTS,
        machines.NOTES_LIMIT,
        given.live_queue,
    ):
        assert str(limit) in text


def test_every_code_the_api_can_refuse_with_has_its_texts() -> None:
    texts = load_texts()
    folders = (ROOT / "src" / "dispatcher" / "api", ROOT / "src" / "dispatcher" / "app" / "queries")
    codes = {code for folder in folders for file in folder.rglob("*.py") for code in RAISED.findall(file.read_text())}
    assert len(codes) >= 12
    assert [code for code in sorted(codes) if not texts.has(f"error.{code}")] == []


def test_both_languages_have_every_key_and_the_same_holes() -> None:
    texts = load_texts()._texts
    assert texts["en"].keys() == texts["ru"].keys()
    for key, english in texts["en"].items():
        assert set(re.findall(r"\{\w+\}", english)) == set(re.findall(r"\{\w+\}", texts["ru"][key])), key


@pytest.mark.parametrize(
    ("asked", "header", "chosen"),
    [
        ("ru", "en", "ru"),
        ("de", "ru", "ru"),
        (None, None, "en"),
        (None, "ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        (None, "en;q=0.5, ru;q=0.9", "ru"),
        (None, "de, ru;q=0", "en"),
        (None, ";;;q=,*", "en"),
    ],
)
def test_the_language_is_the_readers(asked: str | None, header: str | None, chosen: str) -> None:
    assert load_texts().choose(asked, header) == chosen


def test_a_text_never_fails() -> None:
    texts = Texts({"en": {"a": "{x} and {y}"}, "ru": {}})
    assert texts.text("ru", "a", {"x": 1}) == "1 and ?"
    assert texts.text("en", "missing") == "missing"
