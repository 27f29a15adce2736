"""Documents that are none: whatever a script may send is refused with its place, and every refusal has its texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from dispatcher.app.calendars.document import read_calendar
from dispatcher.app.calendars.plan import read_assignments, read_plant_exceptions
from dispatcher.app.texts import LANGUAGES, load_texts
from dispatcher.domain.errors import InvalidInput
from tests.support.tree import PACKAGE, files

PLAIN: Mapping[str, object] = {"code": "main", "title": {"en": "Main"}}
DAY = {"code": "a", "title": {"en": "A"}, "start": "06:00", "minutes": 480}

BAD = [
    ({**PLAIN, "colour": "red"}, "calendar_field_unknown"),
    ({**PLAIN, "title": "Main"}, "calendar_not_words"),
    ({**PLAIN, "title": {"de": "Haupt"}}, "calendar_not_words"),
    ({**PLAIN, "zone": 3}, "calendar_not_text"),
    ({**PLAIN, "shifts": {"a": {}}}, "calendar_not_list"),
    ({**PLAIN, "shifts": ["a"]}, "calendar_not_table"),
    ({**PLAIN, "shifts": [{**DAY, "minutes": True}]}, "calendar_not_number"),
    ({**PLAIN, "shifts": [{**DAY, "minutes": "480"}]}, "calendar_not_number"),
    ({**PLAIN, "shifts": [{**DAY, "start": 360}]}, "calendar_not_time"),
    ({**PLAIN, "exceptions": [{"day": 20260101}]}, "calendar_not_date"),
    ({**PLAIN, "exceptions": [{}]}, "calendar_not_date"),
    ({**PLAIN, "exceptions": [{"day": "2026-01-01", "turns": "none"}]}, "calendar_not_list"),
    ({**PLAIN, "patterns": [{"code": "p", "title": {"en": "P"}, "days": [[]]}]}, "calendar_not_date"),
    (
        {
            **PLAIN,
            "patterns": [
                {
                    "code": "p",
                    "title": {"en": "P"},
                    "anchor": "2026-01-05",
                    "days": [[]],
                    "first": "2026-02-01",
                    "last": "2026-01-31",
                }
            ],
        },
        "calendar_dates_reversed",
    ),
    ({"title": {"en": "Main"}}, "calendar_code_bad"),
]


@pytest.mark.parametrize(("body", "code"), BAD, ids=[code for _, code in BAD])
def test_what_is_no_calendar_is_refused(body: Mapping[str, object], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_calendar(body)
    assert refused.value.code == code
    for language in LANGUAGES:
        assert "?" not in load_texts().text(language, f"error.{code}", refused.value.params)


def test_an_empty_calendar_is_one() -> None:
    assert read_calendar(PLAIN).patterns == ()


def test_a_break_before_its_shift_is_the_next_day() -> None:
    night = {**DAY, "start": "22:00", "breaks": [{"start": "02:00", "minutes": 30}]}
    [pause] = read_calendar({**PLAIN, "shifts": [night]}).shifts["a"].breaks
    assert pause.start == 26 * 60


def test_lists_of_other_documents_are_read_as_strictly() -> None:
    with pytest.raises(InvalidInput, match="calendar_scope_bad"):
        read_assignments({"assignments": [{"scope": "m1", "calendar": "main"}]})
    with pytest.raises(InvalidInput, match="calendar_field_unknown"):
        read_plant_exceptions({"exceptions": [], "more": []})


def test_every_refusal_has_its_texts() -> None:
    texts = load_texts()
    sources = [path for path in files(PACKAGE, ".py") if path.parent.name == "calendars"]
    codes = {code for path in sources for code in re.findall(r'refusal\(\s*"(\w+)"', path.read_text(encoding="utf-8"))}
    assert len(codes) > 10
    assert {code for code in codes if not texts.has(f"error.{code}")} == set()
