"""What people configure and correct, in SQLite: small, written through to the disk (docs/decisions/0002)."""

from __future__ import annotations

from dispatcher.stores.sqlite.corrections import SQLiteCorrections
from dispatcher.stores.sqlite.file import FILE
from dispatcher.stores.sqlite.norms import SQLiteNorms
from dispatcher.stores.sqlite.settings import SQLiteSettings

__all__ = ["FILE", "SQLiteCorrections", "SQLiteNorms", "SQLiteSettings"]
