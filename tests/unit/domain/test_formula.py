"""Formulas: what they mean, and the place of everything that is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.formula import DEEPEST, LONGEST, Known, evaluate, names, read_formula

KNOWN = {"A": Known(6), "B": Known(3), "ZERO": Known(0, "nothing_ran"), "NONE": Known(None, "no_norm")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A / B", 2),
        ("A - B - 1", 2),
        ("A / B / 2", 1),
        ("A + B * 2", 12),
        ("(A + B) * 2", 18),
        ("-A + B", -3),
        ("1 - A / (A + B)", 1 - 6 / 9),
        ("A × B ÷ 2", 9),
        ("A − B", 3),
        ("0.5 * A", 3),
        (" A\n/\tB ", 2),
    ],
)
def test_arithmetic(text: str, value: float) -> None:
    assert evaluate(read_formula(text), KNOWN) == Known(value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A / ZERO", "nothing_ran"),
        ("A / (ZERO * 2)", "nothing_ran"),
        ("A / (ZERO + ZERO)", "nothing_ran"),
        ("A / (A - 6)", "division_by_zero"),
        ("A / 0", "division_by_zero"),
        ("NONE / ZERO", "no_norm"),
        ("0 * NONE", "no_norm"),
        ("A / ZERO * NONE", "nothing_ran"),
    ],
)
def test_what_is_not_known_stays_not_known_and_says_why(text: str, why: str) -> None:
    assert evaluate(read_formula(text), KNOWN) == Known(None, why)


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "formula_empty", 1),
        ("  ", "formula_empty", 1),
        ("A : B", "formula_division", 3),
        ("A \\ B", "formula_division", 3),
        ("A // B", "formula_division", 3),
        ("A % B", "formula_division", 3),
        ("A /", "formula_incomplete", 4),
        ("A + (B", "formula_bracket_open", 5),
        ("A + B)", "formula_unexpected", 6),
        ("A B", "formula_unexpected", 3),
        ("A ** B", "formula_unexpected", 4),
        ("A / __import__('os')", "formula_unexpected", 15),
        ("А / B", "formula_unexpected", 1),
        ("()", "formula_unexpected", 2),
        ("(" * (DEEPEST + 2) + "A", "formula_too_deep", DEEPEST + 2),
        ("-" * (DEEPEST + 2) + "A", "formula_too_deep", DEEPEST + 2),
        ("A + " * (LONGEST // 4) + "A", "formula_too_long", LONGEST + 1),
    ],
)
def test_a_refusal_names_the_place(text: str, code: str, at: int) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_formula(text)
    assert (refusal.value.code, refusal.value.params["at"]) == (code, at)


def test_names_come_in_the_order_of_the_text() -> None:
    assert [(name.name, name.at) for name in names(read_formula("A / (B + C)"))] == [("A", 1), ("B", 6), ("C", 10)]


@given(st.text(alphabet="AB01. +-*/():×", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert 1 <= _read_or_refused(text) <= len(text) + 1


def _read_or_refused(text: str) -> int:
    """The place that is wrong, else 1."""
    try:
        formula = read_formula(text)
    except InvalidInput as refusal:
        return int(str(refusal.params["at"]))
    return min((name.at for name in names(formula)), default=1)


@given(st.integers(0, 10**16), st.integers(1, 10**16))
def test_sums_of_microseconds_are_exact(a: int, b: int) -> None:
    assert evaluate(read_formula("A + B - B"), {"A": Known(a), "B": Known(b)}).amount == a
