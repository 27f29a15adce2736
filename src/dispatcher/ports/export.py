"""Columns of every table that leaves the house: the same from every store and at every door.

Instants are microseconds since the epoch, UTC; an encoder may write them as timestamps. Durations are microseconds.
"""

from __future__ import annotations

import pyarrow as pa


def _columns(**kinds: pa.DataType) -> pa.Schema:
    return pa.schema(list(kinds.items()))


_TEXT, _LONG, _DOUBLE, _BOOL, _DATE = pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.date32()

JOURNAL: dict[str, pa.Schema] = {
    # By the order of the truth; `signal` is the signal's key, `quality` its name in lower case.
    "observations": _columns(
        machine=_TEXT,
        signal=_TEXT,
        at=_LONG,
        source_at=_LONG,
        received_at=_LONG,
        session=_TEXT,
        sequence=_LONG,
        num=_DOUBLE,
        text=_TEXT,
        quality=_TEXT,
    ),
    # By machine, track, start, value; uncut; `end` null while open; `detail` JSON.
    "spans": _columns(machine=_TEXT, track=_TEXT, start=_LONG, end=_LONG, value=_TEXT, rule=_TEXT, detail=_TEXT),
    # By machine, at.
    "part_counts": _columns(
        machine=_TEXT,
        at=_LONG,
        parts=_LONG,
        signal_key=_TEXT,
        raw_before=_DOUBLE,
        raw_after=_DOUBLE,
        program=_TEXT,
        inferred=_BOOL,
        rule=_TEXT,
    ),
    # By machine, start, source; uncut; `end` null while the contact lasts.
    "coverage": _columns(machine=_TEXT, source=_TEXT, start=_LONG, end=_LONG),
    # By machine, start, end, source, code; `params` JSON.
    "losses": _columns(machine=_TEXT, source=_TEXT, start=_LONG, end=_LONG, code=_TEXT, params=_TEXT),
    # By at, oldest first; of the sources that feed the machines.
    "notes": _columns(source=_TEXT, at=_LONG, code=_TEXT, params=_TEXT),
}
"""What a journal exports."""

ACCOUNT: dict[str, pa.Schema] = {
    # By machine and start; cut to the window; `corrections` are ids joined by blanks.
    "stretches": _columns(
        machine=_TEXT,
        start=_LONG,
        end=_LONG,
        open=_BOOL,
        state=_TEXT,
        base=_TEXT,
        mode=_TEXT,
        program=_TEXT,
        state_rule=_TEXT,
        reason=_TEXT,
        origin=_TEXT,
        reason_rule=_TEXT,
        corrections=_TEXT,
        time_class=_TEXT,
        stop=_LONG,
        day=_DATE,
        shift=_TEXT,
        team=_TEXT,
        occurrence=_LONG,
        occurrence_end=_LONG,
        late=_LONG,
    ),
    # Sums per shift occurrence (facts of a shift), by day and machine.
    "time_cells": _columns(
        machine=_TEXT,
        day=_DATE,
        shift=_TEXT,
        team=_TEXT,
        occurrence=_LONG,
        time_class=_TEXT,
        state=_TEXT,
        base=_TEXT,
        mode=_TEXT,
        reason=_TEXT,
        origin=_TEXT,
        program=_TEXT,
        time=_LONG,
        stretches=_LONG,
        stops=_LONG,
        entered=_LONG,
        entered_late=_LONG,
    ),
    "part_cells": _columns(
        machine=_TEXT,
        day=_DATE,
        shift=_TEXT,
        team=_TEXT,
        occurrence=_LONG,
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
    # Lines entered in the window, by id.
    "corrections": _columns(
        id=_LONG,
        key=_TEXT,
        machine=_TEXT,
        kind=_TEXT,
        start=_LONG,
        end=_LONG,
        value=_TEXT,
        reason=_TEXT,
        comment=_TEXT,
        author=_TEXT,
        at=_LONG,
        target=_LONG,
        scrap=_LONG,
        rework=_LONG,
        bulk=_TEXT,
    ),
    # Shifts by the calendar that touch the window, by machine and start; `break_time` is the sum of the breaks.
    "occurrences": _columns(
        machine=_TEXT,
        calendar=_TEXT,
        day=_DATE,
        shift=_TEXT,
        team=_TEXT,
        start=_LONG,
        end=_LONG,
        break_time=_LONG,
        attendance=_TEXT,
    ),
}
"""What the account of time exports."""

EXPORTS: dict[str, pa.Schema] = JOURNAL | ACCOUNT
"""Every table by name."""

INSTANTS = frozenset(("at", "source_at", "received_at", "start", "end", "stop", "occurrence", "occurrence_end"))
"""Names of the columns that hold instants, in whatever table."""
