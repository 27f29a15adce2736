"""Real shop weeks by shifts: the figures equal a recomputation from the files that shares no code with the product."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from dispatcher.app.figures.engine import Engine, Group, Request
from dispatcher.app.figures.ranges import Days, of_days
from dispatcher.app.figures.selection import Filters
from dispatcher.app.figures.shelf import Shelf
from dispatcher.app.plant import MachineInfo, Plant, Site, standard_states
from dispatcher.app.replay import Replay
from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.connectors.recordings.reader import Recordings
from dispatcher.domain.calendar import Break, Calendar, Pattern, Shift, Turn
from dispatcher.domain.instant import parse_instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.occurrences import slots
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import Track
from dispatcher.engine.account import Facts, account
from dispatcher.stores.memory import MemoryJournal, MemorySettings
from tests.support.account import ListedAccount

ZONE = "America/New_York"
NOW = parse_instant("2020-01-01T00:00:00Z")
NIST = "nist-smstestbed"
LATE = 3
"""Microseconds: a line that is late in its file takes effect one after the line it follows."""
CLOSE = 1e-9
CALENDAR = Calendar(
    code="shop",
    title={},
    zone=ZONE,
    shifts={
        "day": Shift(code="day", title={}, start=4 * 60, minutes=12 * 60, breaks=(Break(start=12 * 60, minutes=30),))
    },
    patterns=(Pattern(code="all", title={}, anchor=date(2016, 1, 4), days=((Turn(shift="day"),),) * 7),),
)


@dataclass(frozen=True)
class Counted:
    """Microseconds of one shift, counted from the files alone."""

    shift: int
    seen: int
    running: int
    standing_in_break: int

    @property
    def availability(self) -> float | None:
        planned = self.seen - self.standing_in_break
        return self.running / planned if planned else None


# ---------------------------------------------------------------- the independent recomputation: files and a clock


def counted(folder: Path, machine: str, day: date) -> Counted:
    """By the rules of the data's own description: a value holds until the next one, the last until the last line."""
    zone = ZoneInfo(ZONE)
    begin, end = (_micros(datetime(day.year, day.month, day.day, hour, tzinfo=zone)) for hour in (4, 16))
    pause = [_micros(datetime(day.year, day.month, day.day, 12, minute, tzinfo=zone)) for minute in (0, 30)]
    seen = running = standing = 0
    for start, stop, value in _held(folder, machine):
        inside = _shared(start, stop, begin, end)
        seen += inside
        if value == "ACTIVE":
            running += inside
        else:
            standing += _shared(start, stop, *pause)
    return Counted(end - begin, seen, running, standing)


def _held(folder: Path, machine: str) -> Iterator[tuple[int, int, str]]:
    """[start, end) and value of the execution, where it is known."""
    for file in sorted(folder.glob(f"{machine}-*.txt.gz")):
        first = datetime.strptime(file.name.split("-")[1], "%Y%m%d").replace(tzinfo=UTC)
        with gzip.open(file, "rt", encoding="utf-8") as text:
            stamped = [(_stamp(at), item, value) for at, item, value, *_ in (line.split("|") for line in text)]
        live = [at for at, _, _ in stamped if at >= _micros(first)]
        if not live:
            continue
        held: list[tuple[int, str]] = []
        for at, item, value in stamped:
            if item == "execution":
                # In the order of the file; a late line takes over where the one before it began.
                held.append((max(at, live[0], held[-1][0] if held else at), value.strip()))
        ends = [*(at for at, _ in held[1:]), max(live)]
        for (at, value), end in zip(held, ends, strict=True):
            if value != "UNAVAILABLE" and at < end:
                yield at, end, value


def _stamp(text: str) -> int:
    whole, _, fraction = text.rstrip("Z").partition(".")
    at = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    return _micros(at) + int(fraction[:6].ljust(6, "0") or 0)


def _micros(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _shared(start: int, end: int, begin: int, stop: int) -> int:
    return max(0, min(end, stop) - max(start, begin))


# ---------------------------------------------------------------- the product


def figures(
    shared: Path, folder: Path, machines: Sequence[str], first: date, last: date
) -> Mapping[tuple[str, str], Group]:
    """Availability and running time by machine and shift day, through recordings, states, calendar and account."""
    files = [file for machine in machines for file in sorted(folder.glob(f"{machine}-*.txt.gz"))]
    model = (shared / NIST / "agent" / "Devices.xml").read_bytes()
    recordings = Recordings(files, now=NOW, model=model, zone=UTC)
    journal = MemoryJournal()
    run = Replay(journal, all_profiles()["mtconnect-generic"], NOW)
    for piece in recordings.pieces():
        run.take(piece.batch)
    run.finish()
    ids = [MachineId(machine) for machine in machines]
    infos = tuple(MachineInfo(id=machine, name=machine) for machine in ids)
    plant = Plant(site=Site(name="NIST", time_zone=ZONE), machines=infos, states=standard_states())
    given = of_days(Days(first, last), ids, ZONE)
    listed = [
        stretch
        for machine in ids
        for stretch in account(
            Facts(
                machine=machine,
                window=given.shown,
                now=NOW,
                states=journal.spans([machine], [Track.STATE], given.shown),
                slots=slots(CALENDAR, ZONE, given.shown),
                kinds={kind.code: kind.base for kind in plant.states},
            )
        )
    ]
    engine = Engine(plant, ListedAccount(listed), Shelf.of(MemorySettings()), NOW)
    groups = engine.figures(
        Request(
            kpis=("availability", "extensive_use_factor", "oee"),
            group_by=("machine", "day"),
            given=given,
            filters=Filters(shift="day"),
        )
    )
    return {(group.key["machine"], group.key["day"]): group for group in groups}


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("week", "machines", "first", "absent"),
    [
        # The clocks went back in the night to the last day of this week.
        ("2016-W44", ("Mazak01", "Mazak03"), date(2016, 10, 31), [("Mazak03", date(2016, 11, 6))]),
        # Two files are missing at the origin.
        ("2017-W05", ("Mazak01",), date(2017, 1, 30), [("Mazak01", date(2017, 1, 30)), ("Mazak01", date(2017, 2, 2))]),
    ],
)
def test_shift_figures_equal_an_independent_recomputation(
    shared_data: Path, week: str, machines: Sequence[str], first: date, absent: Sequence[tuple[str, date]]
) -> None:
    folder = shared_data / NIST / "shop-weeks" / week
    days = [first + timedelta(days=count) for count in range(7)]
    found = figures(shared_data, folder, machines, days[0], days[-1])

    worked = 0
    for machine in machines:
        for day in days:
            expected = counted(folder, machine, day)
            availability, use, oee = found[machine, day.isoformat()].figures
            share = expected.seen / expected.shift
            assert expected.shift == 12 * 3_600_000_000
            assert availability.trust.observed == pytest.approx(share, abs=CLOSE), (
                machine,
                day,
            )
            assert availability.value == pytest.approx(expected.availability, abs=CLOSE), (machine, day)
            if expected.seen:
                worked += 1
                assert availability.terms["APT"] == expected.running
                assert use.terms["POT"] == pytest.approx(expected.seen, abs=LATE)
            assert oee.value is None
    assert worked >= 2
    for machine, day in absent:
        availability, use, oee = found[machine, day.isoformat()].figures
        assert {figure.value for figure in (availability, use, oee)} == {None}
        assert {figure.why for figure in (availability, use, oee)} == {"no_data"}
        assert availability.trust.observed == 0


def test_the_shift_moves_with_the_clocks() -> None:
    """12 hours on both sides of the change, an hour later by UTC after it."""
    window = Interval(parse_instant("2016-11-05T04:00:00Z"), parse_instant("2016-11-07T05:00:00Z"))
    occurrences = {slot.occurrence.start: slot.occurrence for slot in slots(CALENDAR, ZONE, window) if slot.occurrence}
    assert [(one.start, one.end) for one in occurrences.values()] == [
        (parse_instant("2016-11-05T08:00:00Z"), parse_instant("2016-11-05T20:00:00Z")),
        (parse_instant("2016-11-06T09:00:00Z"), parse_instant("2016-11-06T21:00:00Z")),
    ]
