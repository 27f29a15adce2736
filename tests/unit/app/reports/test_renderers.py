"""Forms of a document: read back, they say what it says; texts stay texts; the pages have something on them."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from dispatcher.app.reports.catalogue import REPORTS
from dispatcher.app.reports.document import (
    Chart,
    Column,
    Document,
    Fact,
    Facts,
    Kind,
    Missing,
    Note,
    Picture,
    Series,
    Table,
    Tone,
)
from dispatcher.app.reports.formats import Formats, duration
from dispatcher.app.reports.render.paper import palette, to_pdf, to_pictures
from dispatcher.app.reports.render.text import to_csv
from dispatcher.app.reports.render.workbook import to_xlsx
from dispatcher.app.texts import load_texts
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import HOUR, MINUTE, SECOND, Instant, parse_instant
from dispatcher.domain.interval import Interval
from tests.unit.app.reports.shop import Shop

AT = parse_instant("2026-11-23T21:30:15.999999Z")
EVIL = "=cmd|' /C calc'!A0"
TEXTS = load_texts()
ROWS = (
    (EVIL, AT, date(2026, 11, 23), 90 * MINUTE + SECOND, 12_345, 3.25, 0.8531),
    ("+7 912", None, None, -30 * MINUTE, 0, Missing("not available: no norm"), 1.5),
    ("-1", "lasts", None, 0, None, None, Missing("нет значения: нет нормы")),
    ("@SUM(1)", None, None, None, None, None, None),
)


def document(language: str = "en", rows: tuple[tuple[object, ...], ...] = ROWS) -> Document:
    kinds = (Kind.TEXT, Kind.INSTANT, Kind.DATE, Kind.DURATION, Kind.COUNT, Kind.NUMBER, Kind.RATIO)
    return Document(
        code="test",
        title="Shift/report: [1]",
        site="Works",
        zone="Europe/Moscow",
        language=language,
        window=Interval(Instant(AT - HOUR), AT),
        scope="all",
        made_at=AT,
        blocks=(
            Facts(
                (
                    Fact(title="OEE", kind=Kind.RATIO, value=0.5, status="good"),
                    Fact(title="n", kind=Kind.COUNT, value=Missing("no")),
                )
            ),
            Chart(
                key="c",
                title="Chart",
                picture=Picture.LINE,
                kind=Kind.RATIO,
                labels=("a", "b", "c"),
                series=(Series(name="s", values=(0.1, None, 1.2), color="reason-1"),),
            ),
            Table(
                key="t",
                title="A very long title of a table: more than Excel allows for a sheet",
                columns=tuple(Column(key=kind.value, title=kind.value, kind=kind) for kind in kinds),
                rows=rows,  # type: ignore[arg-type] # cells of all kinds
                total=("Total", None, None, 60 * MINUTE, 12_345, None, None),
                empty="nothing",
            ),
            Note("be careful", Tone.WARN),
        ),
    )


def test_durations_round_once() -> None:
    assert [duration(length) for length in (0, 499_999, 500_000, 3_599_500_000, -90 * MINUTE, 100 * HOUR)] == [
        *("0:00:00", "0:00:00", "0:00:01", "1:00:00"),
        *("−1:30:00", "100:00:00"),
    ]


@pytest.mark.parametrize(
    ("language", "kind", "value", "text"),
    [
        ("en", Kind.RATIO, 0.8531, "85.3\u00a0%"),
        ("ru", Kind.RATIO, 0.8531, "85,3\u00a0%"),
        ("ru", Kind.RATIO, 1.5, "150,0\u00a0%"),
        ("en", Kind.COUNT, 1_234_567, "1\u202f234\u202f567"),
        ("ru", Kind.NUMBER, -1234.5, "−1\u202f234,50"),
        ("ru", Kind.INSTANT, AT, "24.11.2026 00:30:15"),
        ("en", Kind.INSTANT, AT, "2026-11-24 00:30:15"),
        ("ru", Kind.DATE, date(2026, 11, 3), "03.11.2026"),
        ("en", Kind.TEXT, None, ""),
    ],
)
def test_values_as_people_read_them(language: str, kind: Kind, value: object, text: str) -> None:
    assert Formats.of(document(language)).cell(kind, value) == text  # type: ignore[arg-type] # cells of all kinds


@pytest.mark.parametrize(("language", "delimiter", "ratio"), [("en", ",", "0.8531"), ("ru", ";", "0,8531")])
def test_csv_read_back(language: str, delimiter: str, ratio: str) -> None:
    data = to_csv(document(language))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=delimiter))
    first = next(row for row in rows if row and row[0].endswith("A0"))
    assert first[0] == f"'{EVIL}"
    assert first[3:] == ["1:30:01", "12345", "3,25" if language == "ru" else "3.25", ratio]
    assert [row[0] for row in rows if row and row[0].startswith("'")] == [f"'{EVIL}", "'+7 912", "'-1", "'@SUM(1)"]
    assert ["be careful"] in rows


def test_xlsx_read_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(document())))
    assert len(book.sheetnames) == 2
    assert all(len(name) <= 31 for name in book.sheetnames)
    sheet = book[book.sheetnames[1]]
    assert sheet.freeze_panes == "A2"
    cells = list(sheet.iter_rows())
    evil, stamp, day, length, count, number, ratio = cells[1]
    assert (evil.value, evil.data_type) == (EVIL, "s")
    assert (stamp.value, stamp.number_format) == (datetime(2026, 11, 24, 0, 30, 15), "yyyy-mm-dd hh:mm:ss")  # noqa: DTZ001
    assert (day.value, day.number_format) == (datetime(2026, 11, 23), "yyyy-mm-dd")  # noqa: DTZ001
    assert length.number_format == "[h]:mm:ss"
    assert length.value in (timedelta(hours=1, minutes=30, seconds=1), pytest.approx((90 * 60 + 1) / 86_400))
    assert (count.value, number.value, ratio.value, ratio.number_format) == (12_345, 3.25, 0.8531, "0.0%")
    assert {cell.data_type for row in cells for cell in row if isinstance(cell.value, str)} == {"s"}
    assert cells[2][5].value == "not available: no norm"
    assert cells[2][3].value == pytest.approx(-0.5)
    assert cells[-1][0].value == "Total"


def test_no_cell_of_any_report_is_a_formula() -> None:
    shop = Shop()
    for code in REPORTS:
        book = openpyxl.load_workbook(io.BytesIO(to_xlsx(shop.make(code))))
        kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
        assert "f" not in kinds, code


def test_xlsx_survives_what_excel_forbids() -> None:
    row = ("a\x00\x0bb\ud800" + "x" * 40_000, *([None] * 6))
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(document(rows=(row,)))))
    assert len(str(book.worksheets[1]["A2"].value)) <= 32_767
    assert to_csv(document(rows=(row,)))
    assert to_pdf(document(rows=(("a\ud800", *([None] * 6)),)), TEXTS)


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("code", list(REPORTS))
def test_every_report_on_paper(code: str, language: str) -> None:
    shop = Shop()
    made = shop.make(code, language=language)
    data = to_pdf(made, TEXTS)
    assert data.startswith(b"%PDF-")
    boxes = {tuple(float(number) for number in box.split()) for box in re.findall(rb"/MediaBox ?\[([^\]]+)\]", data)}
    assert boxes, "pages have a size"
    for left, bottom, right, top in boxes:
        wide = (right - left) > (top - bottom)
        assert wide is made.wide
        assert sorted((round(right - left), round(top - bottom))) == [595, 842]


def test_the_same_document_is_the_same_pdf() -> None:
    assert to_pdf(document(), TEXTS) == to_pdf(document(), TEXTS)


def test_pages_have_ink_and_room() -> None:
    [page] = to_pictures(document("ru"), TEXTS)
    assert page.startswith(b"\x89PNG")
    assert len(page) > 5_000


def test_paper_has_a_limit() -> None:
    with pytest.raises(InvalidInput) as caught:
        to_pdf(document(rows=ROWS * 1200), TEXTS)
    assert caught.value.code == "report_too_long_for_paper"


def test_markup_in_texts_is_text() -> None:
    """Nothing that people or machines write is read as typst."""
    row = ('#panic("x") $ * _ ` <b> @ref \\ // [', *([None] * 6))
    assert to_pdf(document(rows=(row,)), TEXTS).startswith(b"%PDF-")


def test_colours_of_paper_are_those_of_the_light_pages() -> None:
    css = (Path(__file__).parents[4] / "web" / "src" / "ui" / "tokens.css").read_text("utf-8")
    for token, colour in palette().items():
        found = re.search(rf"--{token}: (#[0-9a-f]{{6}});", css)
        assert found is not None, token
        assert found[1] == colour, token
