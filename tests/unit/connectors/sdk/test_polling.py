"""What is asked again and again: when, and whether it answers."""

from __future__ import annotations

from dispatcher.connectors.sdk.mapping import Entry
from dispatcher.connectors.sdk.polling import MOST_NOTES, Rhythm, Station, bounded
from dispatcher.ports.connector import Note, Rows

PARTS = Entry(key="parts", type="PART_COUNT")


def test_a_station_says_what_changed_and_that_it_answers() -> None:
    station, rows = Station([PARTS], "mill", first=5), Rows()
    for raw, at in ((1, 10), (1, 20), (2, 30)):
        station.say(rows, 5, raw, at)

    assert [(each.handle, each.device, each.spec.key) for each in station.declared] == [
        (5, "mill", "parts"),
        (6, "mill", "availability"),
    ]
    assert station.next == 7
    assert list(zip(rows.signal, rows.source_at, rows.num, rows.text, strict=True)) == [
        (6, 10, None, "AVAILABLE"),
        (5, 10, 1, None),
        (5, 30, 2, None),
    ]


def test_a_station_that_is_lost_has_no_values_once() -> None:
    station, rows = Station([PARTS]), Rows()
    station.say(rows, 0, 1, 10)
    station.lost(rows, 20)
    station.lost(rows, 30)
    station.say(rows, 0, 1, 40)

    assert list(zip(rows.signal, rows.source_at, rows.num, rows.text, strict=True))[2:] == [
        (1, 20, None, None),
        (0, 20, None, None),
        (1, 40, None, "AVAILABLE"),
        (0, 40, 1, None),
    ]


def test_an_availability_of_the_map_stands() -> None:
    own = Entry(key="availability", type="AVAILABILITY", values={"1": "AVAILABLE"})
    station, rows = Station([own]), Rows()
    station.say(rows, 0, 0, 10)

    assert (len(station.declared), rows.text) == (1, [None])


def test_each_period_comes_when_its_turn_is_and_missed_turns_are_not_made_up() -> None:
    rhythm = Rhythm([1000, 250, 1000], now=0.0)

    assert rhythm.due(0.0) == (250, 1000)
    assert rhythm.due(0.1) == ()
    assert rhythm.wait(0.1) == 0.15
    assert rhythm.due(0.25) == (250,)
    assert rhythm.due(5.0) == (250, 1000)
    assert rhythm.due(5.0) == ()
    assert rhythm.wait(5.0) == 0.25


def test_notes_of_a_turn_are_bounded() -> None:
    notes = [Note(code="n", params={"n": n}) for n in range(MOST_NOTES + 7)]

    assert bounded(notes[:3]) == tuple(notes[:3])
    assert bounded(notes)[-1] == Note(code="polling_more", params={"count": 7})
    assert len(bounded(notes)) == MOST_NOTES + 1
