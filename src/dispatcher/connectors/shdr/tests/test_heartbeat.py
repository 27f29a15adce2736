"""When to ask for a sign of life, and when silence is the end."""

from __future__ import annotations

import pytest

from dispatcher.connectors.shdr.heartbeat import Heartbeat


def beat(every: float = 10, silence: float = 600) -> Heartbeat:
    return Heartbeat(every_s=every, silence_s=silence, now=0.0)


def test_it_asks_at_once_and_then_regularly() -> None:
    heartbeat = beat()

    assert [heartbeat.ping_due(now) for now in (0.0, 0.0, 9.9, 10.0, 10.1, 21.0)] == [
        True,
        False,
        False,
        True,
        False,
        True,
    ]


def test_an_adapter_that_never_answers_may_be_silent_for_long() -> None:
    heartbeat = beat()

    assert not heartbeat.is_silent(599.9)
    assert heartbeat.is_silent(600.0)


def test_an_adapter_that_answers_names_the_rhythm() -> None:
    heartbeat = beat()
    heartbeat.ping_due(0.0)
    heartbeat.heard(0.1)
    heartbeat.pong("1000", 0.1)

    assert heartbeat.limit == 2.0
    assert heartbeat.wait(0.1) == pytest.approx(1.0)
    assert heartbeat.ping_due(1.1)
    assert heartbeat.is_silent(2.1)


@pytest.mark.parametrize(
    ("said", "limit"),
    [("", 20.0), ("x", 20.0), ("-5", 20.0), ("0", 20.0), ("1", 0.2), ("1e12", 1200.0), ("5000 ms", 10.0)],
)
def test_odd_answers_are_answers(said: str, limit: float) -> None:
    heartbeat = beat()
    heartbeat.pong(said, 0.0)

    assert heartbeat.limit == limit


def test_it_never_waits_past_the_end() -> None:
    heartbeat = beat(every=10, silence=3)
    heartbeat.ping_due(0.0)

    assert heartbeat.wait(1.0) == 2.0
    assert heartbeat.wait(99.0) == 0.0
