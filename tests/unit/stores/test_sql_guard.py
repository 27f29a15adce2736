"""What a question in SQL may not be: every way out of the views that we know of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from dispatcher.domain.errors import InvalidInput
from dispatcher.ports.access import Permission
from dispatcher.ports.sql import View
from dispatcher.ports.store import Commit, StoreFailed
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from dispatcher.stores.duckdb.sql.desk import DuckDBDesk
from dispatcher.stores.duckdb.sql.watch import SqlLimits
from tests.conformance.stores.builders import NUMBER, SESSIONS, SIGNALS, Row, table

KOLKATA = "Asia/Kolkata"
REASONS = View(name="reasons", permission=Permission.REASONS_READ, columns={"code": "VARCHAR"}, lent=True)


class Shop:
    """A journal with a few rows, asked through a desk with small limits."""

    def __init__(self, path: Path) -> None:
        self.journal = DuckDBJournal(path, Limits(memory=256, reserve=0, zone=KOLKATA))
        self.journal.commit(
            Commit(signals=SIGNALS, sessions=SESSIONS, rows=table([Row(NUMBER, at, 1.0, at) for at in range(1, 4)]))
        )
        self.desk = self.journal.desk(SqlLimits(seconds=0.4, memory=192))
        self.lent = 0

    @property
    def known(self) -> Mapping[str, View]:
        return {**self.desk.stored, "reasons": REASONS}

    def _reasons(self) -> pa.Table:
        self.lent += 1
        return pa.table({"code": ["no_job", "break"]})

    def ask(self, query: str, limit: int = 100, desk: DuckDBDesk | None = None) -> pa.Table:
        asked = desk or self.desk
        rows = asked.ask(asked.read(query, self.known), self.known, {"reasons": self._reasons}, limit)
        return pa.Table.from_batches(list(rows.batches), schema=rows.schema)

    def refusal(self, query: str) -> InvalidInput:
        with pytest.raises(InvalidInput) as caught:
            self.ask(query)
        return caught.value


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    made = Shop(tmp_path_factory.mktemp("sql") / "data")
    yield made
    made.journal.close()


READS_A_FILE = [
    "SELECT * FROM '/etc/passwd'",
    "FROM 'x.parquet'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_blob('/etc/passwd')",
    "SELECT * FROM read_json_auto('/etc/passwd')",
    "SELECT * FROM parquet_scan('x')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM read_duckdb('journal.duckdb')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM (SELECT * FROM (SELECT * FROM read_csv('/etc/passwd')))",
    "WITH x AS (SELECT * FROM '/etc/passwd') SELECT * FROM x",
    "SELECT (SELECT count(*) FROM glob('*'))",
    "SELECT 1 WHERE EXISTS (SELECT * FROM read_text('/etc/passwd'))",
    "SELECT 1 UNION ALL SELECT length(content) FROM read_text('/etc/passwd')",
    "SELECT * FROM signals, LATERAL (SELECT * FROM read_text('/etc/passwd'))",
]
LOOKS_INSIDE = [
    "SELECT getenv('HOME')",
    "SELECT current_setting('temp_directory')",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_settings",
    "SELECT * FROM duckdb_tables",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM pragma_table_info('spans')",
    "SELECT * FROM main.checkpoints",
    "SELECT * FROM journal.main.positions",
    "SELECT * FROM checkpoints",
    "SELECT * FROM observations_hot_1",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('checkpoints')",
    "SELECT * FROM which_secret('x', 's3')",
    "SELECT json_serialize_plan('SELECT 1')",
    "SELECT * FROM json_execute_serialized_sql('x')",
    "DESCRIBE signals",
    "FROM (DESCRIBE signals)",
    "SUMMARIZE signals",
    "SHOW TABLES",
    "FROM (SHOW TABLES)",
    "SELECT (WITH checkpoints AS (SELECT 1 AS a) SELECT a FROM checkpoints), * FROM checkpoints",
    "SELECT * FROM signals AT (VERSION => 1)",
    "SELECT system.main.now()",
]
DOES_SOMETHING = [
    "INSERT INTO signals VALUES (1)",
    "WITH x AS (INSERT INTO checkpoints VALUES (1) RETURNING *) SELECT * FROM x",
    "WITH x AS (DELETE FROM checkpoints RETURNING *) SELECT * FROM x",
    "WITH x AS (UPDATE checkpoints SET machine = '' RETURNING *) SELECT * FROM x",
    "MERGE INTO signals USING states ON true WHEN MATCHED THEN DELETE",
    "DROP TABLE spans",
    "CREATE TABLE x AS SELECT 1",
    "CREATE MACRO f() AS 1",
    "COPY (SELECT 1) TO '/tmp/x'",
    "COPY signals FROM '/etc/passwd'",
    "EXPORT DATABASE '/tmp/x'",
    "IMPORT DATABASE '/tmp/x'",
    "ATTACH '/tmp/x.db' AS y",
    "DETACH journal",
    "USE memory",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET threads = 1",
    "RESET threads",
    "PRAGMA database_list",
    "CALL force_checkpoint()",
    "SELECT * FROM checkpoint()",
    "SELECT * FROM force_checkpoint()",
    "SELECT * FROM enable_logging()",
    "SELECT write_log('x')",
    "SELECT nextval('x')",
    "SELECT setseed(0.1)",
    "SELECT pg_sleep(1)",
    "SELECT sleep_ms(1)",
    "CHECKPOINT",
    "VACUUM",
    "BEGIN",
    "PREPARE x AS SELECT 1",
    "EXECUTE x",
    "EXPLAIN SELECT 1",
    "EXPLAIN ANALYZE SELECT 1",
    "SELECT $1",
    "SELECT ?",
]
GROWS = [
    "SELECT repeat('x', 1000000000)",
    "SELECT lpad('x', 1000000000, 'y')",
    "SELECT range(1000000000)",
    "SELECT generate_series(1, 1000000000)",
    "SELECT list_resize([1], 1000000000)",
    "SELECT replace('xxxx', 'x', 'yyyy')",
    "SELECT format('{:>1000000000}', 1)",
    "SELECT printf('%1000000000d', 1)",
    "SELECT array_agg(code) FROM reasons",
    "SELECT list_transform([1], x -> x)",
    "SELECT a || a || a || a || a || a || a || a || a || a FROM reasons t(a)",
    "SELECT concat(" + ", ".join(["code"] * 17) + ") FROM reasons",
    "SELECT *, *, *, *, *, *, *, *, * FROM reasons",
    "WITH x AS NOT MATERIALIZED (SELECT 1) SELECT * FROM x",
    "SELECT '" + "x" * 1001 + "'",
    "SELECT 1 FROM " + ", ".join(["reasons"] * 33),
    "SELECT " + "CASE WHEN true THEN " * 600 + "1" + " END" * 600,
    "SELECT 1 FROM range(3) t(a) GROUP BY CUBE (" + ", ".join(f"a + {n}" for n in range(20)) + ")",
    "SELECT " + "-(" * 2000 + "1" + ")" * 2000,
    "SELECT 1 -- " + "x" * 20_000,
]


@pytest.mark.parametrize("query", [*READS_A_FILE, *LOOKS_INSIDE, *DOES_SOMETHING, *GROWS], ids=lambda query: query[:60])
def test_a_way_out_is_refused_before_it_runs(shop: Shop, query: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        shop.desk.read(query, shop.known)
    assert caught.value.code.startswith("sql_")


@pytest.mark.parametrize(
    "query", ["SELECT 1; SELECT 2", "SELECT 1; DROP TABLE spans", "SELECT 1;;SELECT 2", "; ; SELECT 1; SELECT 2"]
)
def test_one_statement_only(shop: Shop, query: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        shop.desk.read(query, shop.known)
    assert caught.value.code in {"sql_several", "sql_only_select"}


@pytest.mark.parametrize("query", ["", "  \n", ";", "-- nothing", "/* nothing */"])
def test_nothing_is_no_question(shop: Shop, query: str) -> None:
    with pytest.raises(InvalidInput):
        shop.desk.read(query, shop.known)


def test_the_engine_would_refuse_files_and_settings_by_itself(shop: Shop) -> None:
    """The second lock, should the first one have a hole."""
    for statement in (
        "SELECT * FROM read_csv('/etc/passwd')",
        "ATTACH '/tmp/dispatcher-x.db' AS y",
        "COPY (SELECT 1) TO '/tmp/dispatcher-x.csv'",
        "SET threads = 1",
        "SET GLOBAL enable_external_access = true",
        "INSTALL httpfs",
    ):
        with (
            pytest.raises(StoreFailed, match=r"(?i)permission|locked|disabled|external"),
            shop.journal._database.read() as cursor,
        ):
            cursor.execute(statement)


GOOD = [
    "SELECT 1;",
    "/* a */ SELECT 1 -- b",
    "FROM signals",
    "TABLE signals",
    "VALUES (1, 'a'), (2, 'b')",
    "SELECT s.machine, count(*) AS n FROM signals s LEFT JOIN spans p USING (machine) GROUP BY ALL ORDER BY n LIMIT 5",
    "WITH x AS (SELECT * FROM signals), y AS MATERIALIZED (SELECT machine FROM x) SELECT * FROM y",
    "WITH RECURSIVE n AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM n WHERE a < 5) SELECT sum(a) FROM n",
    "SELECT lag(num) OVER (PARTITION BY machine ORDER BY observed_at) FROM observations QUALIFY rank() OVER () < 9",
    "SELECT date_trunc('day', observed_at) AS day, avg(num), quantile_cont(num, 0.9) FROM observations GROUP BY 1",
    "SELECT CASE WHEN value LIKE 'a%' THEN 1 ELSE 0 END, CAST(length AS DECIMAL(18, 3)) / 1e6 FROM spans",
    "SELECT json_extract_string(detail, '$.reason') FROM spans WHERE started_at >= now() - INTERVAL 7 DAY",
    "SELECT * FROM (PIVOT spans ON track IN ('state', 'mode') USING count(*) GROUP BY machine)",
    "SELECT machine FROM signals EXCEPT SELECT machine FROM spans UNION SELECT 'x' ORDER BY 1",
    "SELECT * EXCLUDE (name) FROM signals WHERE machine IN (SELECT machine FROM spans) AND NOT EXISTS (FROM notes)",
    "SELECT t.d::DATE FROM generate_series(TIMESTAMP '2026-01-01', TIMESTAMP '2026-01-03', INTERVAL 1 DAY) t(d)",
    "SELECT noted_at AT TIME ZONE 'Europe/Moscow', extract(hour FROM noted_at), strftime(noted_at, '%H:%M') FROM notes",
    'SELECT "Signals".machine FROM "Signals"',
    "SELECT value, count(*) FILTER (WHERE track = 'state') FROM spans GROUP BY ROLLUP (value) HAVING count(*) > 0",
    "SELECT o.num FROM observations o ASOF JOIN spans s ON o.machine = s.machine AND o.observed_at >= s.started_at",
]


@pytest.mark.parametrize("query", GOOD, ids=lambda query: query[:60])
def test_what_an_analyst_asks_is_answered(shop: Shop, query: str) -> None:
    assert shop.ask(query).num_columns > 0


def test_views_are_what_the_description_says(shop: Shop) -> None:
    for view in shop.desk.stored.values():
        kinds = ", ".join(f"typeof({name})" for name in view.columns)
        empty = shop.ask(f"SELECT * FROM {view.name} WHERE false")
        assert empty.schema.names == list(view.columns), view.name
        casts = " AND ".join(f"typeof({name}) = '{kind}'" for name, kind in view.columns.items())
        told = shop.ask(f"SELECT {kinds}, {casts} FROM (SELECT 1) LEFT JOIN {view.name} ON false")
        assert told.columns[-1].to_pylist() == [True], (view.name, told.to_pylist())


def test_lent_views_are_made_only_for_who_asks(shop: Shop) -> None:
    before = shop.lent
    shop.ask("SELECT 1")
    assert shop.lent == before
    assert shop.ask("SELECT code FROM reasons ORDER BY code").column("code").to_pylist() == ["break", "no_job"]
    assert shop.lent == before + 1


def test_days_are_those_of_the_plant(shop: Shop) -> None:
    """Midnight in Kolkata is 18:30 UTC of the day before."""
    [day] = shop.ask("SELECT epoch_us(date_trunc('day', make_timestamptz(0))) AS day").column("day").to_pylist()
    assert day == -(5 * 60 + 30) * 60 * 1_000_000


def test_one_row_more_than_the_limit_tells_that_there_are_more(shop: Shop) -> None:
    assert shop.ask("SELECT * FROM range(50)", 10).num_rows == 11
    assert shop.ask("SELECT * FROM range(5)", 10).num_rows == 5


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT 1 FROM WHERE", 1, 15),
        ("SELECT machine,\n  nosuch\nFROM signals", 2, 3),
        ("SELECT *\nFROM signals\nWHERE nosuch.x = 1", 3, 7),
        ("SELECT *\nFROM ключ", 2, 6),
        ("SELECT 'ключ',\n getenv('x')", 2, 2),
    ],
)
def test_a_refusal_says_where(shop: Shop, query: str, line: int, column: int) -> None:
    params = shop.refusal(query).params
    assert (params["line"], params["column"]) == (line, column)


def test_a_mistake_in_the_values_is_told_in_the_engines_words(shop: Shop) -> None:
    refusal = shop.refusal("SELECT CAST(value AS INTEGER) FROM (VALUES ('1'), ('x')) t(value)")
    assert refusal.code == "sql_failed"
    assert "'x'" in str(refusal.params["problem"])


@pytest.mark.parametrize(
    "query",
    [
        "WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t",
        "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE hash(a.range + b.range) = 1",
    ],
    ids=["recursion", "cross join"],
)
def test_a_question_without_end_is_stopped(shop: Shop, query: str) -> None:
    assert shop.refusal(query).code == "sql_too_slow"
    assert shop.ask("SELECT 1").num_rows == 1


def test_a_value_that_doubles_is_stopped_before_it_fills_the_memory(shop: Shop) -> None:
    patient = shop.journal.desk(SqlLimits(seconds=60, memory=192))
    with pytest.raises(InvalidInput) as caught:
        shop.ask(
            "WITH RECURSIVE t AS (SELECT 'x' AS a UNION ALL SELECT a || a FROM t) SELECT count(*) FROM t", desk=patient
        )
    assert caught.value.code == "sql_too_hungry"


def test_the_answer_of_a_slow_reader_is_not_slow_work(shop: Shop) -> None:
    """Only the engine's own time counts, and closing the answer in its middle lets go of the snapshot."""
    rows = shop.desk.ask(shop.desk.read("SELECT * FROM range(1000000)", shop.known), shop.known, {}, 1_000_000)
    first = next(rows.batches)
    assert first.num_rows > 0
    rows.batches.close()  # type: ignore[attr-defined] # a generator
    shop.journal.commit(Commit(rows=table([Row(NUMBER, 99, 9.0, 99)])))
    assert shop.ask("SELECT count(*) AS n FROM observations").column("n").to_pylist() == [4]
