"""Questions in SQL from outside: what may be asked, and what comes back.

A question is one SELECT over documented views. Views are the contract with outside tools, not the tables behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from dispatcher.ports.access import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view: its columns (name -> type in the words of SQL), and the permission its content asks for.

    lent: its rows come from the house and not from the store. What it means is told by the texts `sql.view.<name>`
    and `sql.column.<name>.<column>`, or `sql.column.<column>` where a column means the same everywhere.
    """

    name: str
    permission: Permission
    columns: Mapping[str, str]
    lent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query that was read and found harmless; `views` are the names of those it uses."""

    query: str
    views: tuple[str, ...]


Lent = Mapping[str, Callable[[], pa.Table]]
"""View -> its rows, in the types of its columns; called only for views the question uses."""


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer, streaming; `batches` must be closed. One row more than the limit means that there are more."""

    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]


class SqlDesk(Protocol):
    """Where questions are asked. All calls block and are made from worker threads."""

    @property
    def stored(self) -> Mapping[str, View]:
        """The views over what the store itself holds."""
        ...

    def read(self, query: str, known: Mapping[str, View]) -> Question:
        """Look the query through without running it.

        Raises InvalidInput: `sql_empty`, `sql_too_long`, `sql_syntax` (line, column, problem), `sql_several`,
        `sql_only_select`, `sql_view_unknown` (name, line, column, views), `sql_function_refused`, `sql_name_taken`,
        `sql_part_refused`, `sql_too_large`.
        """
        ...

    def ask(self, question: Question, known: Mapping[str, View], lent: Lent, limit: int) -> Rows:
        """Run it. At most `limit` + 1 rows come.

        Raises InvalidInput `sql_failed` (line, column, problem), `sql_too_slow`, `sql_too_hungry`; on the way too.
        """
        ...
