"""kill -9 at any moment: everything acknowledged is there, nothing is there by half."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import IO

import pytest

from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import SignalId
from dispatcher.domain.state import Track
from dispatcher.ports.store import StoreBusy
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from tests.unit.stores.writer import BATCH, LATHE

ROUNDS = 20
EVER = Interval(Instant(0), Instant(10**17))


def read_until(stream: IO[bytes], acknowledged: int) -> int:
    """The last number printed once `acknowledged` more were."""
    last = -1
    for _ in range(acknowledged):
        last = int(stream.readline())
    return last


@pytest.mark.slow
def test_trap_49_kill_9_loses_nothing_acknowledged_and_leaves_nothing_half(tmp_path: Path) -> None:
    chance = random.Random(20261123)
    following = 0
    for _ in range(ROUNDS):
        command = [sys.executable, "-m", "tests.unit.stores.writer", str(tmp_path), str(following)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            # Not after an acknowledgement, but anywhere in the commits that follow it.
            acknowledged = [read_until(process.stdout, chance.randrange(1, 25))]
            spin = chance.randrange(20_000)
            while spin:
                spin -= 1
            process.kill()
            rest = process.stdout.read().split(b"\n")
            acknowledged += [int(line) for line in rest[:-1]]
        following = check(tmp_path, max(acknowledged))


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
    command = [sys.executable, "-m", "tests.unit.stores.writer", str(tmp_path), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[3]) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        with pytest.raises(StoreBusy) as caught:
            DuckDBJournal(tmp_path)
        process.kill()
    assert (caught.value.code, caught.value.params) == ("store_busy", {"path": str(tmp_path), "pid": process.pid})
