"""Settings in memory."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping, Sequence

from dispatcher.domain.instant import Instant
from dispatcher.stores.common.documents import decoded, encoded

Version = tuple[int, Instant, str, Mapping[str, object] | None]


class MemorySettings:
    """`ports.store.Settings` without a disk; documents go through JSON, so nobody shares what is stored."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._versions: dict[tuple[str, str], list[tuple[int, Instant, str, str | None]]] = {}

    def get(self, kind: str, key: str) -> Mapping[str, object] | None:
        """The current document; None where there is none or it was removed."""
        with self._lock:
            versions = self._versions.get((kind, key))
            return None if versions is None else decoded(versions[-1][3])

    def all(self, kind: str) -> Mapping[str, Mapping[str, object]]:
        """All current documents of a kind by key, in the order of the keys."""
        with self._lock:
            current = {key: decoded(own[-1][3]) for (kept, key), own in sorted(self._versions.items()) if kept == kind}
        return {key: document for key, document in current.items() if document is not None}

    def put(self, kind: str, key: str, document: Mapping[str, object], *, at: Instant, author: str) -> int:
        """Store a new version; returns its number. Raises InvalidInput for what JSON cannot hold."""
        return self._append(kind, key, encoded(document), at, author)

    def put_all(
        self, documents: Sequence[tuple[str, str, Mapping[str, object] | None]], *, at: Instant, author: str
    ) -> Sequence[int]:
        """Store several, all or none; None marks as removed. Raises InvalidInput for what JSON cannot hold."""
        texts = [(kind, key, None if document is None else encoded(document)) for kind, key, document in documents]
        return [
            0 if text is None and self.get(kind, key) is None else self._append(kind, key, text, at, author)
            for kind, key, text in texts
        ]

    def remove(self, kind: str, key: str, *, at: Instant, author: str) -> None:
        """Mark as removed; nothing happens where there is no current document."""
        if self.get(kind, key) is not None:
            self._append(kind, key, None, at, author)

    def _append(self, kind: str, key: str, text: str | None, at: Instant, author: str) -> int:
        with self._lock:
            versions = self._versions.setdefault((kind, key), [])
            versions.append((len(versions) + 1, at, author, text))
            return len(versions)

    def history(self, kind: str, key: str) -> Sequence[Version]:
        """(version, at, author, document) oldest first; None document = removed."""
        with self._lock:
            versions = copy.copy(self._versions.get((kind, key), []))
        return [(number, at, author, decoded(text)) for number, at, author, text in versions]

    def versions(self) -> Mapping[tuple[str, str], int]:
        """How many versions each document (kind, key) has had, removals included."""
        with self._lock:
            return {name: len(own) for name, own in self._versions.items()}

    def close(self) -> None:
        """Nothing to release."""
