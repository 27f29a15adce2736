"""kill -9 at any moment: everything acknowledged is there, nothing is there by half."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import SignalId
from dispatcher.domain.state import Track
from dispatcher.ports.store import StoreBusy
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from tests.unit.stores import writer
from tests.unit.stores.writer import BATCH, LATHE

ROUNDS = 20
EVER = Interval(Instant(0), Instant(10**17))


@contextmanager
def writing(directory: Path, first: int) -> Iterator[tuple[BaseProcess, Connection]]:
    """A writer that has its journal open, and what it tells; killed at the end."""
    told, tell = multiprocessing.Pipe(duplex=False)
    given = (directory, first, tell)
    process: BaseProcess
    if "forkserver" in multiprocessing.get_all_start_methods():
        # A fork server has everything imported: a round costs a fork, not half a second of imports.
        multiprocessing.set_forkserver_preload([writer.__name__])
        process = multiprocessing.get_context("forkserver").Process(
            target=writer.write_for_ever, args=given, daemon=True
        )
    else:
        process = multiprocessing.get_context("spawn").Process(target=writer.write_for_ever, args=given, daemon=True)
    process.start()
    tell.close()
    try:
        assert told.recv() == "ready"
        yield process, told
    finally:
        process.kill()
        process.join()
        told.close()


@pytest.mark.slow
def test_trap_49_kill_9_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    chance = random.Random(20261123)
    following = 0
    for _ in range(ROUNDS):
        with writing(tmp_path, following) as (process, told):
            acknowledged = [told.recv() for _ in range(chance.randrange(1, 25))]
            # Not just behind an acknowledgement, but anywhere in the commit that follows it.
            for _ in range(chance.randrange(40_000)):
                pass
            process.kill()
            acknowledged += rest(told)
        following = check(tmp_path, max(acknowledged))


def rest(told: Connection) -> list[int]:
    """What was told before the end."""
    found: list[int] = []
    try:
        while True:
            found.append(told.recv())
    except (EOFError, OSError):
        return found


def check(directory: Path, acknowledged: int) -> int:
    """The number to go on with."""
    journal = DuckDBJournal(directory, Limits(memory=128, reserve=0))
    sequences = sorted(one.sequence for one in journal.relevant([SignalId(number) for number in range(4)], EVER))
    [position] = journal.positions()
    spans = journal.spans([LATHE], [Track.STATE], EVER)
    journal.close()
    assert position.cursor is not None
    following = int(position.cursor["next"])
    # The cursor and the rows of one commit came together or not at all, and nothing twice.
    assert sequences == list(range(following * BATCH))
    assert spans[-1].start == position.contact_at
    assert following > acknowledged
    return following


def test_a_second_process_is_refused_with_the_owner_named(tmp_path: Path) -> None:
    with writing(tmp_path, 0) as (process, _):
        with pytest.raises(StoreBusy) as caught:
            DuckDBJournal(tmp_path)
        owner = process.pid
    assert (caught.value.code, caught.value.params) == ("store_busy", {"path": str(tmp_path), "pid": owner})
    DuckDBJournal(tmp_path, Limits(memory=128, reserve=0)).close()
