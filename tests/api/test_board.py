"""The board: fed by patches, publishes only what changed, loses nothing at midnight."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from dispatcher.api.services import Services
from dispatcher.app.board import Board
from dispatcher.app.holding import link_of
from dispatcher.app.live import Freshness, FreshnessChanged, Hub, MachineChanged, SpansChanged
from dispatcher.app.plant import LinkState, MachineSummary, Newest, Site, SourceStatus
from dispatcher.domain.instant import DAY, SECOND, Instant, format_instant, parse_instant
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Track, TrackPatch
from dispatcher.domain.wall import day_of, midnight
from tests.api.plant import HOUR, M1, M2, M3, NOW, SOURCE, count, parts_patch, patch, plant, span


def changed(hub: Hub, after: int = 0) -> list[MachineSummary]:
    """Summaries published after a number."""
    missed = hub.missed(hub.epoch, after)
    assert missed is not None
    return [p.event.summary for p in missed if isinstance(p.event, MachineChanged)]


def fresher(hub: Hub, after: int = 0) -> list[Freshness]:
    """What was told to be fresher after a number."""
    missed = hub.missed(hub.epoch, after)
    assert missed is not None
    return [machine for p in missed if isinstance(p.event, FreshnessChanged) for machine in p.event.machines]


@pytest.fixture
def hub() -> Hub:
    return Hub("e")


@pytest.fixture
def board(hub: Hub) -> Board:
    found = Board(plant(), hub)
    found.tick(NOW)
    return found


def up(**changes: object) -> SourceStatus:
    given: dict[str, object] = {
        "id": SOURCE,
        "connector": "mtconnect",
        "address": "",
        "machines": (M1,),
        "link": LinkState.UP,
        "since": NOW,
    }
    return SourceStatus(**{**given, **changes})  # type: ignore[arg-type]  # a table of changes


def test_only_the_machine_that_changed_is_published(board: Board, hub: Hub) -> None:
    before = hub.seq
    board.apply([patch(span(Track.STATE, "running", -5))], now=NOW)
    assert [(s.info.id, s.state.code) for s in changed(hub, before)] == [(M1, "running")]


def test_the_same_again_publishes_no_summary(board: Board, hub: Hub) -> None:
    same = [patch(span(Track.STATE, "running", -5))]
    board.apply(same, now=NOW)
    before = hub.seq
    board.apply(same, sources=[], now=Instant(NOW + 10 * SECOND))
    assert changed(hub, before) == []


def test_freshness_alone_is_published_at_most_every_two_seconds_and_not_lost(board: Board, hub: Hub) -> None:
    board.apply([patch(span(Track.STATE, "running", -5))], now=NOW)
    before = hub.seq
    for i in range(1, 9):
        at = Instant(NOW + i * SECOND // 2)
        board.apply(values={M1: {"load": Newest(at=at, value=1.0)}}, now=at)
    assert [format_instant(f.last_data_at or NOW)[17:19] for f in fresher(hub, before)] == ["02", "04"]
    board.apply(values={M1: {"load": Newest(at=Instant(NOW + 5 * SECOND), value=1.0)}}, now=Instant(NOW + 5 * SECOND))
    board.tick(Instant(NOW + 6 * SECOND))
    assert fresher(hub, before)[-1].last_data_at == NOW + 5 * SECOND
    assert changed(hub, before) == []


def test_machines_that_are_only_fresher_are_published_together(board: Board, hub: Hub) -> None:
    later = Instant(NOW + 3 * SECOND)
    board.apply([patch(span(Track.STATE, "running", -5))], now=NOW)
    before = hub.seq
    board.apply(values={m: {"load": Newest(at=later, value=1.0)} for m in (M1, M2)}, now=later)
    assert hub.seq == before + 2, "one message for M1; M2 is seen for the first time, which says more"
    assert [f.machine for f in fresher(hub, before)] == [M1]
    assert [s.info.id for s in changed(hub, before)] == [M2]
    board.apply(
        values={m: {"load": Newest(at=Instant(later + 3 * SECOND), value=1.0)} for m in (M1, M2)},
        now=Instant(later + 3 * SECOND),
    )
    assert hub.seq == before + 3
    assert [f.machine for f in fresher(hub, before + 2)] == [M1, M2]


def test_late_data_never_makes_the_newest_value_older(board: Board) -> None:
    board.apply(values={M1: {"load": Newest(at=Instant(NOW - 5), value=1.0)}}, now=NOW)
    board.apply(values={M1: {"load": Newest(at=Instant(NOW - 900), value=2.0)}}, now=NOW)
    assert board.newest(M1)["load"].value == 1.0
    assert board.summary(M1, NOW).last_data_at == NOW - 5


def test_a_patch_of_the_past_leaves_the_present_alone(board: Board, hub: Hub) -> None:
    board.apply([patch(span(Track.STATE, "running", -50))], now=NOW)
    before = hub.seq
    board.apply([patch(span(Track.STATE, "idle", -500, -400), start=-500, end=-400)], now=NOW)
    assert changed(hub, before) == []
    assert board.summary(M1, NOW).state.since == NOW - 50


def test_a_patch_that_takes_the_present_away_leaves_no_data(board: Board) -> None:
    board.apply([patch(span(Track.STATE, "running", -50))], values={M1: {}}, now=NOW)
    board.apply(values={M1: {"x": Newest(at=Instant(NOW - 50), value=1.0)}}, now=NOW)
    board.apply([patch(span(Track.STATE, "running", -50, -10))], now=NOW)
    state = board.summary(M1, NOW).state
    assert (state.code, state.since, state.reason) == ("no_data", NOW - 10, "not_covered")


def test_trap_23_a_state_without_data_says_why(board: Board) -> None:
    board.apply([patch(span(Track.STATE, "no_data", -50, reason="link_down"))], now=NOW)
    state = board.summary(M1, NOW).state
    assert (state.base, state.reason) == ("no_data", "link_down")


def test_a_states_own_detail_is_no_reason(board: Board) -> None:
    board.apply([patch(span(Track.STATE, "running", -50, reason=None))], now=NOW)
    assert board.summary(M1, NOW).state.reason is None


def test_several_alarms_stand_side_by_side_and_the_oldest_fault_is_first(board: Board) -> None:
    alarms = (
        span(Track.ALARM, "a:1", -90, level="WARNING", code="1", message="low oil"),
        span(Track.ALARM, "a:2", -80, level="FAULT", code="2", message="door"),
        span(Track.ALARM, "a:3", -80, level="FAULT", code="3", message="axis"),
    )
    board.apply([patch(*alarms)], now=NOW)
    active = board.summary(M1, NOW).alarms
    assert (active.fault, active.warning, active.first and active.first.message) == (2, 1, "door")
    ended = span(Track.ALARM, "a:2", -80, -1, level="FAULT", code="2", message="door")
    board.apply([patch(ended, alarms[2], start=-80, end=-79)], now=NOW)
    active = board.summary(M1, NOW).alarms
    assert (active.fault, active.warning, active.first and active.first.message) == (1, 1, "axis")


def test_each_machine_has_the_midnight_of_its_own_site(hub: Hub) -> None:
    """20:00 in Moscow is 22:00 at the Ural and 02:00 at the Amur, where the parts of the evening are yesterday's."""
    east = Site(id="amur", name="Amur", time_zone="Asia/Yakutsk")
    here, there = (replace(info, site=site) for info, site in zip(plant().machines[:2], ("main", "amur"), strict=True))
    board = Board(replace(plant(), machines=(here, there), further=(east,)), hub)
    evening = parse_instant("2026-11-23T14:00:00Z")
    for machine in (M1, M2):
        board.apply(parts=[parts_patch(count(3 * HOUR, 4, machine=machine), start=0)], now=evening)
    assert [summary.parts.count for summary in board.summaries(evening)] == [4, 4]
    before = hub.seq
    board.tick(parse_instant("2026-11-23T15:00:01Z"))
    assert [(summary.info.id, summary.parts.count) for summary in changed(hub, before)] == [(M2, 0)]


def test_parts_are_counted_since_local_midnight(board: Board) -> None:
    board.apply(parts=[parts_patch(count(-14 * HOUR, 5), count(-12 * HOUR, 3), count(-5, 1), start=-DAY)], now=NOW)
    made = board.summary(M1, NOW).parts
    assert (made.count, format_instant(made.since)) == (4, "2026-11-22T21:00:00.000000Z")


def test_parts_are_corrected_by_a_later_patch(board: Board) -> None:
    board.apply(parts=[parts_patch(count(-10, 3), count(-5, 1), start=-100)], now=NOW)
    board.apply(parts=[parts_patch(count(-7, 2), start=-8)], now=NOW)
    assert board.summary(M1, NOW).parts.count == 5


def test_a_new_day_begins_with_no_parts_and_tells_so(board: Board, hub: Hub) -> None:
    board.apply(parts=[parts_patch(count(-5, 4), start=-10)], now=NOW)
    before = hub.seq
    board.tick(Instant(NOW + 12 * HOUR))
    found = {s.info.id: s.parts.count for s in changed(hub, before)}
    assert found == {M1: 0, M2: None, M3: None}


def test_a_counter_that_stands_still_while_cycles_complete_is_no_count(board: Board) -> None:
    doubt = count(-5, 0, rule="test@3/counter:not_configured")
    board.apply(parts=[parts_patch(doubt, start=-10)], now=NOW)
    assert board.summary(M1, NOW).parts.count is None


def test_inferred_parts_are_marked(board: Board) -> None:
    board.apply(parts=[parts_patch(count(-5, 1, inferred=True), start=-10)], now=NOW)
    assert board.summary(M1, NOW).parts.inferred is True


def test_a_source_that_changes_machines_changes_both(board: Board, hub: Hub) -> None:
    board.apply(sources=[up()], now=NOW)
    before = hub.seq
    board.apply(sources=[up(machines=(M2,))], now=NOW)
    assert {s.info.id: s.link for s in changed(hub, before)} == {M1: LinkState.NEVER, M2: LinkState.UP}


@pytest.mark.parametrize(
    ("links", "shown"),
    [
        ([], LinkState.NEVER),
        ([LinkState.NEVER, LinkState.NEVER], LinkState.NEVER),
        ([LinkState.UP, LinkState.NEVER], LinkState.DOWN),
        ([LinkState.UP, LinkState.DOWN, LinkState.FLAPPING], LinkState.DOWN),
        ([LinkState.UP, LinkState.FLAPPING], LinkState.FLAPPING),
        ([LinkState.UP], LinkState.UP),
    ],
)
def test_the_link_of_several_sources_is_the_worst(links: list[LinkState], shown: LinkState) -> None:
    assert link_of(links) is shown


def test_patches_are_published_as_they_were_stored(board: Board, hub: Hub) -> None:
    before = hub.seq
    given = patch(span(Track.CYCLE, "O1", -9, -5), start=-20)
    board.apply([given], now=NOW)
    missed = hub.missed("e", before)
    assert missed is not None
    events = [p.event for p in missed if isinstance(p.event, SpansChanged)]
    assert [(e.machine, e.track, e.start, e.end, e.spans) for e in events] == [
        (M1, Track.CYCLE, given.start, None, given.spans)
    ]


def test_machines_the_board_does_not_know_are_passed_over(board: Board, hub: Hub) -> None:
    before = hub.seq
    stranger = MachineId("x")
    board.apply(
        [TrackPatch(machine=stranger, track=Track.STATE, start=NOW, end=None, spans=())],
        [parts_patch(count(1, machine=stranger), start=0)],
        {stranger: {}},
        [up(machines=(stranger,))],
        now=NOW,
    )
    assert hub.seq == before


def test_the_board_after_a_restart_is_the_board_before_it(given: Services) -> None:
    again = Board(plant(), Hub("e2"))
    again.load(given.journal, NOW)
    assert again.summaries(NOW) == given.board.summaries(NOW)


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        ("2026-11-23T10:00:00Z", "Europe/Moscow", "2026-11-22T21:00:00.000000Z"),
        ("2026-03-29T10:00:00Z", "Asia/Beirut", "2026-03-28T22:00:00.000000Z"),  # 00:00 was skipped
        ("2026-11-01T05:30:00Z", "America/Havana", "2026-11-01T04:00:00.000000Z"),  # 00:00 came twice
        ("2026-11-22T20:59:59.999999Z", "Europe/Moscow", "2026-11-21T21:00:00.000000Z"),
        ("2026-07-01T00:00:00Z", "Asia/Kathmandu", "2026-06-30T18:15:00.000000Z"),
    ],
)
def test_midnight_is_the_first_instant_of_the_local_day(now: str, zone: str, expected: str) -> None:
    assert format_instant(midnight(day_of(parse_instant(now), ZoneInfo(zone)), ZoneInfo(zone))) == expected
