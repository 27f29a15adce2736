"""The page about the suite of conduct names every check and every waiver, in both languages."""

from __future__ import annotations

import re
import tomllib

import pytest

from dispatcher.connectors.sdk.conformance import CHECKS
from tests.support.peers import REPOSITORY

WAIVERS = tomllib.loads(
    (REPOSITORY / "tests" / "conformance" / "connectors" / "waivers.toml").read_text(encoding="utf-8")
)
ROW = re.compile(r"^\| `(\w+)` \| (?:`(\w+)`|all|все) \| (.+) \|$", re.MULTILINE)


def text(page: str) -> str:
    return (REPOSITORY / "docs" / "dev" / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["conduct.md", "conduct.ru.md"])
def test_every_check_and_every_waiver_is_named(page: str) -> None:
    rows = {(connector, check or "*") for connector, check, _ in ROW.findall(text(page))}

    assert [check.name for check in CHECKS if f"| `{check.name}` |" not in text(page)] == []
    assert rows == {(connector, check) for connector, checks in WAIVERS.items() for check in checks}


def test_the_reasons_are_those_of_the_suite() -> None:
    reasons = {(connector, check or "*"): why for connector, check, why in ROW.findall(text("conduct.md"))}

    assert reasons == {
        (connector, check): why for connector, checks in WAIVERS.items() for check, why in checks.items()
    }
