"""Getting it out: what leaves the house in files, answers and reports."""

from __future__ import annotations

from dataclasses import dataclass

from dispatcher.app.exports.account import account_sources
from dispatcher.app.exports.tables import Exports, journal_sources
from dispatcher.app.reports.asking import Readers
from dispatcher.app.reports.desk import Reports
from dispatcher.app.snapshots.taking import Snapshots
from dispatcher.app.sql.loans import account_loans, plant_loans
from dispatcher.app.sql.questions import Questions
from dispatcher.ports.sql import SqlDesk
from dispatcher.ports.store import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One field of the services."""

    exports: Exports
    sql: Questions
    reports: Reports
    snapshots: Snapshots


def output_of(readers: Readers, settings: Settings, desk: SqlDesk | None = None) -> Output:
    """Exports, questions and reports over what can be read; `desk` is where the journal can be asked in SQL."""
    exports = Exports({**journal_sources(readers.journal), **account_sources(readers)})
    sql = Questions(desk, [*plant_loans(readers.plant), *account_loans(readers)])
    return Output(
        exports=exports,
        sql=sql,
        reports=Reports(readers=readers, settings=settings),
        snapshots=Snapshots(
            exports=exports, sql=sql, plant=readers.plant, journal=readers.journal, clock=readers.desk.clock
        ),
    )
