"""Journal and settings in memory: complete, forgotten at the end; for `replay --json` and for tests."""

from __future__ import annotations

from dispatcher.stores.memory.journal import MemoryJournal
from dispatcher.stores.memory.settings import MemorySettings

__all__ = ["MemoryJournal", "MemorySettings"]
