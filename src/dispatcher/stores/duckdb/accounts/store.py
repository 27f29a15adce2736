"""`ports.account.Accounts` in the journal's file, under the journal's lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from dispatcher.domain.account import Stretch
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import CellQuery, Mark, Ranges, Renewed, Settled, Watch, Written
from dispatcher.ports.cells import days
from dispatcher.stores.common.marks import ENDLESS, Book, Watching
from dispatcher.stores.duckdb.accounts import rows, sums
from dispatcher.stores.duckdb.accounts.words import Words
from dispatcher.stores.duckdb.database import Database
from dispatcher.stores.duckdb.tables import among, arrow, columns, register

_GONE = columns(machine=pa.int32(), low=pa.int64(), high=pa.int64())
_AT = columns(machine=pa.int32(), at=pa.int64())
_MARKS = columns(machine=pa.string(), start=pa.int64(), end=pa.int64())
_SETTLED = columns(machine=pa.string(), begin=pa.int64(), until=pa.int64(), reach=pa.int64())
_CURSORS = columns(log=pa.string(), line=pa.int64())


class DuckDBAccounts:
    """All calls block; one writes at a time, beside the journal's commits."""

    def __init__(self, database: Callable[[], Database]) -> None:
        """`database`: there from the first call on, `load` comes before it."""
        self._database = database
        self.book = Book()
        self._words = Words()

    def load(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """What is kept in memory, read from the file: at start, and when the file was opened anew."""
        words, book = Words.load(cursor), Book()
        # Who reckons while the file is opened anew goes on watching.
        book.watches, book.changes = self.book.watches, self.book.changes
        for machine, begin, until, reach in cursor.execute("SELECT * FROM account_settled").fetchall():
            book.settled[machine] = Settled(begin=begin, until=until, reach=reach)
        for machine, start, end in cursor.execute("SELECT * FROM account_marks").fetchall():
            book.add(Mark(machine=machine, start=start, end=end))
        self.book, self._words = book, words

    def write_marks(self, cursor: duckdb.DuckDBPyConnection, book: Book) -> None:
        """The marks of a book take the place of the stored ones."""
        cursor.execute("DELETE FROM account_marks")
        marks = [(own.machine, own.start, own.end) for own in book.all_marks()]
        register(cursor, arrow(_MARKS, marks), "incoming")
        cursor.execute("INSERT INTO account_marks SELECT * FROM incoming")

    def marks(self) -> Sequence[Mark]:
        """What must be reckoned anew, by machine and start, touching marks joined."""
        with self._database().lock:
            return self.book.all_marks()

    def mark(self, marks: Sequence[Mark], cursors: Mapping[str, int]) -> None:
        """Add marks and move cursors, in one transaction."""
        database = self._database()
        with database.lock:
            book = self.book.copy()
            added = [book.add(mark) for mark in marks]
            with database.write() as cursor:
                if any(added):
                    self.write_marks(cursor, book)
                if cursors:
                    register(cursor, arrow(_CURSORS, list(cursors.items())), "incoming")
                    cursor.execute(
                        "DELETE FROM account_cursors USING incoming WHERE account_cursors.log = incoming.log"
                    )
                    cursor.execute("INSERT INTO account_cursors SELECT * FROM incoming")
            self.book.marks = book.marks

    def cursors(self) -> Mapping[str, int]:
        """The cursors."""
        with self._database().read() as cursor:
            return dict(cursor.execute("SELECT log, line FROM account_cursors").fetchall())

    def settled(self) -> Mapping[MachineId, Settled]:
        """What is stored of each machine."""
        with self._database().lock:
            return dict(self.book.settled)

    def changes(self) -> Mapping[MachineId, int]:
        """How often each machine's spans and counts have changed since the store was opened."""
        with self._database().lock:
            return dict(self.book.changes)

    def watch(self) -> Watch:
        """To be opened before facts are gathered."""
        with self._database().lock:
            return Watching(self.book)

    def write(self, renewed: Sequence[Renewed], done: Sequence[Mark], watch: Watch) -> None:
        """Replace these accounts and take these marks away, in one transaction."""
        if not isinstance(watch, Watching):
            message = "a watch of another store"
            raise TypeError(message)
        database = self._database()
        with database.lock:
            book = self.book.copy()
            book.written({own.machine: own.settled for own in renewed}, done, watch)
            try:
                with database.write() as cursor:
                    self._replace(cursor, renewed, book)
                    self.write_marks(cursor, book)
                    self._words.store(cursor)
            except BaseException:
                self._words.forget()
                raise
            self._words.stored()
            self.book.settled, self.book.marks = book.settled, book.marks
            database.fold()

    def _replace(self, cursor: duckdb.DuckDBPyConnection, renewed: Sequence[Renewed], book: Book) -> None:
        if not renewed:
            return
        number = self._words.number
        gone: list[tuple[object, ...]] = []
        for own in renewed:
            machine = number(own.machine)
            gone.append((machine, own.window.start, own.window.end))
            gone.append((machine, -ENDLESS if own.settled is None else own.settled.until, ENDLESS))
        register(cursor, arrow(_GONE, gone), "gone")
        written = [piece for own in renewed for piece in own.pieces]
        self._months(cursor, written)
        for name in ("account_pieces", "account_stretches", "account_times", "account_parts"):
            cursor.execute(
                f"""DELETE FROM {name} USING gone AS g WHERE {name}.machine = g.machine AND {name}."start" >= g.low
                AND {name}."start" < g.high AND {name}."start" >= ?""",
                [min(int(str(low)) for _, low, _ in gone)],
            )
        for name, made in (
            ("account_pieces", rows.pieces(written, self._words)),
            ("account_stretches", rows.stretches(written, self._words)),
            ("account_times", rows.time_cells(written, self._words)),
            ("account_parts", rows.part_cells(written, self._words)),
        ):
            register(cursor, made, "incoming")
            cursor.execute(f"INSERT INTO {name} SELECT * FROM incoming")
        self._add_up(cursor)
        settled: list[tuple[object, ...]] = [
            (machine, own.begin, own.until, own.reach) for machine, own in book.settled.items()
        ]
        cursor.execute("DELETE FROM account_settled")
        register(cursor, arrow(_SETTLED, settled), "incoming")
        cursor.execute("INSERT INTO account_settled SELECT * FROM incoming")

    def _months(self, cursor: duckdb.DuckDBPyConnection, written: Iterable[Written]) -> None:
        """The machines and months that change: of what goes, and of what comes."""
        number = self._words.number
        coming = {(number(own.machine), one.day) for own in written for one in own.stretches[:1]}
        register(
            cursor,
            arrow(columns(machine=pa.int32(), day=pa.int64()), [(n, days(day)) for n, day in sorted(coming)]),
            "coming",
        )
        cursor.execute(
            f"""CREATE OR REPLACE TEMP TABLE changed AS SELECT DISTINCT machine, {sums.MONTH} AS month FROM (
                SELECT t.machine, CAST(t.day AS INTEGER) AS day FROM account_times AS t JOIN gone AS g
                ON t.machine = g.machine AND t."start" >= g.low AND t."start" < g.high
                UNION SELECT machine, CAST(day AS INTEGER) FROM coming)"""
        )

    def _add_up(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """The sums of the months that changed."""
        found = cursor.execute("SELECT min(month), max(month) FROM changed").fetchone()
        if found is None or found[0] is None:
            return
        first, last = sums.first_day(found[0]), sums.first_day(found[1] + 1)
        for months, table, keys, named in sums.MONTHS:
            cursor.execute(
                f"""DELETE FROM {months} USING changed AS c WHERE {months}.machine = c.machine
                AND {months}.month = c.month"""
            )
            totals = ", ".join(f'CAST(sum("{name}") AS BIGINT)' for name in named)
            cursor.execute(
                f"""INSERT INTO {months} SELECT t.machine, c.month, {", ".join(keys)}, {totals}
                FROM {table} AS t JOIN changed AS c ON t.machine = c.machine AND ({sums.MONTH}) = c.month
                WHERE t.day >= {first} AND t.day < {last} GROUP BY ALL"""
            )

    def pieces(self, instants: Mapping[MachineId, Sequence[Instant]]) -> Mapping[MachineId, Sequence[Interval]]:
        """The stored pieces that the instants of each machine lie in (or end at)."""
        asked: list[tuple[object, ...]] = [
            (number, at) for machine, own in instants.items() for number in self._words.known([machine]) for at in own
        ]
        found: dict[MachineId, list[Interval]] = {machine: [] for machine in instants}
        if not asked:
            return found
        with self._database().read() as cursor:
            register(cursor, arrow(_AT, asked), "instants")
            rows_found = cursor.execute(
                """SELECT DISTINCT p.machine, p."start", p."end" FROM account_pieces AS p JOIN instants AS i
                ON p.machine = i.machine AND p."start" <= i."at" AND p."end" >= i."at"
                WHERE p."end" >= $low AND p."start" <= $high ORDER BY ALL""",
                {"low": min(int(str(at)) for _, at in asked), "high": max(int(str(at)) for _, at in asked)},
            ).fetchall()
        for number, start, end in rows_found:
            found[MachineId(self._words.word(number))].append(Interval(start, end))
        return found

    def stretches(self, ranges: Ranges) -> Sequence[Stretch]:
        """Stored stretches that touch the ranges, uncut, by machine and start."""
        asked = self._numbered(ranges)
        if not asked:
            return []
        parameters: dict[str, object] = {
            "low": min(low for _, low, _ in asked),
            "high": max(high for _, _, high in asked),
        }
        named = sorted({self._words.word(number) for number, _, _ in asked})
        some = among("machine", self._words.known(named), parameters).replace("machine IN", "s.machine IN", 1)
        with self._database().read() as cursor:
            register(cursor, arrow(_GONE, list(asked)), "ranges")
            found = cursor.sql(
                f"""SELECT s.* FROM account_stretches AS s JOIN ranges AS r ON s.machine = r.machine
                AND s."end" > r.low AND s."start" < r.high
                WHERE {some} AND s."end" > $low AND s."start" < $high ORDER BY s.machine, s."start" """,
                params=parameters,
            ).to_arrow_table()
        made = rows.read_stretches(found, self._words)
        return sorted(made, key=lambda own: (own.machine, own.start)) if len(named) > 1 else made

    def _numbered(self, ranges: Ranges) -> list[tuple[int, int, int]]:
        return [
            (number, own.start, own.end)
            for machine, windows in ranges.items()
            for number in self._words.known([machine])
            for own in windows
        ]

    def times(self, query: CellQuery, whole: Ranges, cut: Ranges) -> pa.Table:
        """Sums of time cells, and of stretches cut to `cut`."""
        reaches = sums.reaches(whole, self.settled(), self._words)
        with self._database().read() as cursor:
            return sums.ask(cursor, sums.TIME_CELLS, query, reaches, self._numbered(cut), self._words)

    def parts(self, query: CellQuery, whole: Ranges) -> pa.Table:
        """Sums of part cells."""
        reaches = sums.reaches(whole, self.settled(), self._words)
        with self._database().read() as cursor:
            return sums.ask(cursor, sums.PART_CELLS, query, reaches, (), self._words)
