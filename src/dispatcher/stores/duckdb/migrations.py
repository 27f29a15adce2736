"""The schema of the journal, step by step from the first version on.

A step never changes once released; a new one is added at the end. `at`, `start` and `end` are words of
SQL and stand in quotes. No primary keys: their indexes would be paid by every row, while identity is
watched by whoever writes.
"""

from __future__ import annotations

from dataclasses import dataclass

OBSERVATION_COLUMNS = """
    signal INTEGER NOT NULL,
    "at" BIGINT NOT NULL,
    source_lag BIGINT NOT NULL,
    received_lag BIGINT NOT NULL,
    session INTEGER NOT NULL,
    sequence BIGINT NOT NULL,
    num DOUBLE,
    text VARCHAR,
    quality UTINYINT NOT NULL
"""
"""A table of observations. The source's and our instant are kept as differences to `at`: mostly constant
or small, they pack to almost nothing, where whole instants would double the size of a row."""

FIRST_HOT = "observations_hot_1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step; all its statements run in one transaction."""

    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(
        number=1,
        name="first",
        statements=(
            f"CREATE TABLE {FIRST_HOT} ({OBSERVATION_COLUMNS})",
            # kind: hot = arrival order; day = sorted, one UTC day; other = sorted, thin or rubbish days.
            "CREATE TABLE partitions (name VARCHAR NOT NULL, kind VARCHAR NOT NULL, day INTEGER)",
            f"INSERT INTO partitions VALUES ('{FIRST_HOT}', 'hot', NULL)",
            # What the sorted partitions hold per session and signal; the hot ones are counted when asked.
            """CREATE TABLE marks (session INTEGER NOT NULL, signal INTEGER NOT NULL, sequence BIGINT NOT NULL,
                rows BIGINT NOT NULL, first_at BIGINT, last_at BIGINT)""",
            """CREATE TABLE signals (id INTEGER NOT NULL, machine VARCHAR NOT NULL, source VARCHAR NOT NULL,
                key VARCHAR NOT NULL, name VARCHAR NOT NULL, category VARCHAR NOT NULL, type VARCHAR NOT NULL,
                sub_type VARCHAR, units VARCHAR, native_units VARCHAR, native_scale DOUBLE,
                component VARCHAR NOT NULL, component_type VARCHAR NOT NULL, representation VARCHAR NOT NULL)""",
            """CREATE TABLE sessions (id INTEGER NOT NULL, source VARCHAR NOT NULL, name VARCHAR NOT NULL,
                first_seen_at BIGINT NOT NULL)""",
            """CREATE TABLE coverage (machine VARCHAR NOT NULL, source VARCHAR NOT NULL, "start" BIGINT NOT NULL,
                "end" BIGINT)""",
            """CREATE TABLE losses (machine VARCHAR NOT NULL, source VARCHAR NOT NULL, "start" BIGINT NOT NULL,
                "end" BIGINT NOT NULL, code VARCHAR NOT NULL, params VARCHAR NOT NULL)""",
            """CREATE TABLE notes (source VARCHAR NOT NULL, "at" BIGINT NOT NULL, code VARCHAR NOT NULL,
                params VARCHAR NOT NULL)""",
            """CREATE TABLE assets (machine VARCHAR NOT NULL, asset_id VARCHAR NOT NULL, type VARCHAR NOT NULL,
                "at" BIGINT NOT NULL, removed BOOLEAN NOT NULL, document VARCHAR NOT NULL)""",
            # Open spans change with every commit and are few; kept apart, closing one never touches the history.
            """CREATE TABLE spans_open (machine VARCHAR NOT NULL, track VARCHAR NOT NULL, "start" BIGINT NOT NULL,
                "end" BIGINT, value VARCHAR NOT NULL, rule VARCHAR NOT NULL, detail VARCHAR NOT NULL)""",
            """CREATE TABLE spans (machine VARCHAR NOT NULL, track VARCHAR NOT NULL, "start" BIGINT NOT NULL,
                "end" BIGINT NOT NULL, value VARCHAR NOT NULL, rule VARCHAR NOT NULL, detail VARCHAR NOT NULL)""",
            """CREATE TABLE part_counts (machine VARCHAR NOT NULL, "at" BIGINT NOT NULL, parts BIGINT NOT NULL,
                signal_key VARCHAR NOT NULL, raw_before DOUBLE, raw_after DOUBLE, program VARCHAR NOT NULL,
                inferred BOOLEAN NOT NULL, rule VARCHAR NOT NULL)""",
            """CREATE TABLE checkpoints (machine VARCHAR NOT NULL, "at" BIGINT NOT NULL, profile VARCHAR NOT NULL,
                state BLOB NOT NULL)""",
            """CREATE TABLE positions (source VARCHAR NOT NULL, "cursor" VARCHAR, session VARCHAR NOT NULL,
                contact_at BIGINT NOT NULL)""",
        ),
    ),
)
"""All steps, by number."""

SCHEMA = MIGRATIONS[-1].number
"""The version this program reads and writes."""
