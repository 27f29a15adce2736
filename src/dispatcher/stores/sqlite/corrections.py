"""The log of corrections in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from dispatcher.domain.correction import LONGEST_CARRY, Correction, CorrectionKind
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.stores.common.corrections import numbered, repeated
from dispatcher.stores.sqlite.file import SQLiteFile

_COLUMNS = 'id, key, machine, kind, start, "end", value, reason, comment, author, at, target, scrap, rework, bulk'
_SELECT = f"SELECT {_COLUMNS} FROM corrections"

_FOLLOW = "UNION SELECT corrections.id FROM bearing CROSS JOIN corrections ON corrections.target = bearing.line"
# From a line on to the undos of it, and the undos of those.
_OF_MACHINE = f"""WITH RECURSIVE bearing (line) AS (
    SELECT id FROM corrections WHERE machine = :machine AND start < :end AND kind <> 'undo' AND CASE
        WHEN kind IN ('split', 'parts') THEN start >= :start
        WHEN "end" IS NOT NULL THEN "end" > :start
        WHEN kind = 'reason' THEN start > :start - :carry
        ELSE TRUE END
    {_FOLLOW}
) {_SELECT} WHERE id IN (SELECT line FROM bearing) ORDER BY id"""

_UNDOING = f"""WITH RECURSIVE bearing (line) AS (
    SELECT corrections.id FROM json_each(:lines) CROSS JOIN corrections ON corrections.target = json_each.value
    {_FOLLOW}
) {_SELECT} WHERE id IN (SELECT line FROM bearing) ORDER BY id"""


class SQLiteCorrections(SQLiteFile):
    """`ports.corrections.CorrectionLog` in the SQLite file of a data directory."""

    def append(self, corrections: Sequence[Correction]) -> Sequence[Correction]:
        """Add all of them or none."""
        with self.transaction() as connection:
            following = _last(connection) + 1
            found: list[Correction] = []
            for given in corrections:
                kept = _first(connection.execute(f"{_SELECT} WHERE key = ?", (given.key,)))
                if kept is not None:
                    found.append(repeated(kept, given))
                    continue
                line = numbered(given, following)
                connection.execute(
                    f"INSERT INTO corrections ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    _row(line),
                )
                following += 1
                found.append(line)
        return found

    def of_machine(self, machine: MachineId, window: Interval) -> Sequence[Correction]:
        """Everything that may bear on the window, by id."""
        given = {"machine": machine, "start": window.start, "end": window.end, "carry": LONGEST_CARRY}
        with self.open() as connection:
            return _lines(connection.execute(_OF_MACHINE, given))

    def act(self, key: str) -> Sequence[Correction]:
        """What was entered under this key, by id."""
        with self.open() as connection:
            # `key <> ''` in words of the index: only lines of a bulk are in it.
            return _lines(
                connection.execute(
                    f"{_SELECT} WHERE key = :key UNION {_SELECT} WHERE bulk = :key AND bulk <> '' ORDER BY id",
                    {"key": key},
                )
            )

    def undoing(self, lines: Sequence[int]) -> Sequence[Correction]:
        """The undos of these lines and the undos of those, by id."""
        with self.open() as connection:
            return _lines(connection.execute(_UNDOING, {"lines": json.dumps(list(lines))}))

    def of_shifts(self, window: Interval) -> Sequence[Correction]:
        """ACCEPT and REOPEN lines of all machines that touch the window, by id."""
        with self.open() as connection:
            return _lines(
                connection.execute(
                    f"""{_SELECT} WHERE kind IN ('accept', 'reopen') AND start < ? AND "end" > ? ORDER BY id""",
                    (window.end, window.start),
                )
            )

    def after(self, line: int, limit: int) -> Sequence[Correction]:
        """Lines with a greater id, by id."""
        with self.open() as connection:
            return _lines(connection.execute(f"{_SELECT} WHERE id > ? ORDER BY id LIMIT ?", (line, limit)))

    def entered(self, window: Interval, machines: Sequence[MachineId], limit: int) -> Sequence[Correction]:
        """Lines entered in the window, newest first; no machines = all."""
        only = f"AND machine IN ({', '.join('?' * len(machines))})" if machines else ""
        with self.open() as connection:
            return _lines(
                connection.execute(
                    f"{_SELECT} WHERE at >= ? AND at < ? {only} ORDER BY at DESC, id DESC LIMIT ?",
                    (window.start, window.end, *machines, limit),
                )
            )

    def get(self, line: int) -> Correction | None:
        """One line."""
        with self.open() as connection:
            return _first(connection.execute(f"{_SELECT} WHERE id = ?", (line,)))

    def last(self) -> int:
        """The greatest id, 0 for an empty log."""
        with self.open() as connection:
            return _last(connection)


def _last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(id), 0) FROM corrections").fetchone()[0])


def _row(line: Correction) -> tuple[str | int | None, ...]:
    """In the order of the columns."""
    moment = (line.id, line.key, line.machine, line.kind.value, line.start, line.end)
    said = (line.value, line.reason, line.comment, line.author, line.at)
    return (*moment, *said, line.target, line.scrap, line.rework, line.bulk)


def _first(cursor: sqlite3.Cursor) -> Correction | None:
    return next(iter(_lines(cursor)), None)


def _lines(cursor: sqlite3.Cursor) -> list[Correction]:
    return [
        Correction(
            id=number,
            key=key,
            machine=MachineId(machine),
            kind=CorrectionKind(kind),
            start=Instant(start),
            end=None if end is None else Instant(end),
            value=value,
            reason=reason,
            comment=comment,
            author=author,
            at=Instant(at),
            target=target,
            scrap=scrap,
            rework=rework,
            bulk=bulk,
        )
        for (
            number, key, machine, kind, start, end, value, reason, comment, author, at, target, scrap, rework, bulk
        ) in cursor
    ]  # fmt: skip
