"""Files of norms: every good row or none, and every bad one told with its place."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from dispatcher.app.norms.reading import REFUSED_SHOWN, Reading, read_norms
from dispatcher.app.norms.writing import take_in
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import SECOND, Instant
from dispatcher.domain.norm import FROM_EVER, Norm
from dispatcher.stores.memory import MemoryNorms


def read(content: str | bytes) -> tuple[list[tuple[int, Norm]], Reading]:
    reading = Reading()
    return list(read_norms(content.encode() if isinstance(content, str) else content, reading)), reading


def test_a_csv_file_is_read() -> None:
    rows, reading = read(
        "program;scope;item;operation;piece_s;setup_s;parts_per_cycle;first\n"
        "O1;;Вал;015;90,5;1800;2;2026-06-01\r\n"
        '"O;2";machine:m1;;;1;;;01.07.2026\n'
        "\n;;;;;;;\n"
    )
    assert rows == [
        (
            2,
            Norm(
                program="O1",
                scope="",
                item="Вал",
                operation="015",
                piece=90_500_000,
                setup=1800 * SECOND,
                parts_per_cycle=2,
                first=date(2026, 6, 1),
            ),
        ),
        (
            3,
            Norm(
                program="O;2",
                scope="machine:m1",
                item="",
                operation="",
                piece=SECOND,
                setup=None,
                parts_per_cycle=1,
                first=date(2026, 7, 1),
            ),
        ),
    ]
    assert (reading.read, reading.refused_total) == (2, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_russian_headings_in_any_usual_writing(encoding: str, separator: str) -> None:
    text = f'Программа{separator}"Тшт, мин"{separator}Деталь\nO1{separator}1.5{separator}Вал\n'
    ((_, norm),), _ = read(text.encode(encoding))
    assert (norm.piece, norm.item, norm.first) == (90 * SECOND, "Вал", FROM_EVER)


@pytest.mark.parametrize(
    ("row", "column", "value", "code"),
    [
        ("O1;0;;;", "piece_s", "0", "not_positive"),
        ("O1;-5;;;", "piece_s", "-5", "not_positive"),
        ("O1;0,0000001;;;", "piece_s", "0,0000001", "not_positive"),
        ("O1;90;0;;", "setup_s", "0", "not_positive"),
        ("O1;1m30;;;", "piece_s", "1m30", "not_a_number"),
        ("O1;NaN;;;", "piece_s", "NaN", "not_a_number"),
        ("O1;1e300;;;", "piece_s", "1e300", "too_large"),
        (";90;;;", "program", "", "no_program"),
        ("O1;;;;", "piece_s", "", "no_piece"),
        ("O1;90;;1.5;", "parts_per_cycle", "1.5", "not_a_count"),
        ("O1;90;;0;", "parts_per_cycle", "0", "not_a_count"),
        ("O1;90;;;31.02.2026", "first", "31.02.2026", "bad_date"),
        ("O1;90;;;soon", "first", "soon", "bad_date"),
        ("O1;90;;;;;x", "", "7", "too_many_cells"),
        ('"O1;90;;;', "", "", "broken"),
        ('O"1;"90"0;;;', "", "", "broken"),
        ("O" * 501 + ";90;;;", "program", "O" * 80, "too_long"),
    ],
)
def test_a_wrong_row_is_told_and_the_others_go_on(row: str, column: str, value: str, code: str) -> None:
    rows, reading = read(f"program;piece_s;setup_s;parts_per_cycle;first\nGOOD;90;;;\n{row}\nALSO;90;;;\n")
    assert [norm.program for _, norm in rows] == ["GOOD", "ALSO"]
    assert [tuple(one) for one in reading.refused] == [(3, column, value, code)]


def test_a_scope_is_checked() -> None:
    _, reading = read("program,piece_s,scope\nO1,1,shop 1\nO1,1,area:Shop 1\n")
    assert [(one.line, one.code) for one in reading.refused] == [(2, "bad_scope")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "norms_empty"),
        ("program;price\nO1;1\n", "norms_heading_unknown"),
        ("program;item\nO1;1\n", "norms_heading_missing"),
        ("piece_s\n1\n", "norms_heading_missing"),
        ("program;piece_s;УП\nO1;1;O1\n", "norms_heading_twice"),
        (b"\x98\xff\xfe", "norms_encoding"),
        (b"PK\x03\x04 not a zip", "norms_workbook_bad"),
    ],
)
def test_a_file_that_is_none_is_refused(content: str | bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read(content)
    assert refusal.value.code == code


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_read_with_its_own_numbers_and_dates() -> None:
    content = workbook(
        ("Программа", "Тшт, с", "действует с"),
        ("O1", 90.5, datetime(2026, 6, 1)),  # noqa: DTZ001 - as the library gives dates
        (None, None, None),
        (123, 0, None),
        ("O3", 12, None),
    )
    rows, reading = read(content)
    assert [(line, norm.program, norm.piece, norm.first) for line, norm in rows] == [
        (2, "O1", 90_500_000, date(2026, 6, 1)),
        (5, "O3", 12 * SECOND, FROM_EVER),
    ]
    assert [tuple(one) for one in reading.refused] == [(4, "piece_s", "0", "not_positive")]


def test_only_the_first_refused_rows_are_named_and_all_are_counted() -> None:
    reading, done = take_in(
        MemoryNorms(),
        ("program;piece_s\n" + "O1;0\n" * 500 + "O2;1\n").encode(),
        at=Instant(1),
        author="",
        dry_run=False,
    )
    assert (len(reading.refused), reading.refused_total, reading.read, done.added) == (REFUSED_SHOWN, 500, 501, 1)
