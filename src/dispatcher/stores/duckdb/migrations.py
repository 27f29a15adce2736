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
    Migration(
        number=2,
        name="accounts",
        statements=(
            # Texts of accounts by number: sums group by numbers several times as fast as by texts.
            "CREATE TABLE account_words (id INTEGER NOT NULL, word VARCHAR NOT NULL)",
            """CREATE TABLE account_settled (machine VARCHAR NOT NULL, "begin" BIGINT NOT NULL, until BIGINT NOT NULL,
                reach BIGINT NOT NULL)""",
            'CREATE TABLE account_marks (machine VARCHAR NOT NULL, "start" BIGINT NOT NULL, "end" BIGINT)',
            "CREATE TABLE account_cursors (log VARCHAR NOT NULL, line BIGINT NOT NULL)",
            'CREATE TABLE account_pieces (machine INTEGER NOT NULL, "start" BIGINT NOT NULL, "end" BIGINT NOT NULL)',
            """CREATE TABLE account_stretches (machine INTEGER NOT NULL, "start" BIGINT NOT NULL, "end" BIGINT NOT NULL,
                state INTEGER NOT NULL, base INTEGER NOT NULL, mode INTEGER NOT NULL, program INTEGER NOT NULL,
                state_rule INTEGER NOT NULL, reason INTEGER NOT NULL, origin INTEGER NOT NULL,
                reason_rule INTEGER NOT NULL, corrections VARCHAR NOT NULL, time_class INTEGER NOT NULL, stop BIGINT,
                day INTEGER NOT NULL, shift INTEGER NOT NULL, team INTEGER NOT NULL, occurrence BIGINT,
                occurrence_end BIGINT, late BIGINT NOT NULL, overdue BOOLEAN NOT NULL)""",
            # "start", "end": the piece a cell belongs to.
            """CREATE TABLE account_times (machine INTEGER NOT NULL, "start" BIGINT NOT NULL, "end" BIGINT NOT NULL,
                day INTEGER NOT NULL, shift INTEGER NOT NULL, team INTEGER NOT NULL, occurrence BIGINT,
                time_class INTEGER NOT NULL, state INTEGER NOT NULL, base INTEGER NOT NULL, mode INTEGER NOT NULL,
                reason INTEGER NOT NULL, origin INTEGER NOT NULL, program INTEGER NOT NULL, "time" BIGINT NOT NULL,
                stretches BIGINT NOT NULL, stops BIGINT NOT NULL, entered BIGINT NOT NULL,
                entered_late BIGINT NOT NULL)""",
            """CREATE TABLE account_parts (machine INTEGER NOT NULL, "start" BIGINT NOT NULL, "end" BIGINT NOT NULL,
                day INTEGER NOT NULL, shift INTEGER NOT NULL, team INTEGER NOT NULL, occurrence BIGINT,
                program INTEGER NOT NULL, item INTEGER NOT NULL, operation INTEGER NOT NULL, parts BIGINT NOT NULL,
                inferred BIGINT NOT NULL, scrap BIGINT NOT NULL, rework BIGINT NOT NULL, normed BIGINT NOT NULL,
                ideal BIGINT NOT NULL)""",
            # The same added up by month of the plant date (year * 12 + month - 1): a year is read at once.
            """CREATE TABLE account_times_months (machine INTEGER NOT NULL, month INTEGER NOT NULL,
                shift INTEGER NOT NULL, team INTEGER NOT NULL, time_class INTEGER NOT NULL,
                state INTEGER NOT NULL, base INTEGER NOT NULL,
                mode INTEGER NOT NULL, reason INTEGER NOT NULL, origin INTEGER NOT NULL, program INTEGER NOT NULL,
                "time" BIGINT NOT NULL, stretches BIGINT NOT NULL, stops BIGINT NOT NULL, entered BIGINT NOT NULL,
                entered_late BIGINT NOT NULL)""",
            # Without reasons and programs: what most figures are made of.
            """CREATE TABLE account_classes_months (machine INTEGER NOT NULL, month INTEGER NOT NULL,
                shift INTEGER NOT NULL, team INTEGER NOT NULL, time_class INTEGER NOT NULL, base INTEGER NOT NULL,
                "time" BIGINT NOT NULL, stretches BIGINT NOT NULL, stops BIGINT NOT NULL, entered BIGINT NOT NULL,
                entered_late BIGINT NOT NULL)""",
            """CREATE TABLE account_parts_months (machine INTEGER NOT NULL, month INTEGER NOT NULL,
                shift INTEGER NOT NULL, team INTEGER NOT NULL,
                program INTEGER NOT NULL, item INTEGER NOT NULL, operation INTEGER NOT NULL,
                parts BIGINT NOT NULL, inferred BIGINT NOT NULL, scrap BIGINT NOT NULL, rework BIGINT NOT NULL,
                normed BIGINT NOT NULL, ideal BIGINT NOT NULL)""",
        ),
    ),
)
"""All steps, by number."""

SCHEMA = MIGRATIONS[-1].number
"""The version this program reads and writes."""
