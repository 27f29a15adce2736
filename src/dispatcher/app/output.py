"""Getting it out: what leaves the house in files, answers and reports."""

from __future__ import annotations

from dataclasses import dataclass

from dispatcher.app.exports.tables import Exports, journal_sources
from dispatcher.app.plant import Plant
from dispatcher.app.sql.loans import plant_loans
from dispatcher.app.sql.questions import Questions
from dispatcher.ports.sql import SqlDesk
from dispatcher.ports.store import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One field of the services."""

    exports: Exports
    sql: Questions


def output_of(journal: Journal, plant: Plant, desk: SqlDesk | None = None) -> Output:
    """Exports, questions and reports over a journal; `desk` is where it can be asked in SQL."""
    return Output(exports=Exports(journal_sources(journal)), sql=Questions(desk, plant_loans(plant)))
