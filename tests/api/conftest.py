"""The application over a small plant, asked without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.domain.signal import Category, Condition, Level, Representation
from dispatcher.domain.state import Track
from dispatcher.ports.store import Commit
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import HOUR, M2, count, covered, parts_patch, patch, rows, services, session, signal, span


def filled() -> MemoryJournal:
    """M1 runs since an hour with a program, an alarm and parts; M2 was seen and lost; M3 never."""
    journal = MemoryJournal()
    journal.commit(
        Commit(
            signals=[
                signal(1, "exec", type="EXECUTION"),
                signal(2, "load", category=Category.SAMPLE, type="LOAD", units="PERCENT"),
                signal(3, "logic", category=Category.CONDITION, type="LOGIC_PROGRAM"),
                signal(4, "vars", type="VARIABLE", representation=Representation.DATA_SET),
                signal(5, "exec", machine=M2, type="EXECUTION"),
            ],
            sessions=[session()],
            rows=rows(1, [(-2 * HOUR, "READY"), (-HOUR, "ACTIVE")]),
            coverage=[covered(-3 * HOUR), covered(-5 * HOUR, -4 * HOUR, machine=M2)],
            patches=[
                patch(
                    span(Track.STATE, "idle", -2 * HOUR, -HOUR, rule="test@3/idle"),
                    span(Track.STATE, "running", -HOUR, rule="test@3/running", reason=None),
                ),
                patch(span(Track.MODE, "production", -HOUR)),
                patch(span(Track.PROGRAM, "O1", -HOUR)),
                patch(
                    span(
                        Track.ALARM,
                        "logic:77",
                        -HOUR // 2,
                        signal="logic",
                        code="77",
                        level="WARNING",
                        message="low oil",
                    )
                ),
                patch(span(Track.STATE, "idle", -5 * HOUR, -4 * HOUR, machine=M2)),
            ],
            parts=[parts_patch(count(-HOUR, 2), count(-HOUR // 2), start=-HOUR)],
        )
    )
    journal.commit(Commit(rows=rows(3, [(-HOUR // 2, Condition(level=Level.WARNING, native_code="77"))])))
    journal.commit(Commit(rows=rows(5, [(-4 * HOUR - 1, "READY")])))
    return journal


@pytest.fixture
def journal() -> MemoryJournal:
    return filled()


@pytest.fixture
def given(journal: MemoryJournal) -> Services:
    return services(journal)


@pytest.fixture
async def client(given: Services) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(given), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as found:
        yield found
