"""Terms and definitions that ship, read once from the files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from dispatcher.domain.account import TimeClass
from dispatcher.domain.kpi import Better, Book, Definition, Measure, School, Term, Unit, Where
from dispatcher.domain.state import BaseState

_COUNTS = frozenset(
    (
        *(Measure.STOPS, Measure.PARTS, Measure.SCRAP, Measure.REWORK, Measure.GOOD),
        *(Measure.WORKED_SHIFTS, Measure.SHIFT_DAYS),
    )
)


@cache
def terms() -> Mapping[str, Term]:
    """Every term by its symbol, in the order of the file."""
    return MappingProxyType({code: _term(code, body) for code, body in _file("terms.toml").items()})


@cache
def definitions() -> Mapping[str, Definition]:
    """Every definition that ships by its code, in the order of the file."""
    return MappingProxyType({code: _definition(code, body) for code, body in _file("kpis.toml").items()})


@cache
def book() -> Book:
    """What applies where a plant set nothing of its own."""
    return Book(terms(), definitions())


def _file(name: str) -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("dispatcher.app.figures") / name).read_text("utf-8"))


def _term(code: str, body: Mapping[str, Any]) -> Term:
    measure = Measure(body["measure"])
    return Term(
        code=code,
        words={"en": body["en"], "ru": body["ru"]},
        description=body["description"],
        unit=Unit.COUNT if measure in _COUNTS else Unit.DURATION,
        measure=measure,
        classes=frozenset(TimeClass(name) for name in body.get("classes", ())),
        bases=frozenset(BaseState(name) for name in body.get("bases", ())),
        where=Where(body.get("where", "any")),
        when_zero=body.get("zero", ""),
    )


def _definition(code: str, body: Mapping[str, Any]) -> Definition:
    return Definition(
        code=code,
        words={"en": body["en"], "ru": body["ru"]},
        description=body["description"],
        formula=body["formula"],
        unit=Unit(body["unit"]),
        clause=body.get("clause", ""),
        school=School(body["school"]),
        better=Better(body["better"]),
        bounded=body.get("bounded", False),
    )
