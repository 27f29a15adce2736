"""Timelines: whole spans, clipped totals that add up, and what must never be shown otherwise."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given as generated
from hypothesis import strategies as st

from dispatcher.api.app import create_app
from dispatcher.api.bulk import stamps
from dispatcher.api.schemas.timeline import Timeline, Timelines
from dispatcher.api.services import Services
from dispatcher.app.queries.timeline import no_data_reasons, rows, timeline, totals
from dispatcher.domain.instant import DAY, Instant, format_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.state import Track
from dispatcher.ports.store import Commit, LossRecord
from dispatcher.stores.memory import MemoryJournal
from tests.api.plant import HOUR, M1, M2, NOW, SOURCE, FixedClock, patch, services, span

TIMELINE = "/api/v1/machines/m1/timeline"
FROM, TO = "2026-11-23T07:00:00Z", "2026-11-23T11:00:00Z"
ALL = "state,mode,program,alarm,cycle"


async def test_spans_are_whole_and_totals_are_clipped(client: httpx.AsyncClient) -> None:
    answer = (await client.get(TIMELINE, params={"from": "2026-11-23T08:30:00Z", "to": TO, "tracks": ALL})).json()
    assert answer["tracks"]["state"] == [
        {
            "start": "2026-11-23T08:00:00.000000Z",
            "end": "2026-11-23T09:00:00.000000Z",
            "value": "idle",
            "rule": "test@3/idle",
            "detail": {},
        },
        {
            "start": "2026-11-23T09:00:00.000000Z",
            "end": None,
            "value": "running",
            "rule": "test@3/running",
            "detail": {"reason": None},
        },
    ]
    assert answer["totals"]["state"] == {"idle": HOUR // 2, "running": HOUR}
    assert answer["totals"]["mode"] == {"production": HOUR, "unknown": HOUR // 2}
    assert answer["totals"]["program"] == {"O1": HOUR, "": HOUR // 2}
    assert answer["tracks"]["alarm"][0]["detail"]["message"] == "low oil"
    assert answer["tracks"]["cycle"] == []
    assert [part["parts"] for part in answer["parts"]] == [2, 1]


async def test_what_was_shown_and_not_written_yet_is_written_before_it_is_read(journal: MemoryJournal) -> None:
    async def settle() -> None:
        journal.commit(Commit(patches=[patch(span(Track.STATE, "alarm", -HOUR // 2))]))

    given = services(journal, settle=settle)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(given)), base_url="http://test") as client:
        answer = (await client.get(TIMELINE)).json()
    assert answer["tracks"]["state"][-1]["value"] == "alarm"


async def test_tracks_that_were_not_asked_for_are_null(client: httpx.AsyncClient) -> None:
    answer = (await client.get(TIMELINE)).json()
    assert answer["tracks"]["mode"] is None
    assert answer["totals"]["mode"] is None
    assert answer["from"] == "2026-11-22T10:00:00.000000Z"


async def test_losses_are_shown(client: httpx.AsyncClient, journal: MemoryJournal) -> None:
    lost = Interval(Instant(NOW - 50), Instant(NOW - 40))
    journal.commit(
        Commit(losses=[LossRecord(machine=M1, source=SOURCE, interval=lost, code="overrun", params={"rows": 7})])
    )
    assert (await client.get(TIMELINE)).json()["losses"] == [
        {
            "start": "2026-11-23T09:59:59.999950Z",
            "end": "2026-11-23T09:59:59.999960Z",
            "code": "overrun",
            "params": {"rows": 7},
        }
    ]


@pytest.mark.parametrize("path", [f"{TIMELINE}?tracks={ALL}", "/api/v1/timelines"])
async def test_answers_written_by_hand_fit_the_declared_models(client: httpx.AsyncClient, path: str) -> None:
    answer = (await client.get(path)).json()
    model = Timelines if "machines" in answer else Timeline
    declared = model.model_json_schema(mode="serialization", by_alias=True)
    assert set(answer) == set(declared["required"])
    for name, wanted in declared["$defs"].items():
        for found in _of(name, answer):
            assert set(found) == set(wanted["required"]), name


def _of(name: str, answer: dict[str, object]) -> list[dict[str, object]]:
    """Where objects of this model stand in the answer."""
    tracks, machines = answer.get("tracks"), answer.get("machines")
    places: dict[str, object] = {
        "Tracks": [tracks],
        "SpanOut": [s for track in ("state", "alarm") for s in tracks[track]] if isinstance(tracks, dict) else [],
        "PartOut": answer.get("parts"),
        "LossOut": answer.get("losses"),
        "TrackTotals": [answer.get("totals")],
        "MachineRow": machines,
    }
    found = places[name]
    assert isinstance(found, list)
    return found


async def test_many_machines_come_as_compact_rows(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/v1/timelines", params={"from": FROM, "to": TO, "machines": "m2,m1"})).json()
    start = (NOW - 2 * HOUR) // 1000
    assert answer["machines"] == [
        {"id": "m2", "spans": []},
        {"id": "m1", "spans": [[start, start + 3_600_000, "idle"], [start + 3_600_000, None, "running"]]},
    ]


async def test_without_names_all_machines_come(client: httpx.AsyncClient) -> None:
    answer = (await client.get("/api/v1/timelines")).json()
    assert [row["id"] for row in answer["machines"]] == ["m1", "m2", "m3"]


def test_no_machines_are_no_rows(journal: MemoryJournal) -> None:
    assert rows(journal, [], Interval(Instant(0), NOW), Track.STATE) == {}


def test_trap_23_missing_data_is_a_state_with_its_own_time(journal: MemoryJournal) -> None:
    window = Interval(Instant(NOW - 6 * HOUR), Instant(NOW - 3 * HOUR))
    view = timeline(journal, M2, window, [Track.STATE], Instant(NOW))
    assert view.totals[Track.STATE] == {"idle": HOUR, "no_data": 2 * HOUR}
    assert sum(view.no_data.values()) == 2 * HOUR


def test_trap_23_time_before_the_first_data_is_never_seen(journal: MemoryJournal) -> None:
    window = Interval(Instant(NOW - 9 * DAY), Instant(NOW - 8 * DAY))
    view = timeline(journal, M1, window, [Track.STATE], Instant(NOW))
    assert view.totals[Track.STATE] == {"no_data": DAY}
    assert view.no_data == {"never_seen": DAY}


def test_trap_27_first_and_last_span_are_both_clipped() -> None:
    spans = [span(Track.STATE, "idle", -100, -50), span(Track.STATE, "running", -50, 100)]
    window = Interval(Instant(NOW - 70), Instant(NOW + 10))
    assert totals(spans, window, Instant(NOW + 500), rest="no_data") == {"idle": 20, "running": 60}


async def test_trap_28_an_open_interval_counts_until_now(client: httpx.AsyncClient, given: Services) -> None:
    params = {"from": "2026-11-23T09:00:00Z", "to": TO}
    before = (await client.get(TIMELINE, params=params)).json()["totals"]["state"]
    assert isinstance(given.clock, FixedClock)
    given.clock.at = Instant(NOW + 1234)
    after = (await client.get(TIMELINE, params=params)).json()["totals"]["state"]
    assert (before, after) == ({"running": HOUR}, {"running": HOUR + 1234})


async def test_trap_29_durations_are_integers_to_the_microsecond(
    client: httpx.AsyncClient, journal: MemoryJournal
) -> None:
    journal.commit(Commit(patches=[patch(span(Track.STATE, "running", -HOUR, -1), span(Track.STATE, "idle", -1))]))
    answer = (await client.get(TIMELINE, params={"from": "2026-11-23T09:00:00Z"})).json()
    assert answer["totals"]["state"] == {"running": HOUR - 1, "idle": 1}
    assert all(isinstance(length, int) for length in answer["totals"]["state"].values())


async def test_trap_35_every_reader_of_a_window_gets_the_same_figures(client: httpx.AsyncClient) -> None:
    window = {"from": FROM, "to": "2026-11-23T10:00:00Z"}
    whole = (await client.get(TIMELINE, params={**window, "tracks": ALL})).json()["totals"]["state"]
    alone = (await client.get(TIMELINE, params=window)).json()["totals"]["state"]
    many = (await client.get("/api/v1/timelines", params={**window, "machines": "m1"})).json()["machines"]
    start, end = (NOW - 3 * HOUR) // 1000, NOW // 1000
    drawn: dict[str, int] = {}
    for begin, stop, value in many[0]["spans"]:
        drawn[value] = drawn.get(value, 0) + 1000 * (min(stop or end, end) - max(begin, start))
    assert whole == alone == {**drawn, "no_data": HOUR}


@generated(
    cuts=st.lists(st.integers(-50, 50), min_size=1, max_size=12, unique=True).map(sorted),
    values=st.lists(st.sampled_from(["running", "idle", "no_data"]), min_size=12, max_size=12),
    start=st.integers(-80, 60),
    length=st.integers(1, 100),
    now=st.integers(-90, 90),
    ongoing=st.booleans(),
)
def test_totals_add_up_to_the_elapsed_window(
    cuts: list[int], values: list[str], start: int, length: int, now: int, ongoing: bool
) -> None:
    ends: list[int | None] = [*cuts[1:], None if ongoing else cuts[-1] + 10]
    spans = [span(Track.STATE, v, s, e, reason="stale") for v, s, e in zip(values, cuts, ends, strict=False)]
    window = Interval(Instant(NOW + start), Instant(NOW + start + length))
    found = totals(spans, window, Instant(NOW + now), rest="no_data")
    assert sum(found.values()) == max(0, min(start + length, now) - start)
    assert sum(no_data_reasons(spans, window, Instant(NOW + now)).values()) == found.get("no_data", 0)


@generated(st.lists(st.one_of(st.none(), st.integers(-30_000_000_000_000_000, 250_000_000_000_000_000)), max_size=20))
def test_many_stamps_are_written_like_single_ones(instants: list[int | None]) -> None:
    assert stamps(instants) == [None if at is None else format_instant(Instant(at)) for at in instants]
