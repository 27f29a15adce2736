"""Accounts of time in the journal's file: stretches, cells by shift occurrence and by month, marks and cursors."""

from __future__ import annotations

from dispatcher.stores.duckdb.accounts.store import DuckDBAccounts

__all__ = ["DuckDBAccounts"]
