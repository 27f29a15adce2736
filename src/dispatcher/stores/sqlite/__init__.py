"""What people configure, in SQLite: small, versioned, written through to the disk (docs/decisions/0002)."""

from __future__ import annotations

from dispatcher.stores.sqlite.settings import FILE, SQLiteSettings

__all__ = ["FILE", "SQLiteSettings"]
