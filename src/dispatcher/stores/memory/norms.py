"""Standard times in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from dispatcher.domain.instant import Instant
from dispatcher.domain.norm import Norm, key_of, keys_for
from dispatcher.ports.norms import TWICE_SHOWN, NormChange, NormKey, NormsPut


class MemoryNorms:
    """`ports.norms.Norms` without a disk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._norms: dict[NormKey, Norm] = {}
        self._changes: list[NormChange] = []

    def put(self, rows: Iterable[tuple[int, Norm]], *, at: Instant, author: str, dry_run: bool = False) -> NormsPut:
        """Take in numbered rows, all or none."""
        staged: dict[NormKey, tuple[int, Norm]] = {}
        twice: list[tuple[int, int]] = []
        for line, given in rows:
            norm = replace(given, program=given.program.strip())
            key = _key(NormKey(norm.program, norm.scope, norm.first))
            if key in staged:
                twice.append((line, staged[key][0]))
            else:
                staged[key] = (line, norm)
        with self._lock:
            added = {key: norm for key, (_, norm) in staged.items() if key not in self._norms}
            changed = {key: norm for key, (_, norm) in staged.items() if self._norms.get(key, norm) != norm}
            if not dry_run and (added or changed):
                self._norms.update({**added, **changed})
                self._note(at, author, min(key.first for key in (*added, *changed)))
        return NormsPut(
            added=len(added),
            changed=len(changed),
            unchanged=len(staged) - len(added) - len(changed),
            twice=tuple(twice[:TWICE_SHOWN]),
            twice_total=len(twice),
        )

    def _note(self, at: Instant, author: str, first: date) -> None:
        self._changes.append(NormChange(revision=len(self._changes) + 1, at=at, author=author, first=first))

    def remove(self, keys: Sequence[NormKey], *, at: Instant, author: str) -> int:
        """Remove these; how many there were."""
        with self._lock:
            found = [key for key in map(_key, keys) if self._norms.pop(key, None) is not None]
            if found:
                self._note(at, author, min(key.first for key in found))
        return len(found)

    def fitting(self, program: str) -> Sequence[Norm]:
        """Every norm whose program fits this one."""
        keys = frozenset(keys_for(program))
        with self._lock:
            return [norm for key, norm in self._norms.items() if key.program in keys]

    def search(self, text: str, limit: int, after: NormKey | None) -> Sequence[Norm]:
        """Norms with the text in program, item or operation, by key."""
        wanted = text.strip().casefold()
        with self._lock:
            kept = sorted(self._norms.items(), key=lambda item: item[0])
        begin = None if after is None else _key(after)
        return [
            norm
            for key, norm in kept
            if (begin is None or key > begin)
            and any(wanted in part.casefold() for part in (key.program, norm.item, norm.operation))
        ][:limit]

    def count(self) -> int:
        """How many there are."""
        return len(self._norms)

    def revision(self) -> int:
        """The number of the last act of writing."""
        return len(self._changes)

    def changes(self, after: int) -> Sequence[NormChange]:
        """Acts of writing with a greater number, in order."""
        return self._changes[after:]

    def close(self) -> None:
        """Nothing to release."""


def _key(key: NormKey) -> NormKey:
    return key._replace(program=key_of(key.program))
