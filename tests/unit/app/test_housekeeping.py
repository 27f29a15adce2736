"""The hourly sorting: once an hour, by the clock, and told when it fails."""

from __future__ import annotations

from dispatcher.app.health import HealthBook, HealthStatus
from dispatcher.app.housekeeping import Housekeeping
from dispatcher.domain.instant import Instant
from dispatcher.ports.store import StoreFull
from dispatcher.stores.memory import MemoryJournal
from tests.unit.app.support import HandClock


class Counting(MemoryJournal):
    """Remembers what it was asked to compact."""

    def __init__(self, *, full: bool = False) -> None:
        super().__init__()
        self.asked: list[Instant] = []
        self._full = full

    def compact(self, before: Instant) -> int:
        self.asked.append(before)
        if self._full:
            raise StoreFull("store_full", path="data")
        return 7


async def test_it_sorts_once_an_hour() -> None:
    journal, clock = Counting(), HandClock()
    house = Housekeeping(journal, clock, HealthBook())

    found = []
    for second in (0, 600, 1_200, 3_600, 4_200):
        clock.second = second
        found.append(await house.once())

    assert found.count(7) == 2
    assert journal.asked == sorted(set(journal.asked))
    assert all(before % 3_600_000_000 == 0 for before in journal.asked)


async def test_a_full_disk_is_told_and_tried_again() -> None:
    journal, book = Counting(full=True), HealthBook()
    house = Housekeeping(journal, HandClock(), book)

    assert [await house.once(), await house.once()] == [0, 0]
    assert len(journal.asked) == 2
    assert [check.status for check in book.look()] == [HealthStatus.DEGRADED]
