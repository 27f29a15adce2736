"""The page of figures is written from the definitions that ship: `python -m tests.truth.test_kpis_page` writes it."""

from __future__ import annotations

import pytest

from dispatcher.app.figures.builtin import definitions, terms
from dispatcher.domain.kpi import Definition, Measure, School, Term, Where
from tests.support.peers import REPOSITORY

MARK = "<!-- {name}: written from the definitions that ship -->"
WORDS = {
    "en": {
        "terms": "| term | name | what it is | made of |\n|---|---|---|---|",
        "kpis": "| code | name | formula | what it says | source |\n|---|---|---|---|---|",
        School.ISO: "{clause}",
        School.RU: "Russian practice",
        School.OWN: "own",
        Where.SHIFT: ", in shifts",
        Where.OFF: ", outside shifts",
        Where.ANY: "",
        "classes": "time of classes {names}",
        "bases": "time in states that count as {names}",
        "stops": "stops that began in {names}",
        Measure.PARTS: "parts",
        Measure.SCRAP: "scrap entered",
        Measure.REWORK: "rework entered",
        Measure.GOOD: "parts - scrap - rework",
        Measure.IDEAL: "norm × parts",
        Measure.WORKED_SHIFTS: "machine-shifts with `production`",
        Measure.SHIFT_DAYS: "machine-days with a shift",
    },
    "ru": {
        "terms": "| величина | имя | что это | из чего складывается |\n|---|---|---|---|",
        "kpis": "| код | имя | формула | что говорит | источник |\n|---|---|---|---|---|",
        School.ISO: "{clause}",
        School.RU: "отечественная практика",
        School.OWN: "свой",
        Where.SHIFT: ", в сменах",
        Where.OFF: ", вне смен",
        Where.ANY: "",
        "classes": "время видов {names}",
        "bases": "время в состояниях вида {names}",
        "stops": "простои, начавшиеся в {names}",
        Measure.PARTS: "детали",
        Measure.SCRAP: "отмеченный брак",
        Measure.REWORK: "отмеченная доработка",
        Measure.GOOD: "детали - брак - доработка",
        Measure.IDEAL: "норма × детали",
        Measure.WORKED_SHIFTS: "станко-смены, где было `production`",
        Measure.SHIFT_DAYS: "станко-дни со сменой",
    },
}
PAGES = {"en": REPOSITORY / "docs/reference/kpis.md", "ru": REPOSITORY / "docs/reference/kpis.ru.md"}


def _made_of(term: Term, language: str) -> str:
    words = WORDS[language]
    names = ", ".join(f"`{name}`" for name in sorted(term.classes or term.bases))
    match term.measure:
        case Measure.TIME:
            text = words["classes" if term.classes else "bases"].format(names=names)
        case Measure.STOPS:
            text = words["stops"].format(names=names)
        case _:
            text = words[term.measure]
    return text + words[term.where]


def _term(term: Term, language: str) -> str:
    return f"| `{term.code}` | {term.words[language]} | {term.description[language]} | {_made_of(term, language)} |"


def _kpi(kpi: Definition, language: str) -> str:
    source = WORDS[language][kpi.school].format(clause=kpi.clause)
    words, description = kpi.words[language], kpi.description[language]
    return f"| `{kpi.code}` | {words} | `{kpi.formula}` | {description} | {source} |"


def tables(language: str) -> dict[str, str]:
    """The generated parts of the page, by name."""
    return {
        "terms": "\n".join((WORDS[language]["terms"], *(_term(term, language) for term in terms().values()))),
        "kpis": "\n".join((WORDS[language]["kpis"], *(_kpi(kpi, language) for kpi in definitions().values()))),
    }


@pytest.mark.parametrize("language", PAGES)
def test_the_page_says_what_the_definitions_say(language: str) -> None:
    text = PAGES[language].read_text("utf-8")
    for name, table in tables(language).items():
        assert f"{MARK.format(name=name)}\n{table}\n<!-- end -->" in text, "write it anew, see above"


def write() -> None:
    """Put the tables between their marks."""
    for language, page in PAGES.items():
        text = page.read_text("utf-8")
        for name, table in tables(language).items():
            mark = MARK.format(name=name)
            before, _, rest = text.partition(mark)
            text = f"{before}{mark}\n{table}\n<!-- end -->{rest.partition('<!-- end -->')[2]}"
        page.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
