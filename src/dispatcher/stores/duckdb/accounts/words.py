"""Texts of accounts by number: every text is stored once, and sums group by small numbers."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import numpy as np
import pyarrow as pa

from dispatcher.stores.duckdb.tables import columns, register

_SCHEMA = columns(id=pa.int32(), word=pa.string())


class Words:
    """All texts of a file. Written under the database's lock; numbers never change, so readers need none."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}
        self._words: list[str] = [""]
        self._stored = 1

    @classmethod
    def load(cls, cursor: duckdb.DuckDBPyConnection) -> Words:
        """Those of the file."""
        own = cls()
        for number, word in cursor.execute("SELECT id, word FROM account_words ORDER BY id").fetchall():
            own._numbers[word] = number
            own._words.append(word)
        own._stored = len(own._words)
        return own

    def number(self, word: str) -> int:
        """The number of a text, a new one where it has none; to be kept by `store` in the same transaction."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self._words)
            self._words.append(word)
        return found

    def numbers(self, words: Iterable[str]) -> list[int]:
        """Of several."""
        return [self.number(word) for word in words]

    def known(self, words: Iterable[str]) -> list[int]:
        """Numbers of those that have one."""
        return [found for word in words if (found := self._numbers.get(word)) is not None]

    def word(self, number: int) -> str:
        """The text of a number."""
        return self._words[number]

    def column(self, numbers: pa.ChunkedArray) -> pa.Array:  # type: ignore[type-arg] # the stubs ask for a scalar type
        """A column of numbers as texts."""
        return pa.array(np.array(self._words, object)[numbers.to_numpy()], pa.string())

    def store(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Write the new ones."""
        new = self._words[self._stored :]
        if new:
            numbers = range(self._stored, self._stored + len(new))
            register(cursor, pa.table({"id": list(numbers), "word": new}, schema=_SCHEMA), "words")
            cursor.execute("INSERT INTO account_words SELECT * FROM words")

    def stored(self) -> None:
        """What `store` wrote is committed."""
        self._stored = len(self._words)

    def forget(self) -> None:
        """It was not."""
        for word in self._words[self._stored :]:
            del self._numbers[word]
        del self._words[self._stored :]
