"""Asking the journal in SQL: on a snapshot of its own, with limits, on the views only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

import duckdb
import pyarrow as pa

from dispatcher.domain.errors import InvalidInput
from dispatcher.ports.sql import Lent, Question, Rows, View
from dispatcher.stores.duckdb.database import Database
from dispatcher.stores.duckdb.errors import is_fatal
from dispatcher.stores.duckdb.sql import views
from dispatcher.stores.duckdb.sql.guard import look_through
from dispatcher.stores.duckdb.sql.watch import SqlLimits, Watch

BATCH = 16_384
PROBLEM = 600
"""Characters of the engine's own words that are passed on; after the first lines it only lists its functions."""
_PLACE = re.compile(r"\n+LINE (\d+): (.*)\n( *)\^", re.ASCII)
_KIND = re.compile(r"^[A-Za-z ]*(?:Error|Exception): ")


class DuckDBDesk:
    """`ports.sql.SqlDesk` over the journal's database."""

    def __init__(self, database: Database, limits: SqlLimits) -> None:
        self._database = database
        self._limits = limits

    @property
    def stored(self) -> Mapping[str, View]:
        """The views over what the store itself holds."""
        return views.STORED

    def read(self, query: str, known: Mapping[str, View]) -> Question:
        """Look the query through without running it. Raises InvalidInput as the port says."""
        with self._database.read() as cursor:

            def draw(text: str) -> str:
                [(drawn,)] = cursor.execute("SELECT json_serialize_sql(?)", [text]).fetchall()
                return str(drawn)

            def taken() -> list[str]:
                found = cursor.execute(
                    "SELECT table_name FROM duckdb_tables() UNION SELECT view_name FROM duckdb_views()"
                ).fetchall()
                return [str(name).lower() for (name,) in found]

            return look_through(query, draw, known, taken)

    def ask(self, question: Question, known: Mapping[str, View], lent: Lent, limit: int) -> Rows:
        """Run it; the first rows are already there when it returns. Raises InvalidInput as the port says."""
        stored = tuple(name for name in question.views if not known[name].lent)
        given = {name: lent[name]() for name in question.views if known[name].lent}
        stream = self._stream(question, stored, given, limit)
        try:
            schema = next(stream).schema
        except StopIteration:
            raise AssertionError(question.query) from None
        return Rows(schema, stream)

    def _stream(
        self, question: Question, stored: tuple[str, ...], given: Mapping[str, pa.Table], limit: int
    ) -> Iterator[pa.RecordBatch]:
        """First an empty batch with the columns, then the rows."""
        with self._database.read() as cursor:
            for name, table in given.items():
                cursor.register(name, table)
            views.create(cursor, stored)
            watch = Watch(cursor, self._limits, self._database.spill)
            try:
                with watch.over():
                    # Only a statement of its own tells the place of a mistake.
                    cursor.execute(f"EXPLAIN\n{question.query}").fetchall()
                    reader = cursor.sql(question.query).limit(limit + 1).to_arrow_reader(BATCH)
                yield pa.RecordBatch.from_pylist([], schema=reader.schema)
                while True:
                    with watch.over():
                        batch = next(reader, None)
                    if batch is None:
                        return
                    yield batch
            except (duckdb.Error, OSError, pa.ArrowException) as error:
                # A stream hands the engine's errors on in Arrow's words.
                if is_fatal(error):
                    raise
                self._refuse(error, watch, question.query)

    def _refuse(self, error: Exception, watch: Watch, query: str) -> NoReturn:
        text = str(error)
        if watch.why == "sql_too_slow":
            raise InvalidInput("sql_too_slow", seconds=f"{self._limits.seconds:g}") from error
        if watch.why is not None or "out of memory" in text.lower():
            raise InvalidInput("sql_too_hungry") from error
        found = _PLACE.search(text)
        line, column = (1, 1) if found is None else _place(query, found[2], len(found[3]) - len(f"LINE {found[1]}: "))
        problem = _KIND.sub("", text[: found.start()] if found else text).strip()
        raise InvalidInput("sql_failed", line=line, column=column, problem=problem[:PROBLEM]) from error


def _place(query: str, shown: str, offset: int) -> tuple[int, int]:
    """Line and column in the query, both from 1, of the line the engine shows; (1, 1) where it is not one of ours (long
    lines are shown in part).
    """
    for number, line in enumerate(query.split("\n"), 1):
        if line == shown:
            return number, max(1, offset + 1)
    return 1, 1
