"""Rows of the journal: their columns, their order, and observations made of them.

The order of the truth is (at, session name, sequence). Sources without numbers of their own can give two
signals the same (at, sequence), so signal, num and text break the tie: every store streams one order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import Category, Observation, Quality, Representation, SignalId, Value
from dispatcher.ports.store import ROWS, StoredSession, StoredSignal
from dispatcher.ports.values import decode_value

TRUTH = ("at", "session_name", "sequence", "signal", "num", "text")
"""Columns of the order of the truth, nulls first; `session_name` joined from the sessions."""

_QUALITIES = tuple(Quality)


def as_rows(rows: pa.Table) -> pa.Table:
    """The table with exactly the columns and types of ROWS. Raises ValueError where it has not got them."""
    if rows.schema.equals(ROWS):
        return rows
    try:
        return rows.select(ROWS.names).cast(ROWS)
    except (KeyError, pa.ArrowInvalid) as error:
        message = f"not rows of the journal: {error}"
        raise ValueError(message) from error


class Catalogue:
    """Signals and sessions by id, as last committed."""

    def __init__(self) -> None:
        self.signals: dict[int, StoredSignal] = {}
        self.sessions: dict[int, StoredSession] = {}

    def add(self, signals: Sequence[StoredSignal], sessions: Sequence[StoredSession]) -> None:
        """Take in what was declared; new dictionaries, because other threads walk over the old ones."""
        if signals:
            self.signals = self.signals | {stored.id: stored for stored in signals}
        if sessions:
            self.sessions = self.sessions | {stored.id: stored for stored in sessions}

    def all_signals(self) -> list[StoredSignal]:
        """By id."""
        return [stored for _, stored in sorted(self.signals.items())]

    def all_sessions(self) -> list[StoredSession]:
        """By id."""
        return [stored for _, stored in sorted(self.sessions.items())]

    def name(self, session: int) -> str:
        """Name of a session; empty for one never declared."""
        known = self.sessions.get(session)
        return "" if known is None else known.name

    def observations(self, batch: pa.RecordBatch | pa.Table) -> Iterator[Observation]:
        """The rows (columns of ROWS) as observations, in their order."""
        columns: list[list[Any]] = [batch.column(name).to_pylist() for name in ROWS.names]
        names: Mapping[int, str] = {session: self.name(session) for session in set(columns[4])}
        for signal, at, source_at, received_at, session, sequence, num, text, quality in zip(*columns, strict=True):
            yield Observation(
                signal=SignalId(signal),
                at=Instant(at),
                value=num if num is not None else self._value(signal, text),
                source_at=Instant(source_at),
                received_at=Instant(received_at),
                session=names[session],
                sequence=sequence,
                quality=_QUALITIES[quality],
            )

    def _value(self, signal: int, text: str | None) -> Value:
        stored = self.signals.get(signal)
        if stored is None:
            return decode_value(Category.EVENT, Representation.VALUE, None, text)
        return decode_value(stored.spec.category, stored.spec.representation, None, text)
