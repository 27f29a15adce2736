"""The views over the journal's tables: names and types that outside tools may rely on, whatever the tables become.

Instants are TIMESTAMP WITH TIME ZONE (the session's zone is the plant's, so that `date_trunc('day', …)` cuts at local
midnights); durations are microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from dispatcher.domain.signal import Quality
from dispatcher.ports.access import Permission
from dispatcher.ports.sql import View
from dispatcher.stores.duckdb.partitions import AS_ROWS, partitions, union

STAMP = "TIMESTAMP WITH TIME ZONE"
_TEXT, _LONG, _DOUBLE, _BOOL, _INT, _DATE = "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN", "INTEGER", "DATE"

_QUALITY = " ".join(f"WHEN {quality.value} THEN '{quality.name.lower()}'" for quality in Quality)
_SPAN = """SELECT machine, track, make_timestamptz("start") AS started_at, make_timestamptz("end") AS ended_at,
    "end" - "start" AS length, value, rule, detail FROM"""


def _view(name: str, permission: Permission, /, **columns: str) -> View:
    return View(name=name, permission=permission, columns=columns)


STORED: Mapping[str, View] = {
    view.name: view
    for view in (
        _view(
            "signals",
            Permission.SIGNALS_READ,
            signal_id=_INT,
            machine=_TEXT,
            source=_TEXT,
            signal=_TEXT,
            name=_TEXT,
            category=_TEXT,
            type=_TEXT,
            sub_type=_TEXT,
            units=_TEXT,
            native_units=_TEXT,
            component=_TEXT,
            component_type=_TEXT,
        ),
        _view(
            "observations",
            Permission.SIGNALS_READ,
            observed_us=_LONG,
            observed_at=STAMP,
            machine=_TEXT,
            signal=_TEXT,
            num=_DOUBLE,
            text=_TEXT,
            quality=_TEXT,
            source_at=STAMP,
            received_at=STAMP,
        ),
        _view(
            "spans",
            Permission.MACHINES_READ,
            machine=_TEXT,
            track=_TEXT,
            started_at=STAMP,
            ended_at=STAMP,
            length=_LONG,
            value=_TEXT,
            rule=_TEXT,
            detail=_TEXT,
        ),
        _view(
            "part_counts",
            Permission.MACHINES_READ,
            counted_at=STAMP,
            machine=_TEXT,
            parts=_LONG,
            program=_TEXT,
            inferred=_BOOL,
            signal=_TEXT,
            raw_before=_DOUBLE,
            raw_after=_DOUBLE,
            rule=_TEXT,
        ),
        _view("coverage", Permission.SOURCES_READ, machine=_TEXT, source=_TEXT, started_at=STAMP, ended_at=STAMP),
        _view(
            "losses",
            Permission.SOURCES_READ,
            machine=_TEXT,
            source=_TEXT,
            started_at=STAMP,
            ended_at=STAMP,
            code=_TEXT,
            params=_TEXT,
        ),
        _view(
            "stretches",
            Permission.ACCOUNT_READ,
            machine=_TEXT,
            started_at=STAMP,
            ended_at=STAMP,
            length=_LONG,
            state=_TEXT,
            base=_TEXT,
            mode=_TEXT,
            program=_TEXT,
            reason=_TEXT,
            origin=_TEXT,
            time_class=_TEXT,
            stopped_at=STAMP,
            day=_DATE,
            shift=_TEXT,
            team=_TEXT,
            shift_started_at=STAMP,
            shift_ended_at=STAMP,
            corrections=_TEXT,
            state_rule=_TEXT,
            reason_rule=_TEXT,
            late=_LONG,
        ),
        _view(
            "shift_facts",
            Permission.ACCOUNT_READ,
            machine=_TEXT,
            day=_DATE,
            shift=_TEXT,
            team=_TEXT,
            shift_started_at=STAMP,
            time_class=_TEXT,
            state=_TEXT,
            base=_TEXT,
            mode=_TEXT,
            reason=_TEXT,
            origin=_TEXT,
            program=_TEXT,
            length=_LONG,
            stretches=_LONG,
            stops=_LONG,
            entered=_LONG,
            entered_late=_LONG,
        ),
        _view(
            "part_facts",
            Permission.ACCOUNT_READ,
            machine=_TEXT,
            day=_DATE,
            shift=_TEXT,
            team=_TEXT,
            shift_started_at=STAMP,
            program=_TEXT,
            item=_TEXT,
            operation=_TEXT,
            parts=_LONG,
            inferred=_LONG,
            scrap=_LONG,
            rework=_LONG,
            normed=_LONG,
            ideal=_LONG,
        ),
        _view("notes", Permission.SOURCES_READ, source=_TEXT, noted_at=STAMP, code=_TEXT, params=_TEXT),
    )
}
"""What the store answers for itself."""

_DAY = "DATE '1970-01-01' + day AS day"


def _stored_account(table: str, words: tuple[str, ...], rest: str) -> str:
    """A view over a table of accounts, its texts looked up by number."""
    texts = ", ".join(f"w_{name}.word AS {name}" for name in words)
    joins = " ".join(f"JOIN {{main}}.account_words w_{name} ON w_{name}.id = a.{name}" for name in words)
    return f"SELECT {texts}, {rest} FROM {{main}}.{table} a {joins}"


def _ordered(name: str, body: str) -> str:
    return f"SELECT {', '.join(STORED[name].columns)} FROM ({body})"


_QUERIES: Mapping[str, str] = {
    "stretches": _ordered(
        "stretches",
        _stored_account(
            "account_stretches",
            (
                *("machine", "state", "base", "mode", "program", "reason", "origin", "time_class", "shift", "team"),
                *("state_rule", "reason_rule"),
            ),
            f"""make_timestamptz(a."start") AS started_at, make_timestamptz(a."end") AS ended_at,
            a."end" - a."start" AS length, make_timestamptz(a.stop) AS stopped_at, {_DAY},
            make_timestamptz(a.occurrence) AS shift_started_at, make_timestamptz(a.occurrence_end) AS shift_ended_at,
            a.corrections, a.late""",
        ),
    ),
    "shift_facts": _ordered(
        "shift_facts",
        _stored_account(
            "account_times",
            (
                *("machine", "shift", "team", "time_class", "state", "base", "mode", "reason", "origin"),
                "program",
            ),
            f"""{_DAY}, make_timestamptz(a.occurrence) AS shift_started_at, a."time" AS length, a.stretches, a.stops,
            a.entered, a.entered_late""",
        ),
    ),
    "part_facts": _ordered(
        "part_facts",
        _stored_account(
            "account_parts",
            ("machine", "shift", "team", "program", "item", "operation"),
            f"""{_DAY}, make_timestamptz(a.occurrence) AS shift_started_at, a.parts, a.inferred, a.scrap, a.rework,
            a.normed, a.ideal""",
        ),
    ),
    "signals": """SELECT id AS signal_id, machine, source, key AS signal, name, category, type, sub_type, units,
        native_units, component, component_type FROM {main}.signals""",
    "spans": f"{_SPAN} (SELECT * FROM {{main}}.spans UNION ALL SELECT * FROM {{main}}.spans_open)",
    "part_counts": """SELECT make_timestamptz("at") AS counted_at, machine, parts, program, inferred,
        signal_key AS signal, raw_before, raw_after, rule FROM {main}.part_counts""",
    "coverage": """SELECT machine, source, make_timestamptz("start") AS started_at, make_timestamptz("end") AS ended_at
        FROM {main}.coverage""",
    "losses": """SELECT machine, source, make_timestamptz("start") AS started_at, make_timestamptz("end") AS ended_at,
        code, params FROM {main}.losses""",
    "notes": 'SELECT source, make_timestamptz("at") AS noted_at, code, params FROM {main}.notes',
}

_OBSERVATIONS = f"""SELECT o."at" AS observed_us, make_timestamptz(o."at") AS observed_at,
    d.machine, d.key AS signal, o.num, o.text, CASE o.quality {_QUALITY} END AS quality,
    make_timestamptz(o.source_at) AS source_at, make_timestamptz(o.received_at) AS received_at
FROM {{stored}} o JOIN {{main}}.signals d ON d.id = o.signal"""


def create(cursor: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
    """Make these stored views visible on the cursor, before every table of the same name."""
    [(database,)] = cursor.execute("SELECT current_database()").fetchall()
    main = f'"{database}".main'
    for name in names:
        if name == "observations":
            body = _OBSERVATIONS.format(stored=union(partitions(cursor), AS_ROWS, "TRUE"), main=main)
        else:
            body = _QUERIES[name].format(main=main)
        cursor.execute(f"CREATE TEMP VIEW {name} AS {body}")
