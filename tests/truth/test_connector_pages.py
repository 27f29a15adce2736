"""Every connector can be found: its page in both languages, and the lists in which people look for a protocol."""

from __future__ import annotations

import pytest

from dispatcher.connectors.sdk import registry
from tests.support.peers import REPOSITORY

LISTS = {
    "mkdocs.yml": "- connectors/{id}.md",
    "README.md": "connectors/{id}/README.md",
    "README.ru.md": "connectors/{id}/README.ru.md",
    "docs/index.md": "connectors/{id}.md",
    "docs/index.ru.md": "connectors/{id}.md",
    "docs/howto/configure.md": "connectors/{id}.md",
    "docs/howto/configure.ru.md": "connectors/{id}.md",
}


@pytest.mark.parametrize("connector", sorted(registry.find([])))
def test_a_connector_has_its_pages_and_stands_in_the_lists(connector: str) -> None:
    for page, readme in ((f"{connector}.md", "README.md"), (f"{connector}.ru.md", "README.ru.md")):
        text = (REPOSITORY / "docs" / "connectors" / page).read_text("utf-8")
        assert f'--8<-- "src/dispatcher/connectors/{connector}/{readme}"' in text
    absent = [
        file
        for file, words in LISTS.items()
        if words.format(id=connector) not in (REPOSITORY / file).read_text("utf-8")
    ]
    assert absent == [], "docs/dev/adding-a-connector.md says what stands where"
