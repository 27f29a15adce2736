"""Formulas of figures: arithmetic over names, read without `eval`, with the place of everything that is wrong.

    sum     = product { ("+" | "-") product }
    product = factor { ("*" | "/") factor }
    factor  = number | name | "(" sum ")" | "-" factor

A name is a term (`APT`) or another figure (`availability`). `×`, `·`, `÷` and `−` are read as `*`, `/` and `-`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import add, mul, sub
from typing import Literal, NamedTuple

from dispatcher.domain.errors import InvalidInput

LONGEST = 500
"""Characters of a formula."""
DEEPEST = 40
"""Brackets and signs inside each other."""

Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Number:
    """A constant, never negative."""

    value: float
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A term or another figure."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Operation:
    """`left operator right`; `at`: place of the operator, from 1."""

    operator: Operator
    left: Formula
    right: Formula
    at: int


Formula = Number | Name | Operation


class Known(NamedTuple):
    """A term's amount, or why there is none. Of a zero, `why` says what it means to divide by it."""

    amount: float | None
    why: str = ""


def read_formula(text: str) -> Formula:
    """Read a formula. Raises InvalidInput `formula_empty`, `formula_too_long`, `formula_unexpected`,
    `formula_division`, `formula_incomplete`, `formula_bracket_open`, `formula_too_deep`; params: `formula`, `at`
    (character, from 1), `found`.
    """
    if len(text) > LONGEST:
        raise InvalidInput("formula_too_long", formula=text[:80], at=LONGEST + 1, found="", limit=LONGEST)
    reader = _Reader(text)
    if reader.ended():
        raise InvalidInput("formula_empty", formula=text, at=1, found="")
    formula = reader.sum(0)
    if not reader.ended():
        raise reader.refusal("formula_unexpected")
    return formula


def names(formula: Formula) -> Iterator[Name]:
    """Every name in the order of the text."""
    match formula:
        case Name():
            yield formula
        case Operation():
            yield from names(formula.left)
            yield from names(formula.right)
        case Number():
            return


def evaluate(formula: Formula, known: Mapping[str, Known]) -> Known:
    """The value, or the first reason in the order of the text why there is none.

    Whole numbers stay whole until something is divided, so that sums of microseconds are exact.
    """
    match formula:
        case Number():
            return Known(formula.value)
        case Name():
            return known[formula.name]
        case Operation():
            left, right = evaluate(formula.left, known), evaluate(formula.right, known)
            if left.amount is None:
                return left
            if right.amount is None:
                return right
            if formula.operator == "/":
                return _divided(left, right)
            amount = _REST[formula.operator](left.amount, right.amount)
            return Known(amount, "" if amount else left.why or right.why)


def _divided(left: Known, right: Known) -> Known:
    if not right.amount or left.amount is None:
        return Known(None, right.why or "division_by_zero")
    return Known(left.amount / right.amount, left.why)


_REST: Mapping[Operator, Callable[[float, float], float]] = {"+": add, "-": sub, "*": mul}


class _Token(NamedTuple):
    kind: Literal["number", "name", "sign", "end"]
    text: str
    at: int


_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(.))", re.ASCII | re.DOTALL)
_SAME = {"×": "*", "·": "*", "÷": "/", "−": "-"}
_DIVISIONS = frozenset((":", "\\", "//", "%"))
"""How people write a division elsewhere; here it is `/`."""


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            break
        number, name, sign = match.groups()
        place = match.start(match.lastindex or 0) + 1
        if number is not None:
            yield _Token("number", number, place)
        elif name is not None:
            yield _Token("name", name, place)
        else:
            yield _Token("sign", _SAME.get(sign, sign), place)
        at = match.end()
    yield _Token("end", "", end + 1)


class _Reader:
    """Recursive descent, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self.now = next(self._tokens)

    def refusal(self, code: str) -> InvalidInput:
        """An error at the present token."""
        if self.now.text in _DIVISIONS:
            code = "formula_division"
        return _refusal(code, self._text, self.now)

    def ended(self) -> bool:
        """Whether nothing is left."""
        return self.now.kind == "end"

    def _step(self) -> _Token:
        token = self.now
        self.now = next(self._tokens)
        return token

    def sum(self, depth: int) -> Formula:
        left = self._product(depth)
        while self.now.kind == "sign" and self.now.text in ("+", "-"):
            token = self._step()
            left = Operation("+" if token.text == "+" else "-", left, self._product(depth), token.at)
        return left

    def _product(self, depth: int) -> Formula:
        left = self._factor(depth)
        while self.now.kind == "sign" and self.now.text in ("*", "/"):
            token = self._step()
            if token.text == "/" and self.now.text == "/":
                raise _refusal("formula_division", self._text, self.now._replace(text="//", at=token.at))
            left = Operation("*" if token.text == "*" else "/", left, self._factor(depth), token.at)
        return left

    def _factor(self, depth: int) -> Formula:
        if depth > DEEPEST:
            raise self.refusal("formula_too_deep")
        match self.now.kind:
            case "number":
                token = self._step()
                return Number(float(token.text) if "." in token.text else int(token.text), token.at)
            case "name":
                token = self._step()
                return Name(token.text, token.at)
            case "end":
                raise self.refusal("formula_incomplete")
            case "sign":
                return self._signed(depth)

    def _signed(self, depth: int) -> Formula:
        if self.now.text == "-":
            token = self._step()
            return Operation("-", Number(0, token.at), self._factor(depth + 1), token.at)
        if self.now.text != "(":
            raise self.refusal("formula_unexpected")
        opened = self._step()
        inner = self.sum(depth + 1)
        if self.ended():
            raise _refusal("formula_bracket_open", self._text, opened)
        if self.now.text != ")":
            raise self.refusal("formula_unexpected")
        self._step()
        return inner


def _refusal(code: str, text: str, token: _Token) -> InvalidInput:
    return InvalidInput(code, formula=text, at=token.at, found=token.text)
