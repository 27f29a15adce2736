"""When what came is derived, and when it is written, changes nothing of what is true in the end."""

from __future__ import annotations

import contextlib
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatcher.app.intake import Intake
from dispatcher.app.source_intake import SourceIntake
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.signal import SignalId, SourceId
from dispatcher.domain.state import Track
from dispatcher.ports.store import Commit, StoreFull
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.support import MACHINE, at, batch, take_up

CELL = SourceId("cell")
Then = Literal["nothing", "derive", "commit", "flush"]
Step = tuple[list[tuple[int, int, str | None]], Then, bool]
"""Values (second, sequence, execution), what is done then, whether the disk is full while it is done."""

VALUE = st.tuples(st.integers(0, 60), st.integers(1, 12), st.sampled_from(["READY", "ACTIVE", "INTERRUPTED", None]))
STEPS = st.lists(
    st.tuples(st.lists(VALUE, max_size=4), st.sampled_from(["nothing", "derive", "commit", "flush"]), st.booleans()),
    max_size=10,
)


class Fickle(MemoryJournal):
    """Has room or has none."""

    full = False

    def commit(self, commit: Commit) -> None:
        if self.full:
            raise StoreFull("store_full", path="data")
        super().commit(commit)


def fed(steps: list[Step], *, plainly: bool) -> MemoryJournal:
    """The journal after all steps; `plainly`: everything is written as it comes, and there is always room."""
    journal = Fickle()
    intake = take_up(journal)
    source = intake.source(CELL, {"": MACHINE})
    for number, (values, then, full) in enumerate(steps, 1):
        rows = [(second + number * 10, sequence + number * 4, value) for second, sequence, value in values]
        intake.take(source, batch(100 + number, *rows, cursor={"next": number}))
        journal.full = full and not plainly
        with contextlib.suppress(StoreFull):
            act(intake, "flush" if plainly else then, number)
    journal.full = False
    intake.flush(at(200))
    intake.flush(at(200))
    assert known(source) == len(journal.observations(SignalId(1), ALL_TIME, 1000))
    return journal


def act(intake: Intake, then: Then, number: int) -> None:
    now = at(100 + number)
    match then:
        case "derive":
            intake.derive(now)
        case "commit":
            intake.commit()
        case "flush":
            intake.flush(now)
        case "nothing":
            pass


def known(source: SourceIntake) -> int:
    return source.observations - source.duplicates


def truth(journal: MemoryJournal) -> object:
    """All that is true in a journal; checkpoints are only a way to get there faster."""
    return (
        journal.observations(SignalId(1), ALL_TIME, 1000).drop_columns(["received_at"]).to_pylist(),
        [(s.track, s.start, s.end, s.value, s.rule) for s in journal.spans([MACHINE], list(Track), ALL_TIME)],
        journal.part_counts([MACHINE], ALL_TIME),
        journal.positions(),
        journal.coverage(MACHINE, ALL_TIME),
    )


@settings(max_examples=200)
@given(STEPS)
def test_it_does_not_matter_when_what_came_is_derived_and_written(steps: list[Step]) -> None:
    assert truth(fed(steps, plainly=False)) == truth(fed(steps, plainly=True))
