"""The embedded journal: DuckDB, one file, one owner process (docs/decisions/0002)."""

from __future__ import annotations

from dispatcher.stores.duckdb.database import Limits
from dispatcher.stores.duckdb.journal import DuckDBJournal
from dispatcher.stores.duckdb.recovery import RecoveryReport, recover

__all__ = ["DuckDBJournal", "Limits", "RecoveryReport", "recover"]
