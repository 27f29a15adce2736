"""Rows by column give what rows one by one would: the odd and the usual in one batch, in every order."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from dispatcher.app.marks import HighWater
from dispatcher.app.pending import Pending
from dispatcher.app.rows import add_rows
from dispatcher.app.skew import LIMIT
from dispatcher.app.source_intake import Handle, SourceIntake
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.signal import Category, Condition, Level, MachineId, Quality, SignalId, SourceId
from dispatcher.ports.connector import Batch, Rows
from dispatcher.ports.values import encode_value

M = MachineId("m1")
NOW = 1_700_000_000_000_000
KNOWN = {1: 11, 2: 12, 3: 13}
"""Handle -> signal; handle 3 comes in other units, handle 4 nobody bound."""
FAULT = Condition(level=Level.FAULT, native_code="7")

ROW = st.tuples(
    st.sampled_from([1, 2, 3, 4]),
    st.one_of(st.integers(NOW, NOW + 9), st.just(NOW + 2 * DAY)),
    st.integers(1, 6),
    st.sampled_from([None, 2.5, "ACTIVE", FAULT]),
    st.one_of(st.none(), st.integers(NOW, NOW + 9)),
)
BATCH = st.tuples(
    st.lists(ROW, max_size=6), st.sampled_from(["a", "b"]), st.booleans(), st.sampled_from([0, 3 * LIMIT])
)


def source_of() -> SourceIntake:
    source = SourceIntake(SourceId("s"), {"": M})
    for handle, signal in KNOWN.items():
        bound = Handle(SignalId(signal), M, Category.SAMPLE)
        if handle == 3:
            bound = replace(bound, factor=2.0, offset=1.0, converted=True)
        source.bind(handle, bound)
    return source


def batch_of(drawn: list[tuple[int, int, int, object, int | None]], session: str, *, recorded: bool) -> Batch:
    rows = Rows()
    for handle, at, sequence, value, holds_from in drawn:
        if isinstance(value, Condition):
            rows.rich[len(rows)] = value
        if holds_from is not None:
            rows.at[len(rows)] = holds_from
        rows.signal.append(handle)
        rows.source_at.append(at)
        rows.sequence.append(sequence)
        rows.num.append(value if isinstance(value, float) else None)
        rows.text.append(value if isinstance(value, str) else None)
    return Batch(received_at=Instant(NOW), session=session, rows=rows, recorded=recorded)


class OneByOne:
    """The same, as plainly as it can be said."""

    def __init__(self) -> None:
        self.rows: list[tuple[object, ...]] = []
        self.suspects: list[int] = []
        self.marks: dict[tuple[str, int], int] = {}
        self.silent: dict[int, int] = {}
        self.session = ""
        self.newest = self.late = self.quarantined = 0

    def add(self, batch: Batch, skew: int) -> None:
        if batch.session != self.session:
            self.silent = {}
        rows = batch.rows
        skew = 0 if batch.recorded else skew
        for row, handle in enumerate(rows.signal):
            if handle not in KNOWN:
                continue
            signal, at, sequence = KNOWN[handle], rows.source_at[row], rows.sequence[row]
            if sequence <= self.marks.get((batch.session, signal), 0):
                self.suspects.append(len(self.rows))
            else:
                self.marks[batch.session, signal] = sequence
            holds, quality = self._instant(batch, row, skew)
            gone = rows.num[row] is None and rows.text[row] is None and row not in rows.rich
            silent = self.silent.get(signal)
            if not batch.recorded and gone:
                self.silent[signal] = holds if silent is None else max(holds, silent)
            elif not batch.recorded and silent is not None and holds <= silent:
                holds, quality = silent, Quality.CLOCK
            elif not batch.recorded:
                self.silent.pop(signal, None)
            self.late += at < self.newest
            self.newest = max(at, self.newest)
            self.quarantined += quality is Quality.QUARANTINED
            num = rows.num[row]
            kept = (num * 2 + 1 if num is not None and handle == 3 else num), rows.text[row]
            if row in rows.rich:
                kept = encode_value(rows.rich[row])
            self.rows.append((signal, holds, at, sequence, *kept, int(quality), batch.session))
        self.session = batch.session

    @staticmethod
    def _instant(batch: Batch, row: int, skew: int) -> tuple[int, Quality]:
        rows = batch.rows
        if row in rows.at:
            return rows.at[row] - skew, Quality.CLOCK
        if skew:
            return rows.source_at[row] - skew, Quality.CLOCK
        if batch.recorded and rows.source_at[row] > batch.received_at + DAY:
            return rows.source_at[row], Quality.QUARANTINED
        return rows.source_at[row], Quality.GOOD


@given(st.lists(BATCH, max_size=5))
def test_rows_by_column_are_the_rows_one_by_one(
    drawn: list[tuple[list[tuple[int, int, int, object, int | None]], str, bool, int]],
) -> None:
    pending, marks, source, plain = Pending(), HighWater({}), source_of(), OneByOne()
    numbers = {"a": 1, "b": 2}
    for rows, session, recorded, skew in drawn:
        source.skew.value = skew
        if session != source.session:
            source.silent_since.clear()
        batch = batch_of(rows, session, recorded=recorded)
        add_rows(pending, source, batch, numbers[session], marks)
        plain.add(batch, skew)
        source.session = session

    sessions = [number for number, count in zip(pending.sessions, pending.counts, strict=True) for _ in range(count)]
    columns = (
        pending.signal, pending.at, pending.source_at, pending.sequence,
        pending.num, pending.text, pending.quality, ["_ab"[number] for number in sessions],
    )  # fmt: skip
    assert list(zip(*columns, strict=True)) == plain.rows
    assert pending.suspects == plain.suspects
    assert (source.newest_source_at or 0, source.out_of_order, source.quarantined) == (
        plain.newest, plain.late, plain.quarantined,
    )  # fmt: skip
    assert source.observations == len(plain.rows)


def test_values_that_stay_are_kept_as_they_came() -> None:
    pending, source = Pending(), source_of()

    add_rows(
        pending,
        source,
        batch_of([(1, NOW, 1, FAULT, None), (2, NOW, 2, 4.0, None)], "a", recorded=False),
        1,
        HighWater({}),
    )

    assert [pending.value(row) for row in range(2)] == [FAULT, 4.0]


def test_marks_go_on_where_the_journal_stopped() -> None:
    marks = HighWater({(1, SignalId(11)): 5, (1, SignalId(12)): 9})

    assert marks.suspects(1, [11, 12], [6, 9]) == [1]
    assert marks.suspects(1, [11, 12], [10, 11]) == []
    assert marks.suspects(1, [11, 12], [10, 12]) == [0]
    assert marks.suspects(2, [11], [1]) == []
