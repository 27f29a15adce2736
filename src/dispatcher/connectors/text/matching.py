"""The patterns of a device's entries over a column of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from dispatcher.connectors.sdk.line_patterns import prefix_of
from dispatcher.connectors.text.config import TextEntry


class Match(NamedTuple):
    """Line and entry, by their numbers; `value` is what the named group holds, None for an entry that counts."""

    line: int
    entry: int
    value: str | None


class Matcher:
    """The patterns of the entries of one device; each different pattern is looked for once."""

    def __init__(self, entries: Sequence[TextEntry]) -> None:
        self._users: dict[str, list[tuple[int, str | None]]] = {}
        for number, entry in enumerate(entries):
            self._users.setdefault(entry.pattern, []).append((number, None if entry.count else entry.take))

    def match(self, texts: list[str]) -> tuple[list[Match], set[int]]:
        """What the lines say, in their order, and the numbers of the lines that some pattern fits.

        A group that took no part, or nothing, says nothing.
        """
        found: list[Match] = []
        fitting: set[int] = set()
        for pattern, users in self._users.items():
            prefix = prefix_of(pattern)
            asked = [line for line, text in enumerate(texts) if text.startswith(prefix)]
            if not asked:
                continue
            told = pc.extract_regex(pa.array([texts[line] for line in asked], pa.string()), pattern=pattern)
            fits = [place for place, fit in enumerate(told.is_valid().to_pylist()) if fit]
            fitting.update(asked[place] for place in fits)
            for entry, group in users:
                if group is None:
                    found += [Match(asked[place], entry, None) for place in fits]
                elif fits:
                    values = told.field(group).to_pylist()
                    found += [Match(asked[place], entry, value) for place in fits if (value := values[place])]
        found.sort(key=lambda match: match[:2])
        return found, fitting
