"""Cycles and part counts: rollover, reset, rubbish, silence, and cycles where nobody counts."""

from __future__ import annotations

from dispatcher.domain.profile import CounterRules
from dispatcher.domain.state import Track
from dispatcher.engine.profile_text import read_profile
from tests.unit.engine.support import GENERIC, Paper

WIDE = read_profile(
    """
id = "wide"
version = 1
title = { en = "w", ru = "w" }
[roles.execution]
select = [{ type = "EXECUTION" }]
[roles.part_count]
select = [{ type = "PART_COUNT" }]
[[state]]
id = "run"
gives = "running"
when = { signal = "execution", equals = "ACTIVE" }
[counter]
role = "part_count"
modulus = 10000
min_cycle = "30s"
""",
    name="wide",
)


def test_a_counter_counts_its_steps() -> None:
    paper = Paper().cover(0).feed((1, "count", 1915.0), (60, "count", 1916.0), (300, "count", 1919.0))

    assert paper.parts() == [(60, 1, "counter"), (300, 3, "counter")]


def test_text_counts_are_read_as_numbers() -> None:
    paper = Paper().cover(0).feed((1, "count", "7"), (60, "count", "8"))

    assert paper.parts() == [(60, 1, "counter")]


def test_trap_12_an_implausible_jump_is_kept_apart_and_not_added() -> None:
    paper = (
        Paper(WIDE)
        .cover(0)
        .feed((1, "count", 2000.0), (60, "count", 599999.0), (120, "count", 2000.0), (180, "count", 2001.0))
    )

    assert paper.parts() == [(60, 0, "counter:implausible"), (180, 1, "counter")]
    doubt = paper.counts[0]
    assert (doubt.raw_before, doubt.raw_after) == (2000.0, 599999.0)


def test_trap_12_a_new_level_that_stays_becomes_the_base_without_parts() -> None:
    paper = (
        Paper(WIDE)
        .cover(0)
        .feed((1, "count", 10.0), (60, "count", 5000.0), (120, "count", 5001.0), (180, "count", 5002.0))
    )
    paper.feed((240, "count", 5003.0))

    assert paper.parts() == [
        (60, 0, "counter:implausible"),
        (120, 0, "counter:implausible"),
        (180, 0, "counter:rebased"),
        (240, 1, "counter"),
    ]


def test_trap_12_a_counter_that_never_moves_is_not_configured() -> None:
    paper = Paper().cover(0).feed((0.5, "exec", "READY"), (0.5, "count", 1.0))
    for cycle in range(20):
        at = 100 * cycle + 1
        paper.feed((at, "exec", "ACTIVE"), (at + 60, "exec", "READY"))

    assert paper.parts()[-1] == (1961, 0, "counter:not_configured")
    assert {rule for _, _, rule in paper.parts()[:-1]} == {"infer:cycle"}


def test_parts_inferred_while_the_counter_stood_still_are_not_counted_twice() -> None:
    paper = Paper().cover(0).feed((0, "exec", "READY"), (0, "count", 0.0))
    paper.feed((10, "exec", "ACTIVE"), (60, "exec", "READY"), (70, "exec", "ACTIVE"), (120, "exec", "READY"))
    paper.feed((121, "count", 3.0))

    assert paper.parts() == [(60, 1, "infer:cycle"), (120, 1, "infer:cycle"), (121, 1, "counter")]


def test_trap_44_a_control_that_shows_zero_at_power_on_was_not_reset() -> None:
    paper = Paper().cover(0).feed((1, "count", 3190.0), (86_400, "count", 0.0), (86_462, "count", 3218.0))

    assert paper.parts() == [(86_400, 0, "counter:reset"), (86_462, 28, "counter")]


def test_trap_12_no_span_of_time_makes_a_huge_step_plausible() -> None:
    paper = Paper().cover(0).feed((1, "count", 2000.0), (700_000, "count", 599999.0))

    assert paper.parts() == [(700_000, 0, "counter:implausible")]


def test_trap_44_rollover_goes_by_the_declared_width() -> None:
    paper = Paper(WIDE).cover(0).feed((1, "count", 9999.0), (60, "count", 0.0), (120, "count", 1.0))

    assert paper.parts() == [(60, 1, "counter"), (120, 1, "counter")]


def test_trap_44_without_a_width_less_means_reset() -> None:
    paper = Paper().cover(0).feed((1, "count", 57.0), (60, "count", 0.0), (120, "count", 1.0))

    assert paper.parts() == [(60, 0, "counter:reset"), (120, 1, "counter")]


def test_trap_44_the_last_raw_value_outlives_an_outage() -> None:
    paper = Paper().cover(0).feed((1, "count", 10.0)).cover(0, 5)
    paper.cover(10_000).feed((10_000, "count", None), (10_001, "count", 12.0))

    assert paper.parts() == [(10_001, 2, "counter")]


def test_parts_come_from_cycles_where_no_counter_speaks() -> None:
    paper = (
        Paper(without=["count"])
        .cover(0)
        .feed(
            (0, "exec", "READY"),
            (0, "program", "O1"),
            (10, "exec", "ACTIVE"),
            (70, "exec", "FEED_HOLD"),
            (80, "exec", "ACTIVE"),
            (100, "exec", "PROGRAM_COMPLETED"),
            (110, "exec", "ACTIVE"),
            (115, "exec", "PROGRAM_COMPLETED"),
            (120, "exec", "ACTIVE"),
            (150, "exec", "STOPPED"),
        )
    )

    assert paper.parts() == [(100, 1, "infer:cycle")]
    assert paper.counts[0].inferred
    assert paper.counts[0].program == "O1"
    assert [span.detail["outcome"] for span in paper.spans[Track.CYCLE]] == ["completed", "completed", "aborted"]


def test_a_cycle_whose_start_nobody_saw_is_no_part() -> None:
    paper = Paper(without=["count"]).cover(0).feed((10, "exec", "ACTIVE"), (100, "exec", "PROGRAM_COMPLETED"))

    assert paper.parts() == []
    assert paper.spans[Track.CYCLE][0].detail == {"outcome": "completed", "start": "unseen"}


def test_a_cycle_lost_from_sight_ends_where_sight_was_lost() -> None:
    paper = Paper(without=["count"]).cover(0).feed((5, "exec", "READY"), (10, "exec", "ACTIVE"), (50, "exec", None))
    paper.until(300)

    cycle = paper.spans[Track.CYCLE][0]
    assert (cycle.start, cycle.end, cycle.detail["outcome"]) == (paper.at(10), paper.at(50), "unknown")


def test_the_generic_profile_counts_by_the_second() -> None:
    assert GENERIC.counter == CounterRules(role="part_count", min_cycle=1_000_000, settle=3)


def test_of_several_numbers_at_one_instant_the_last_one_counts() -> None:
    paper = Paper().cover(0).feed((1, "count", 0.0), (60, "count", 5.0), (60, "count", 3.0), (120, "count", 4.0))

    assert paper.parts() == [(60, 3, "counter"), (120, 1, "counter")]


def test_a_number_that_is_taken_back_at_its_own_instant_counts_nothing() -> None:
    paper = Paper().cover(0).feed((1, "count", 0.0), (60, "count", 5.0), (60, "count", 0.0), (120, "count", 1.0))

    assert paper.parts() == [(120, 1, "counter")]
