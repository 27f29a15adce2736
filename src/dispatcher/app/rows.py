"""The rows of a batch into the columns that wait: the hot path, so by column wherever nothing is odd."""

from __future__ import annotations

from functools import lru_cache
from itertools import compress, islice
from operator import le

from dispatcher.app.marks import HighWater
from dispatcher.app.pending import Pending
from dispatcher.app.source_intake import SourceIntake
from dispatcher.domain.instant import DAY
from dispatcher.domain.signal import Condition, Quality, Value
from dispatcher.ports.connector import Batch, Rows
from dispatcher.ports.values import encode_value

_BY_OUR_CLOCK = Quality.CLOCK.value
_QUARANTINED = Quality.QUARANTINED.value


def add_rows(pending: Pending, source: SourceIntake, batch: Batch, session: int, marks: HighWater) -> None:
    """Queue the rows of a batch; rows of signals nobody bound are left out."""
    rows, signals = _bound(source, batch.rows)
    added = len(signals)
    if not added:
        return
    start = len(pending.signal)
    pending.suspects += [start + place for place in marks.suspects(session, signals, rows.sequence)]
    pending.quality += bytes(added)
    at = _effective(pending, source, batch, rows)
    if not batch.recorded:
        at = _back_again(pending, source, rows, signals, at)
    pending.at += at
    pending.signal += signals
    pending.source_at += rows.source_at
    pending.sequence += rows.sequence
    if source.converted:
        pending.num += _converted(source, rows)
    else:
        pending.num += rows.num
    pending.text += rows.text
    for row, value in rows.rich.items():
        pending.values[start + row] = value
        pending.num[start + row], pending.text[start + row] = _encoded(value)
    pending.counts.append(added)
    pending.sessions.append(session)
    pending.receipts.append(batch.received_at)
    _follow_source_time(source, rows.source_at)
    source.observations += added
    source.last_data_at = batch.received_at


def _bound(source: SourceIntake, rows: Rows) -> tuple[Rows, list[int]]:
    """The rows of known handles, and the signal of each."""
    signals = list(map(source.signals.get, rows.signal))
    known = [signal for signal in signals if signal is not None]
    if len(known) == len(signals):
        return rows, known
    kept = [signal is not None for signal in signals]
    place = {row: number for number, row in enumerate(compress(range(len(kept)), kept))}
    return (
        Rows(
            signal=list(compress(rows.signal, kept)),
            source_at=list(compress(rows.source_at, kept)),
            sequence=list(compress(rows.sequence, kept)),
            num=list(compress(rows.num, kept)),
            text=list(compress(rows.text, kept)),
            rich={place[row]: value for row, value in rows.rich.items() if row in place},
            at={place[row]: instant for row, instant in rows.at.items() if row in place},
        ),
        known,
    )


def _effective(pending: Pending, source: SourceIntake, batch: Batch, rows: Rows) -> list[int]:
    """From when each row holds: as the source says, less what its clock is wrong by (trap 45)."""
    start, at = len(pending.signal), rows.source_at
    skew = source.skew.value if source.skew.wrong and not batch.recorded and source.skew.value else 0
    limit = batch.received_at + DAY
    if skew:
        at = [instant - skew for instant in at]
        pending.quality[start:] = bytes([_BY_OUR_CLOCK]) * len(at)
    elif batch.recorded and max(at) > limit:
        for row, instant in enumerate(at):
            if instant > limit and row not in rows.at:
                pending.quality[start + row] = _QUARANTINED
                source.quarantined += 1
    if rows.at:
        at = list(at)
        for row, instant in rows.at.items():
            at[row] = instant - skew
            pending.quality[start + row] = _BY_OUR_CLOCK
    return at


def _back_again(pending: Pending, source: SourceIntake, rows: Rows, signals: list[int], at: list[int]) -> list[int]:
    """What the source numbers after an UNAVAILABLE counts, whatever its stamp says: it is back (trap 9)."""
    gone = {
        row
        for row, (num, text) in enumerate(zip(rows.num, rows.text, strict=True))
        if num is None and text is None and row not in rows.rich
    }
    if not gone and not source.silent_since:
        return at
    start, at = len(pending.signal), list(at)
    for row, signal in enumerate(signals):
        silent = source.silent_since.get(signal)
        if row in gone:
            source.silent_since[signal] = at[row] if silent is None else max(at[row], silent)
        elif silent is not None and at[row] <= silent:
            at[row] = silent
            pending.quality[start + row] = _BY_OUR_CLOCK
        elif silent is not None:
            del source.silent_since[signal]
    return at


def _converted(source: SourceIntake, rows: Rows) -> list[float | None]:
    """The numbers in the units we keep."""
    handles = source.handles
    return [
        num if num is None or not (handle := handles[link_signal]).converted else num * handle.factor + handle.offset
        for link_signal, num in zip(rows.signal, rows.num, strict=True)
    ]


def _follow_source_time(source: SourceIntake, source_at: list[int]) -> None:
    """Newest instant of the source, and how many rows came after a newer one."""
    newest = source.newest_source_at or 0
    if source_at[0] >= newest and all(map(le, source_at, islice(source_at, 1, None))):
        source.newest_source_at = source_at[-1]
        return
    for instant in source_at:
        if instant < newest:
            source.out_of_order += 1
        elif instant > newest:
            newest = instant
    source.newest_source_at = newest


def _encoded(value: Value) -> tuple[float | None, str | None]:
    """A condition is one of a few, said again and again."""
    return _encoded_condition(value) if isinstance(value, Condition) else encode_value(value)


@lru_cache(maxsize=4096)
def _encoded_condition(value: Condition) -> tuple[float | None, str | None]:
    return encode_value(value)
