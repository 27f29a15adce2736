"""The rate of a source."""

from __future__ import annotations

from collections import deque

import pytest

from dispatcher.app.links import rate
from dispatcher.domain.instant import SECOND, Instant


@pytest.mark.parametrize(
    ("batches", "expected"),
    [
        ([], 0.0),
        ([(0, 100)], 0.0),
        ([(0, 1), (2_000, 19)], 1.9),
        ([(0, 1), (20 * SECOND, 10), (40 * SECOND, 30)], 1.0),
    ],
)
def test_what_a_peer_gives_at_once_is_no_rate(batches: list[tuple[int, int]], expected: float) -> None:
    assert rate(deque((Instant(at), rows) for at, rows in batches)) == pytest.approx(expected)
