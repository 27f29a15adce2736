"""What can be asked in SQL: the store's own views, and tables the house lends to a question that names them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from dispatcher.domain.errors import Unavailable
from dispatcher.ports.access import Permission
from dispatcher.ports.sql import Question, Rows, SqlDesk, View

SQL_TYPES: Mapping[str, pa.DataType] = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP WITH TIME ZONE": pa.timestamp("us", tz="UTC"),
}
"""Types of columns, in the words of SQL and of Arrow."""


@dataclass(frozen=True, slots=True)
class Loan:
    """A view whose rows the house makes when a question names it: dictionaries by column, instants in microseconds."""

    view: View
    rows: Callable[[], Sequence[Mapping[str, object]]]

    def table(self) -> pa.Table:
        """The rows in the types of the columns."""
        schema = pa.schema([(name, SQL_TYPES[kind]) for name, kind in self.view.columns.items()])
        return pa.Table.from_pylist(list(self.rows()), schema=schema)


def loan(
    name: str, permission: Permission, rows: Callable[[], Sequence[Mapping[str, object]]], /, **columns: str
) -> Loan:
    """A loan with these columns (name = type in the words of SQL)."""
    return Loan(View(name=name, permission=permission, columns=columns, lent=True), rows)


class Questions:
    """Reads, checks and asks. All calls block."""

    def __init__(self, desk: SqlDesk | None, loans: Sequence[Loan]) -> None:
        """`desk` None: the store cannot be asked."""
        self._desk = desk
        self._lent = {one.view.name: one.table for one in loans}
        stored = {} if desk is None else desk.stored
        self.views: Mapping[str, View] = dict(sorted({**stored, **{one.view.name: one.view for one in loans}}.items()))

    def read(self, query: str) -> Question:
        """Look the query through. Raises InvalidInput (see `ports.sql.SqlDesk.read`), Unavailable `sql_not_here`."""
        return self._at().read(query, self.views)

    def ask(self, question: Question, limit: int) -> Rows:
        """Run it; one row more than `limit` may come. Raises InvalidInput (see `ports.sql.SqlDesk.ask`)."""
        return self._at().ask(question, self.views, self._lent, limit)

    def lent(self, name: str) -> pa.Table:
        """The rows of a view that the house lends."""
        return self._lent[name]()

    def _at(self) -> SqlDesk:
        if self._desk is None:
            raise Unavailable("sql_not_here")
        return self._desk
