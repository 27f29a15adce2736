"""Which tables a journal can export; their columns are `ports.export.JOURNAL`."""

from __future__ import annotations

import pyarrow as pa

from dispatcher.domain.errors import NotFound
from dispatcher.ports.export import JOURNAL


def export_schema(table: str) -> pa.Schema:
    """The columns of an export. Raises NotFound `store_no_such_table` (table, tables)."""
    schema = JOURNAL.get(table)
    if schema is None:
        raise NotFound("store_no_such_table", table=table, tables=", ".join(JOURNAL))
    return schema
