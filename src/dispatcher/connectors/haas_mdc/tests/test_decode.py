"""Lines, read."""

from __future__ import annotations

import pytest

from dispatcher.connectors.haas_mdc.decode import Question, Values, answers, fields, is_ours, values

MODE, PROGRAM, MACRO = Question(104), Question(500), Question(None, 801)


@pytest.mark.parametrize(
    ("question", "line", "expected"),
    [
        (Question(100), b">SERIAL NUMBER, 1234567\r\n", {1: "1234567"}),
        (Question(100), b">>S/N, 12345678\r\n", {1: "12345678"}),
        (MODE, b">MODE, (MEM)\r\n", {1: "MEM"}),
        (MODE, b"\x02MODE, ZERO RET\x17\r\n", {1: "ZERO RET"}),
        (Question(300), b">P.O. TIME, 00027:50:59\r\n", {1: 100_259.0}),
        (Question(402), b">M30 #1, 553\r\n", {1: "553"}),
        (
            PROGRAM,
            b">PROGRAM, O00097, IDLE, PARTS, 4523\r\n",
            {1: "O00097", 2: "IDLE", 3: "PARTS", 4: "4523"},
        ),
        (PROGRAM, b">STATUS, BUSY\r\n", {2: "BUSY"}),
        (PROGRAM, b">STATUS BUSY\r\n", {2: "BUSY"}),
        (MACRO, b">MACRO, 333.339996\r\n", {1: "333.339996"}),
        (MACRO, b">MACRO, 801, 333.339996\r\n", {1: "333.339996"}),
        (MACRO, b">MACRO, UNKNOWN\r\n", {1: None}),
        (MACRO, b">UNKNOWN\r\n", None),
        (MODE, b">?Q104\r\n", None),
    ],
)
def test_an_answer_is_read(question: Question, line: bytes, expected: Values | None) -> None:
    said = fields(line)

    assert answers(question, said)
    assert values(question, said) == expected


@pytest.mark.parametrize(
    "line", [b">\r\n", b">USING TOOL, 3\r\n", b">MACRO, 802, 1.0\r\n", b">?Q201\r\n"], ids=lambda line: line.decode()
)
def test_what_another_connection_asked_for_is_no_answer(line: bytes) -> None:
    said = fields(line)

    assert is_ours(said)
    assert not answers(MACRO, said)


def test_what_no_control_says_is_told_apart() -> None:
    assert not is_ours(fields(b"HTTP/1.1 400 Bad Request\r\n"))
