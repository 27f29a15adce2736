"""Reading observations back: latest, in the order of the truth, known or not, high-water marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import numpy as np
import pyarrow as pa

from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import Observation, Quality, SignalId
from dispatcher.stores.common.rows import Catalogue, as_rows
from dispatcher.stores.duckdb.partitions import AS_ROWS, Partition, partitions, union, within
from dispatcher.stores.duckdb.tables import among, register

BATCH = 16_384
"""Rows a stream hands over at a time."""

SLICE = 262_144
"""About how many rows one sort of a stream handles: bounds its memory, whatever the window."""

TRUSTED = f"quality <> {int(Quality.QUARANTINED)}"

IN_TRUTH = """ORDER BY o."at", coalesce(s.name, ''), o.sequence, o.signal, o.num NULLS FIRST, o.text NULLS FIRST"""
"""The order of the truth (`stores.common.rows.TRUTH`) for `FROM … o LEFT JOIN sessions s`."""

WITH_SESSION = "LEFT JOIN sessions s ON s.id = o.session"

_WANTED = pa.schema([pa.field("signal", pa.int32()), pa.field("at", pa.int64())])


def observations(cursor: duckdb.DuckDBPyConnection, signal: SignalId, window: Interval, limit: int) -> pa.Table:
    """Rows of a signal in the order of the truth, at most `limit`."""
    where = 'signal = $signal AND "at" >= $start AND "at" < $end'
    tables = union(within(partitions(cursor), window.start, window.end), AS_ROWS, where)
    found = cursor.sql(
        f"SELECT o.* FROM {tables} o {WITH_SESSION} {IN_TRUTH} LIMIT $limit",
        params={"signal": signal, "start": window.start, "end": window.end, "limit": max(limit, 0)},
    )
    return as_rows(found.to_arrow_table())


def relevant(
    cursor: duckdb.DuckDBPyConnection, catalogue: Catalogue, signals: Sequence[SignalId], window: Interval
) -> Iterator[Observation]:
    """Observations of the signals in the order of the truth, a slice of days at a time."""
    if not signals:
        return
    tables = partitions(cursor)
    parameters: dict[str, object] = {}
    where = among("signal", sorted(set(signals)), parameters) + ' AND "at" >= $start AND "at" < $end'
    for start, end in slices(cursor, tables, where, parameters, window):
        stored = union(within(tables, start, end), AS_ROWS, where)
        found = cursor.sql(
            f"SELECT o.* FROM {stored} o {WITH_SESSION} {IN_TRUTH}",
            params={**parameters, "start": start, "end": end},
        )
        for batch in found.to_arrow_reader(BATCH):
            yield from catalogue.observations(batch)


def slices(
    cursor: duckdb.DuckDBPyConnection,
    tables: list[Partition],
    where: str,
    parameters: Mapping[str, object],
    window: Interval,
) -> list[tuple[int, int]]:
    """The window cut between days so that each piece holds about SLICE of the rows that match, or one day."""
    stored = union(within(tables, window.start, window.end), '"at"', where)
    # Plain // cuts towards zero; instants before 1970 must not share a day with those after.
    counted = cursor.execute(
        f"""SELECT CAST(floor("at" / {DAY}) AS BIGINT) AS day, count(*) FROM {stored} GROUP BY day ORDER BY day""",
        {**parameters, "start": window.start, "end": window.end},
    ).fetchall()
    found: list[tuple[int, int]] = []
    start, rows = int(window.start), 0
    for day, count in counted:
        if rows and rows + count > SLICE:
            found.append((start, day * DAY))
            start, rows = day * DAY, 0
        rows += count
    return [*found, (start, window.end)] if rows else found


def latest(
    cursor: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    bounds: Mapping[int, tuple[int, int]],
    at: Instant,
) -> dict[SignalId, Observation]:
    """For each signal of `bounds` (totals: first and last instant) the last trusted observation at or before `at`."""
    tables = partitions(cursor)
    wanted = {signal: last for signal, (first, last) in bounds.items() if last <= at}
    # `bounds` were taken before this snapshot: they may lag behind it, but what they name is in it.
    search = [signal for signal, (first, last) in bounds.items() if first <= at < last]
    wanted |= _latest_before(cursor, tables, search, at)
    if not wanted:
        return {}
    pairs = sorted(wanted.items())
    register(
        cursor, pa.table(dict(zip(_WANTED.names, zip(*pairs, strict=True), strict=True)), schema=_WANTED), "wanted"
    )
    instants = np.array([instant for _, instant in pairs])
    days = set((instants // DAY).tolist())
    tables = [partition for partition in tables if partition.day is None or partition.day in days]
    where = f'{TRUSTED} AND signal BETWEEN $low AND $high AND "at" BETWEEN $start AND $end'
    found = cursor.sql(
        f"""SELECT o.* FROM {union(tables, AS_ROWS, where)} o JOIN wanted w ON o.signal = w.signal AND o."at" = w."at"
        {WITH_SESSION} {IN_TRUTH}""",
        params={"low": pairs[0][0], "high": pairs[-1][0], "start": int(instants.min()), "end": int(instants.max())},
    )
    # In the order of the truth the last of a signal overwrites the others of the same instant.
    return {observation.signal: observation for observation in catalogue.observations(found.to_arrow_table())}


def _latest_before(
    cursor: duckdb.DuckDBPyConnection, tables: list[Partition], search: list[int], at: Instant
) -> dict[int, int]:
    """Instant of the last trusted row at or before `at` of each signal: unsorted first, then days backwards."""
    best: dict[int, int] = {}
    days = [partition for partition in reversed(tables) if partition.day is not None and partition.bounds[0] <= at]
    group, width = [partition for partition in tables if partition.day is None], 1
    while search and group:
        parameters: dict[str, object] = {"at": at}
        where = f'{TRUSTED} AND "at" <= $at AND {among("signal", search, parameters)}'
        stored = union(group, 'signal, "at"', where)
        found = cursor.execute(f'SELECT signal, max("at") FROM {stored} GROUP BY signal', parameters).fetchall()
        for signal, instant in found:
            best[signal] = max(instant, best.get(signal, instant))
        group, days = days[:width], days[width:]
        width *= 4
        # What is found at or after the end of all that is left to look at cannot be beaten.
        horizon = group[0].bounds[1] if group else 0
        search = [signal for signal in search if signal not in best or best[signal] < horizon]
    return best


def known(cursor: duckdb.DuckDBPyConnection, rows: pa.Table) -> list[bool]:
    """For each row whether one of the same identity (session, signal, sequence, num, text) is stored."""
    if rows.num_rows == 0:
        return []
    suspects = as_rows(rows).select(["session", "signal", "sequence", "num", "text"])
    register(cursor, suspects.append_column("place", pa.array(np.arange(rows.num_rows))), "suspects")
    bounds = cursor.execute(
        "SELECT min(signal), max(signal), min(session), max(session), min(sequence), max(sequence) FROM suspects"
    ).fetchone()
    # The bounds are constants to the engine: blocks outside them are never opened.
    where = " AND ".join(f"{name} BETWEEN ${name}_low AND ${name}_high" for name in ("signal", "session", "sequence"))
    names = ("signal_low", "signal_high", "session_low", "session_high", "sequence_low", "sequence_high")
    stored = union(partitions(cursor), "session, signal, sequence, num, text", where)
    found = cursor.sql(
        f"""SELECT DISTINCT x.place FROM suspects x JOIN {stored} o ON o.session = x.session AND o.signal = x.signal
        AND o.sequence = x.sequence AND o.num IS NOT DISTINCT FROM x.num AND o.text IS NOT DISTINCT FROM x.text""",
        params=dict(zip(names, bounds or (), strict=True)),
    ).to_arrow_table()
    mask = np.zeros(rows.num_rows, bool)
    mask[found.column("place").to_numpy()] = True
    return [bool(one) for one in mask.tolist()]


def high_water(cursor: duckdb.DuckDBPyConnection) -> dict[tuple[int, SignalId], int]:
    """Greatest sequence per (session, signal): the marks of the sorted partitions, the hot rows counted now."""
    hot = [partition for partition in partitions(cursor) if partition.kind == "hot"]
    stored = union(hot, "session, signal, sequence", "TRUE")
    found = cursor.sql(
        f"""SELECT session, signal, max(sequence) AS sequence FROM (SELECT session, signal, sequence FROM marks
        UNION ALL FROM {stored}) GROUP BY session, signal"""
    ).to_arrow_table()
    columns = [found.column(name).to_pylist() for name in ("session", "signal", "sequence")]
    return {(session, SignalId(signal)): sequence for session, signal, sequence in zip(*columns, strict=True)}


def signal_totals(cursor: duckdb.DuckDBPyConnection) -> pa.Table:
    """Columns signal, rows, first_at, last_at of everything stored, for the totals at start."""
    hot = [partition for partition in partitions(cursor) if partition.kind == "hot"]
    stored = union(hot, f'signal, CASE WHEN {TRUSTED} THEN "at" END AS trusted_at', "TRUE")
    found: pa.Table = cursor.sql(
        f"""SELECT signal, CAST(sum(rows) AS BIGINT) AS rows, min(first_at) AS first_at, max(last_at) AS last_at FROM (
            SELECT signal, rows, first_at, last_at FROM marks
            UNION ALL SELECT signal, count(*), min(trusted_at), max(trusted_at)
            FROM {stored} GROUP BY signal
        ) GROUP BY signal"""
    ).to_arrow_table()
    return found
