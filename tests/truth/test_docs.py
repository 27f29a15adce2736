"""Documents exist in both languages, agree with each other, and with what is there."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.support.peers import REPOSITORY
from tests.support.tree import PACKAGE, files, name

DOCS = REPOSITORY / "docs"
# Bilingual in itself.
ONE_LANGUAGE = frozenset({"docs/glossary.md"})
CYRILLIC = re.compile(r"[А-Яа-яЁё]")
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def _english_pages() -> list[Path]:
    pages = [REPOSITORY / "README.md", *files(DOCS, ".md"), *files(PACKAGE / "connectors", ".md")]
    return [
        page
        for page in pages
        if not page.name.endswith(".ru.md") and "decisions" not in page.parts and name(page) not in ONE_LANGUAGE
    ]


PAGES = _english_pages()


def _shape(page: Path) -> tuple[list[int], int]:
    """Levels of the headings, and the number of code blocks."""
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [len(hashes) for hashes in re.findall(r"^(#+) ", prose, re.MULTILINE)], text.count("\n```") // 2


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_page_has_its_russian_twin(page: Path) -> None:
    twin = page.with_name(page.name.removesuffix(".md") + ".ru.md")
    assert twin.is_file()
    assert CYRILLIC.search(twin.read_text(encoding="utf-8"))
    assert _shape(page) == _shape(twin)


def test_no_russian_page_stands_alone() -> None:
    alone = [
        name(page)
        for page in files(DOCS, ".md")
        if page.name.endswith(".ru.md") and page.with_name(page.name.removesuffix(".ru.md") + ".md") not in PAGES
    ]
    assert alone == []


@pytest.mark.parametrize(
    "page", [*(p for p in files(DOCS, ".md")), *sorted(REPOSITORY.glob("*.md")), *files(PACKAGE, ".md")], ids=name
)
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def _wanted(file: str) -> set[str]:
    lines = (REPOSITORY / "requirements" / file).read_text(encoding="utf-8").splitlines()
    return {re.split(r"[\s;<>=\[]", line)[0] for line in lines if line and line[0].isalpha()}


def test_run_time_packages_are_the_pinned_ones() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.split(r"[\s;<>=\[]", wanted)[0] for wanted in project["dependencies"]}
    assert declared == _wanted("run.in")


def test_every_dependency_has_its_line() -> None:
    log = (DOCS / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    mentioned = set(re.findall(r"@?[\w/.-]*\w", log))
    web = json.loads((REPOSITORY / "web" / "package.json").read_text(encoding="utf-8"))
    packages = {package for group in ("run", "connectors", "dev", "docs", "node") for package in _wanted(f"{group}.in")}
    packages |= set(web["dependencies"]) | {n for n in web["devDependencies"] if not n.startswith("@testing-library/")}
    assert packages - mentioned == set()
