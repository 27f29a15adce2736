"""Clocks of sources: believed, measured, or set aside."""

from __future__ import annotations

from dispatcher.app.skew import EVIDENCE, LIMIT, Skew
from dispatcher.domain.instant import DAY, SECOND

NOW = 1_700_000_000 * SECOND


def test_a_told_clock_within_the_limit_is_believed() -> None:
    skew = Skew()

    assert skew.told(NOW + 7 * SECOND, NOW) is False
    assert (skew.value, skew.wrong) == (7 * SECOND, False)


def test_trap_45_a_clock_months_off_is_found_at_once_when_told() -> None:
    skew = Skew()

    assert skew.told(NOW - 90 * DAY, NOW) is True
    assert skew.wrong


def test_trap_45_a_future_observation_proves_a_wrong_clock() -> None:
    skew = Skew()

    assert skew.seen(NOW + 3 * LIMIT, NOW) is True
    assert skew.wrong


def test_trap_45_one_old_value_proves_nothing() -> None:
    skew = Skew()

    assert skew.seen(NOW - 30 * DAY, NOW) is False
    assert not skew.wrong


def test_trap_45_old_values_that_agree_do() -> None:
    skew = Skew()

    found = [skew.seen(NOW - 30 * DAY + step * SECOND, NOW + step * SECOND) for step in range(EVIDENCE)]

    assert found == [False] * (EVIDENCE - 1) + [True]
    assert skew.value == -30 * DAY


def test_a_clock_that_was_set_right_is_believed_again() -> None:
    skew = Skew()
    skew.told(NOW - DAY, NOW)

    assert skew.told(NOW, NOW) is True
    assert not skew.wrong
