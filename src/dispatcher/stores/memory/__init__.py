"""Journal, settings and corrections in memory: complete, forgotten at the end; for `replay --json` and for tests."""

from __future__ import annotations

from dispatcher.stores.memory.corrections import MemoryCorrections
from dispatcher.stores.memory.journal import MemoryJournal
from dispatcher.stores.memory.norms import MemoryNorms
from dispatcher.stores.memory.settings import MemorySettings

__all__ = ["MemoryCorrections", "MemoryJournal", "MemoryNorms", "MemorySettings"]
