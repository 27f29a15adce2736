"""The small tables: declarations, coverage, losses, notes, assets, checkpoints, positions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import duckdb

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Category, MachineId, Representation, SignalId, SignalSpec, SourceId
from dispatcher.ports.store import (
    AssetRecord,
    Checkpoint,
    Commit,
    Coverage,
    LossRecord,
    Position,
    SourceNote,
    StoredSession,
    StoredSignal,
)
from dispatcher.stores.common.rows import Catalogue
from dispatcher.stores.duckdb.tables import Row, insert, replace

Params = Mapping[str, str | int]


def _json(params: Params) -> str:
    return json.dumps(dict(params), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def write_declarations(cursor: duckdb.DuckDBPyConnection, commit: Commit) -> None:
    """Signals and sessions; declaring one again replaces it."""
    replace(cursor, "signals", ["id"], [_signal_row(stored) for stored in commit.signals])
    sessions: list[Row] = [(own.id, own.source, own.name, own.first_seen_at) for own in commit.sessions]
    replace(cursor, "sessions", ["id"], sessions)


def write_records(cursor: duckdb.DuckDBPyConnection, commit: Commit) -> None:
    """Coverage, losses, notes and assets. All but notes replace what has the same key: read again, a
    recording says the same once more.
    """
    coverage: list[Row] = [(own.machine, own.source, own.start, own.end) for own in commit.coverage]
    replace(cursor, "coverage", ["machine", "source", "start"], coverage)
    losses: list[Row] = [
        (own.machine, own.source, own.interval.start, own.interval.end, own.code, _json(own.params))
        for own in commit.losses
    ]
    replace(cursor, "losses", ["machine", "source", "start", "end", "code"], losses)
    insert(cursor, "notes", [(own.source, own.at, own.code, _json(own.params)) for own in commit.notes])
    assets: list[Row] = [
        (own.machine, own.asset_id, own.type, own.at, own.removed, own.document) for own in commit.assets
    ]
    replace(cursor, "assets", ["machine", "asset_id", "at"], assets)


def write_checkpoints(cursor: duckdb.DuckDBPyConnection, commit: Commit) -> None:
    """Drop the void ones, then keep the new ones."""
    for machine, at in commit.drop_checkpoints:
        cursor.execute('DELETE FROM checkpoints WHERE machine = ? AND "at" >= ?', [machine, at])
    rows: list[Row] = [(own.machine, own.at, own.profile, own.state) for own in commit.checkpoints]
    replace(cursor, "checkpoints", ["machine", "at", "profile"], rows)


def write_positions(cursor: duckdb.DuckDBPyConnection, commit: Commit) -> None:
    """The cursors: last of all."""
    rows: list[Row] = [
        (own.source, None if own.cursor is None else _json(own.cursor), own.session, own.contact_at)
        for own in commit.positions
    ]
    replace(cursor, "positions", ["source"], rows)


def load_catalogue(cursor: duckdb.DuckDBPyConnection) -> Catalogue:
    """Everything ever declared."""
    catalogue = Catalogue()
    for row in cursor.execute("SELECT * FROM signals").fetchall():
        stored = _signal(row)
        catalogue.signals[stored.id] = stored
    for number, source, name, first_seen_at in cursor.execute("SELECT * FROM sessions").fetchall():
        catalogue.sessions[number] = StoredSession(
            id=number, source=SourceId(source), name=name, first_seen_at=Instant(first_seen_at)
        )
    return catalogue


def _signal_row(stored: StoredSignal) -> Row:
    spec = stored.spec
    return (
        stored.id,
        stored.machine,
        stored.source,
        spec.key,
        spec.name,
        spec.category.value,
        spec.type,
        spec.sub_type,
        spec.units,
        spec.native_units,
        spec.native_scale,
        spec.component,
        spec.component_type,
        spec.representation.value,
    )


def _signal(row: Sequence[object]) -> StoredSignal:
    number, machine, source, key, name, category, kind, sub_type, units, native_units, scale, *place = row
    component, component_type, representation = place
    return StoredSignal(
        id=SignalId(int(str(number))),
        machine=MachineId(str(machine)),
        source=SourceId(str(source)),
        spec=SignalSpec(
            key=str(key),
            name=str(name),
            category=Category(str(category)),
            type=str(kind),
            sub_type=_optional(sub_type),
            units=_optional(units),
            native_units=_optional(native_units),
            native_scale=None if scale is None else float(str(scale)),
            component=str(component),
            component_type=str(component_type),
            representation=Representation(str(representation)),
        ),
    )


def _optional(value: object) -> str | None:
    return None if value is None else str(value)


def read_positions(cursor: duckdb.DuckDBPyConnection) -> list[Position]:
    """The last position of each source, by source."""
    found = cursor.execute("SELECT * FROM positions ORDER BY source").fetchall()
    return [
        Position(
            source=SourceId(source),
            cursor=None if text is None else json.loads(text),
            session=session,
            contact_at=Instant(contact_at),
        )
        for source, text, session, contact_at in found
    ]


def read_coverage(cursor: duckdb.DuckDBPyConnection, machine: MachineId, window: Interval) -> list[Coverage]:
    """Coverage that touches the window, by start, source."""
    found = cursor.execute(
        """SELECT * FROM coverage WHERE machine = ? AND "start" < ? AND ("end" IS NULL OR "end" > ?)
        ORDER BY "start", source""",
        [machine, window.end, window.start],
    ).fetchall()
    return [Coverage(machine=own, source=source, start=start, end=end) for own, source, start, end in found]


def read_losses(cursor: duckdb.DuckDBPyConnection, machine: MachineId, window: Interval) -> list[LossRecord]:
    """Losses that touch the window, by start, end, source, code."""
    found = cursor.execute(
        """SELECT * FROM losses WHERE machine = ? AND "start" < ? AND "end" > ?
        ORDER BY "start", "end", source, code""",
        [machine, window.end, window.start],
    ).fetchall()
    return [
        LossRecord(machine=own, source=source, interval=Interval(start, end), code=code, params=json.loads(params))
        for own, source, start, end, code, params in found
    ]


def read_notes(
    cursor: duckdb.DuckDBPyConnection, source: SourceId | None, window: Interval, limit: int
) -> list[SourceNote]:
    """The newest notes, newest first; of one instant, the one written last comes first."""
    found = cursor.execute(
        """SELECT source, "at", code, params FROM notes WHERE "at" >= $start AND "at" < $end
        AND ($source IS NULL OR source = $source) ORDER BY "at" DESC, rowid DESC LIMIT $limit""",
        {"source": source, "start": window.start, "end": window.end, "limit": max(limit, 0)},
    ).fetchall()
    return [
        SourceNote(source=own, at=Instant(at), code=code, params=json.loads(params)) for own, at, code, params in found
    ]


def read_assets(cursor: duckdb.DuckDBPyConnection, machine: MachineId) -> list[AssetRecord]:
    """The newest record of each asset, removals included, by asset id."""
    found = cursor.execute(
        """SELECT * FROM assets WHERE machine = ?
        QUALIFY row_number() OVER (PARTITION BY asset_id ORDER BY "at" DESC) = 1 ORDER BY asset_id""",
        [machine],
    ).fetchall()
    return [
        AssetRecord(machine=own, asset_id=number, type=kind, at=Instant(at), removed=removed, document=document)
        for own, number, kind, at, removed, document in found
    ]


def read_checkpoint(
    cursor: duckdb.DuckDBPyConnection, machine: MachineId, before: Instant, profile: str
) -> Checkpoint | None:
    """The newest checkpoint of the profile at or before the instant."""
    row = cursor.execute(
        """SELECT "at", state FROM checkpoints WHERE machine = ? AND "at" <= ? AND profile = ?
        ORDER BY "at" DESC LIMIT 1""",
        [machine, before, profile],
    ).fetchone()
    if row is None:
        return None
    return Checkpoint(machine=machine, at=Instant(row[0]), profile=profile, state=row[1])
