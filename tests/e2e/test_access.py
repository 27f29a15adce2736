"""The pages can be read by everyone: names, roles, contrast, by the published rules (WCAG 2.2 A and AA)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.e2e.screen import Screen
from tests.support.peers import REPOSITORY, required

pytestmark = pytest.mark.peer("chromium")

RULES = REPOSITORY / "web" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def rules() -> str:
    if not RULES.is_file():
        reason = "the packages of the web are not installed (make web)"
        if required():
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return RULES.read_text("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_keep_the_rules_of_access(screen: Screen, rules: str, scheme: str) -> None:
    screen.page.add_init_script(f"localStorage.setItem('mantine-color-scheme-value', '{scheme}')")
    broken = []
    for path in (
        "/",
        "/timeline",
        "/machines/m7?tab=signals&plot=load&plot=exec",
        "/machines/m7?tab=cycles",
        "/machines/m13?tab=sources",
        "/connections",
        "/connections/new",
        "/settings/calendars",
        "/settings/calendars/+teams",
        "/nowhere",
    ):
        screen.open(path)
        expect(screen.page.get_by_role("heading", level=1).first).to_be_attached()
        screen.page.wait_for_load_state("networkidle")
        screen.page.evaluate(rules)
        found = screen.page.evaluate("tags => axe.run({ runOnly: tags })", TAGS)
        broken += [f"{path}: {rule['id']}: {rule['nodes'][0]['html']}" for rule in found["violations"]]
    assert broken == []
