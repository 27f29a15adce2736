"""Questions in SQL, their answers, and the views there are."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer


class SqlQuestion(BaseModel):
    """One SELECT over the views of `GET /sql/tables`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    query: Annotated[str, Field(description="one SELECT; WITH, joins, windows and set operations are welcome")]
    limit: Annotated[int, Field(ge=1, le=1_000_000, description="rows at most")] = 10_000


class SqlColumn(Answer):
    """A column of an answer; `type` in the words of Arrow."""

    name: str
    type: str


SqlValue = str | int | float | bool | None


class SqlAnswer(Answer):
    """Rows in the order of the query. `truncated`: there are more than these. Instants are RFC 3339 UTC, dates
    `YYYY-MM-DD`; numbers that JSON cannot write are null.
    """

    columns: list[SqlColumn]
    rows: list[list[SqlValue]]
    truncated: bool


class SqlViewColumn(Answer):
    """A column of a view; `type` in the words of SQL."""

    name: str
    type: str
    text: str


class SqlView(Answer):
    """A view and what it means; `permission` is what its content asks for beside `sql:read`."""

    name: str
    text: str
    permission: str
    columns: list[SqlViewColumn]


class SqlViews(Answer):
    """All views, and the functions a query may use."""

    views: list[SqlView]
    zone: str
