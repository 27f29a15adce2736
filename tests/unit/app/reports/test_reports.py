"""What the reports say, by an independent count over the same week."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

import pytest

from dispatcher.app.figures.ranges import Days
from dispatcher.app.reports.catalogue import REPORTS, checked, report_of
from dispatcher.app.reports.document import Chart, Document, Facts, Kind, Missing, Note, Picture, Table
from dispatcher.app.reports.render.paper import palette, tokens
from dispatcher.domain.account import TimeClass
from dispatcher.domain.errors import InvalidInput, NotFound
from dispatcher.domain.instant import MINUTE
from tests.unit.app.reports.shop import FIRST, MACHINES, NAMES, Shop

LOST = {TimeClass.SETUP, TimeClass.MICRO, TimeClass.DELAY, TimeClass.UNEXPLAINED, TimeClass.FAILURE}


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop()


def table(document: Document, key: str) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table) and block.key == key)


def column(found: Table, key: str) -> list[object]:
    place = [one.key for one in found.columns].index(key)
    return [row[place] for row in found.rows]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", list(REPORTS))
def test_every_report_is_whole_in_both_languages(shop: Shop, code: str, language: str) -> None:
    document = shop.make(code, language=language)
    assert document.title
    assert not document.title.startswith("reports.")
    for block in document.blocks:
        if isinstance(block, Table):
            texts = [block.title, block.empty, *(one.title for one in block.columns)]
            for row in (*block.rows, *([] if block.total is None else [block.total])):
                assert len(row) == len(block.columns)
                texts += [cell for cell in row if isinstance(cell, str)]
            assert len({one.key for one in block.columns}) == len(block.columns)
        elif isinstance(block, Chart):
            assert all(len(one.values) == len(block.labels) for one in block.series)
            texts = [block.title, *block.labels]
        elif isinstance(block, Facts):
            texts = [fact.title for fact in block.items]
        else:
            texts = [block.text]
        assert not [text for text in texts if text.startswith(("reports.", "figures."))]


def test_pareto_is_what_the_stretches_add_up_to(shop: Shop) -> None:
    by_reason: dict[str, int] = defaultdict(int)
    for one in shop.account.listed:
        if one.time_class in LOST:
            by_reason[one.reason] += one.length
    found = table(shop.make("pareto"), "pareto")
    assert column(found, "time") == sorted(by_reason.values(), reverse=True)
    assert found.total is not None
    assert found.total[2] == sum(by_reason.values())
    assert column(found, "running")[-1] == pytest.approx(1)


def test_the_waterfall_loses_what_its_levels_lose(shop: Shop) -> None:
    document = shop.make("losses")
    [chart] = [block for block in document.blocks if isinstance(block, Chart)]
    assert chart.picture is Picture.WATERFALL
    levels, losses = (one.values for one in chart.series)
    left: float | None = None
    for level, loss in zip(levels, losses, strict=True):
        if level is not None:
            assert left is None or level == left
            left = level
        elif loss is not None and left is not None:
            left -= loss
    words = column(table(document, "losses"), "time")
    assert isinstance(words[-1], Missing), "a machine without norms: the standard time of good parts is not known"


def test_what_is_not_available_is_words_and_never_zero(shop: Shop) -> None:
    found = table(shop.make("shift", language="en"), "figures")
    saw = found.rows[-1]
    assert saw[0] == NAMES[-1]
    assert [cell for cell in saw if cell == 0] == []
    assert Missing("not available: no standard time") in saw or any(isinstance(cell, Missing) for cell in saw)


def test_the_shift_report_lists_every_stop_without_a_reason(shop: Shop) -> None:
    listed = [one for one in shop.account.listed if one.time_class is TimeClass.UNEXPLAINED]
    found = table(shop.make("shift"), "open")
    assert len(found.rows) == min(20, len(listed))
    assert column(found, "length") == sorted((one.length for one in listed), reverse=True)[:20]


def test_state_log_has_every_stretch(shop: Shop) -> None:
    found = table(shop.make("states"), "states")
    assert len(found.rows) == len(shop.account.listed)
    assert sum(int(str(length)) for length in column(found, "length")) == sum(one.length for one in shop.account.listed)


def test_load_by_area_and_shift(shop: Shop) -> None:
    found = table(shop.make("load", group="area", step="shift"), "steps")
    assert {row[0] for row in found.rows} == {"Цех 1", "Цех 2"}
    assert {row[1] for row in found.rows} == {"day", "night"}


def test_modified_data_tells_before_and_after_and_what_stands(shop: Shop) -> None:
    found = table(shop.make("modified"), "modified")
    rows = dict(
        zip(
            column(found, "id"),
            zip(*(column(found, key) for key in ("before", "after", "stands")), strict=True),
            strict=True,
        )
    )
    assert rows[1] == ("Ожидание 1:00:00", "Нет инструмента или оснастки", "да")
    assert rows[2][0].startswith(("В работе 1:00:00", "Ожидание 1:00:00"))
    assert rows[2][2] == "нет"
    assert rows[3] == ("", "O1: брак 2, доработка 1", "да")
    assert rows[4] == ("", "отменяет № 2", "да")


def test_alarms_count_overlaps_once(shop: Shop) -> None:
    document = shop.make("alarms")
    found = table(document, "alarms")
    first = dict(zip(column(found, "code"), found.rows, strict=True))["2041"]
    assert first[4:7] == (2, 45 * MINUTE, 40 * MINUTE)
    [facts] = [block for block in document.blocks if isinstance(block, Facts)]
    one = (60 + 5) * MINUTE
    other = 7 * 24 * 60 * MINUTE - 700 * MINUTE - 3 * 60 * MINUTE  # until Sunday 24:00 in Moscow
    assert facts.items[2].value == one + other


def test_the_score_of_entries_is_an_independent_count(shop: Shop) -> None:
    major = [
        one
        for one in shop.account.listed
        if one.stop is not None and one.length > 120 * 1_000_000 and one.time_class in LOST
    ]
    whole: dict[tuple[str, int], list[str]] = defaultdict(list)
    for one in major:
        whole[one.machine, int(one.stop or 0)].append(one.reason)
    justified = sum(all(reasons) for reasons in whole.values())
    found = table(shop.make("entries"), "entries")
    assert found.total is not None
    assert found.total[1] == len(whole)
    assert found.total[6] == pytest.approx(justified / len(whole))
    assert sum(int(str(count)) for count in column(found, "major")) == len(whole)


def test_nothing_in_a_range_is_said(shop: Shop) -> None:
    empty = Days(FIRST - timedelta(days=60), FIRST - timedelta(days=59))
    for code in ("pareto", "states", "modified", "alarms", "entries"):
        document = shop.make(code, when=empty)
        assert [block.empty for block in document.blocks if isinstance(block, Table) and not block.rows]
    score = next(block for block in shop.make("entries", when=empty).blocks if isinstance(block, Facts))
    assert isinstance(score.items[0].value, Missing)


def test_the_present_is_trusted_less(shop: Shop) -> None:
    notes = [block.text for block in shop.make("shift").blocks if isinstance(block, Note)]
    assert any("нет данных" in text for text in notes)
    assert any("Без причины" in text for text in notes)


def test_refusals() -> None:
    with pytest.raises(NotFound):
        report_of("secrets")
    with pytest.raises(InvalidInput):
        checked(report_of("load"), {"group": "moon"})
    with pytest.raises(InvalidInput):
        checked(report_of("pareto"), {"group": "machine"})


def test_a_report_over_single_stretches_has_a_limit(shop: Shop) -> None:
    with pytest.raises(InvalidInput) as caught:
        shop.make("states", when=Days(FIRST - timedelta(days=1000), FIRST))
    assert caught.value.code == "report_too_long"


def test_every_colour_is_on_the_palette(shop: Shop) -> None:
    used = {token for code in REPORTS for token in tokens(shop.make(code).blocks)}
    assert used <= palette().keys()
    assert len(MACHINES) == 5


def test_ratios_and_durations_keep_their_kinds(shop: Shop) -> None:
    kinds = {one.key: one.kind for one in table(shop.make("pareto"), "pareto").columns}
    assert (kinds["time"], kinds["share"], kinds["stops"]) == (Kind.DURATION, Kind.RATIO, Kind.COUNT)
