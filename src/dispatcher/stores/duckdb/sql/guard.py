"""Looking a question through before it runs: the engine's own parser draws its tree, and every branch of the tree must
be of a known, harmless kind. What is new or unknown is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import orjson

from dispatcher.domain.errors import InvalidInput
from dispatcher.ports.sql import Question
from dispatcher.stores.duckdb.sql.functions import CONCATENATIONS, FUNCTIONS, TABLE_FUNCTIONS, TYPES, words

LENGTH = 16_384
"""Characters of a query."""
LITERAL = 1_000
"""Characters of one text in it."""
JOINED = 16
"""Arguments of all concatenations: a value can become 324 times as long, not more."""
TABLES = 32
"""Tables named in it."""
STARS = 8
"""A `*` of a `*` doubles the columns."""

DEPTH = 1024
"""Branches above each other in the tree: the limit of the reader of JSON."""

_CLASSES = words("""
    BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION OPERATOR POSITIONAL_REFERENCE STAR
    SUBQUERY TYPE WINDOW
""")
_KINDS = words("""
    SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE
    EMPTY BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EXPRESSION_LIST PIVOT
    LIMIT_MODIFIER LIMIT_PERCENT_MODIFIER ORDER_MODIFIER DISTINCT_MODIFIER
    ORDER_DEFAULT ASCENDING DESCENDING
""")
_NOWHERE = 2**63

Tree = dict[str, Any]


def place(query: str, position: int) -> tuple[int, int]:
    """Line and column (both from 1) of a position in the query; (1, 1) where the engine tells none."""
    if not 0 <= position < _NOWHERE:
        return 1, 1
    # The engine counts bytes.
    before = query.encode()[:position].decode(errors="ignore")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def look_through(
    query: str, draw: Callable[[str], str], views: Collection[str], taken: Callable[[], Collection[str]]
) -> Question:
    """The question of a query; `draw` is the engine's parser (query to JSON), `taken` the names of real tables.

    Raises InvalidInput as `ports.sql.SqlDesk.read`.
    """
    text = query.strip()
    if not text:
        raise InvalidInput("sql_empty")
    if len(text) > LENGTH:
        raise InvalidInput("sql_too_long", length=len(text), limit=LENGTH)
    if "\0" in text:
        raise InvalidInput("sql_syntax", line=1, column=text.index("\0") + 1, problem="NUL")
    try:
        drawn: Tree = orjson.loads(draw(text))
    except orjson.JSONDecodeError:
        raise InvalidInput("sql_too_large", line=1, column=1, what="depth", limit=DEPTH) from None
    if drawn["error"]:
        if drawn.get("error_type") == "not implemented":
            raise InvalidInput("sql_only_select")
        line, column = place(text, int(drawn.get("position", _NOWHERE)))
        raise InvalidInput("sql_syntax", line=line, column=column, problem=str(drawn["error_message"]))
    statements = drawn["statements"]
    if len(statements) != 1:
        raise InvalidInput("sql_several" if statements else "sql_empty")
    look = _Look(text, frozenset(views))
    look.through(statements[0])
    look.names(taken)
    return Question(query=text, views=tuple(sorted(look.used)))


class _Look:
    """One walk over a tree."""

    def __init__(self, query: str, views: frozenset[str]) -> None:
        self._query = query
        self._views = views
        self._own: set[str] = set()
        self._tabular: list[Tree] = []
        self._asked: list[tuple[str, Tree]] = []
        self._counts = {"joined": 0, "tables": 0, "stars": 0}
        self.used: set[str] = set()

    def through(self, branch: object) -> None:
        """A branch and everything under it, without recursion: trees may be deep."""
        waiting = [branch]
        while waiting:
            one = waiting.pop()
            if isinstance(one, list):
                waiting.extend(one)
            elif isinstance(one, dict):
                self._one(one)
                waiting.extend(one.values())

    def names(self, taken: Callable[[], Collection[str]]) -> None:
        """Every table is a view of ours or a name the query gave itself. Own names may hide views, not real tables:
        outside of where the name holds it would be the real one.
        """
        if self._own - self._views and (clash := sorted((self._own - self._views) & set(taken()))):
            raise InvalidInput("sql_name_taken", name=clash[0])
        for name, branch in self._asked:
            if name in self._views:
                self.used.add(name)
            elif name not in self._own:
                self._refuse("sql_view_unknown", branch, name=name[:80], views=", ".join(sorted(self._views)))

    def _one(self, branch: Tree) -> None:
        kind, own = branch.get("type"), branch.get("class")
        if own is not None:
            if own not in _CLASSES:
                self._refuse("sql_part_refused", branch, part=str(kind))
        elif isinstance(kind, str) and kind not in _KINDS:
            self._refuse("sql_part_refused", branch, part=kind)
        if "function_name" in branch:
            self._function(branch)
        if own == "TYPE":
            self._type(branch)
        if own == "STAR":
            self._count("stars", STARS, branch)
        elif own == "CONSTANT":
            self._constant(branch)
        elif own is None and kind == "BASE_TABLE":
            self._table(branch)
        elif own is None and kind == "TABLE_FUNCTION":
            self._tabular.append(branch["function"])
        for named in (branch.get("cte_map") or {}).get("map", ()):
            self._own.add(str(named["key"]).lower())
            if named["value"].get("materialized") == "CTE_MATERIALIZE_NEVER":
                self._refuse("sql_part_refused", branch, part="NOT MATERIALIZED")
        if kind in ("RECURSIVE_CTE_NODE", "CTE_NODE"):
            self._own.add(str(branch.get("cte_name", "")).lower())

    def _function(self, branch: Tree) -> None:
        name = str(branch["function_name"]).lower()
        path = (branch.get("qualified_name") or {}).get("path", [name])
        if branch.get("schema") or branch.get("catalog") or len(path) != 1:
            self._refuse("sql_function_refused", branch, name=".".join(map(str, path))[:80])
        # The same names as plain functions would make lists in memory.
        allowed = TABLE_FUNCTIONS if any(branch is one for one in self._tabular) else FUNCTIONS
        if name not in allowed:
            self._refuse("sql_function_refused", branch, name=name[:80])
        if name in CONCATENATIONS:
            self._count("joined", JOINED, branch, len(branch.get("arguments") or branch.get("children") or ()))

    def _type(self, branch: Tree) -> None:
        name = str(branch["type_name"])
        path = (branch.get("qualified_name") or {}).get("path", [name])
        if len(path) != 1 or name.lower() not in TYPES:
            self._refuse("sql_part_refused", branch, part=".".join(map(str, path))[:80])

    def _table(self, branch: Tree) -> None:
        self._count("tables", TABLES, branch)
        name = str(branch["table_name"])
        path = (branch.get("qualified_name") or {}).get("path", [name])
        if branch.get("schema_name") or branch.get("catalog_name") or len(path) != 1 or branch.get("at_clause"):
            whole = ".".join(map(str, path))[:80]
            self._refuse("sql_view_unknown", branch, name=whole, views=", ".join(sorted(self._views)))
        self._asked.append((name.lower(), branch))

    def _constant(self, branch: Tree) -> None:
        text = (branch.get("literal") or branch.get("value") or {}).get("text", "")
        if isinstance(text, str) and len(text) > LITERAL:
            self._refuse("sql_too_large", branch, what="texts", limit=LITERAL)

    def _count(self, what: str, limit: int, branch: Tree, by: int = 1) -> None:
        self._counts[what] += by
        if self._counts[what] > limit:
            self._refuse("sql_too_large", branch, what=what, limit=limit)

    def _refuse(self, code: str, branch: Tree, **params: object) -> None:
        line, column = place(self._query, int(branch.get("query_location", _NOWHERE)))
        raise InvalidInput(code, line=line, column=column, **params)
