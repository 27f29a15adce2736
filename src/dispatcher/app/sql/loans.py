"""What the house lends to questions: the plant as it is configured, and what lives beside the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatcher.app.exports.account import account_sources, days_of
from dispatcher.app.plant import Plant
from dispatcher.app.reports.asking import Readers
from dispatcher.app.sql.questions import Loan, loan
from dispatcher.app.timelines import ALL_TIME
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.access import Permission
from dispatcher.ports.export import INSTANTS

TEXT, LONG, DATE, STAMP, BOOL = "VARCHAR", "BIGINT", "DATE", "TIMESTAMP WITH TIME ZONE", "BOOLEAN"
INT = "INTEGER"
Rows = Sequence[Mapping[str, object]]


def plant_loans(plant: Plant) -> list[Loan]:
    """`machines` and `states`."""

    def machines() -> Sequence[Mapping[str, object]]:
        return [
            {
                "machine": info.id,
                "name": info.name,
                "area": info.area,
                "line": info.line,
                "kind": info.kind.value,
                "manufacturer": info.manufacturer,
                "model": info.model,
                "profile": info.profile,
                "site": plant.site_of(info).name,
                "zone": plant.site_of(info).time_zone,
            }
            for info in plant.known
        ]

    def states() -> Sequence[Mapping[str, object]]:
        return [
            {"state": kind.code, "base": kind.base.value, "en": kind.words.get("en"), "ru": kind.words.get("ru")}
            for kind in plant.states
        ]

    return [
        loan(
            "machines",
            Permission.MACHINES_READ,
            machines,
            machine=TEXT,
            name=TEXT,
            area=TEXT,
            line=TEXT,
            kind=TEXT,
            manufacturer=TEXT,
            model=TEXT,
            profile=TEXT,
            site=TEXT,
            zone=TEXT,
        ),
        loan("states", Permission.MACHINES_READ, states, state=TEXT, base=TEXT, en=TEXT, ru=TEXT),
    ]


def account_loans(readers: Readers) -> list[Loan]:
    """`corrections`, `occurrences`, `reasons`, `calendar_days`, `account_state`."""
    sources = account_sources(readers)

    def table(name: str) -> Rows:
        found = [row for batch in sources[name](ALL_TIME, ()) for row in batch.to_pylist()]
        return [{_column(name, key): value for key, value in row.items()} for row in found]

    def reasons() -> Rows:
        return [
            {
                "reason": one.code,
                "parent": one.parent,
                "kind": one.kind.value,
                "active": one.active,
                "en": one.words.get("en"),
                "ru": one.words.get("ru"),
            }
            for one in readers.book().tree(readers.desk.clock.now()).reasons.values()
        ]

    def calendar_days() -> Rows:
        now, zone = readers.desk.clock.now(), readers.plant.site.time_zone
        first = [
            found[0].start for info in readers.plant.known if (found := readers.journal.coverage(info.id, ALL_TIME))
        ]
        window = Interval(Instant(min([*first, now]) - DAY), Instant(now + 31 * DAY))
        return [
            {
                "day": day,
                "year": day.year,
                "month": day.month,
                "iso_year": day.isocalendar().year,
                "iso_week": day.isocalendar().week,
                "weekday": day.isoweekday(),
            }
            for day in days_of(window, zone)
        ]

    def state() -> Rows:
        account = readers.desk.account
        return [{"machine": info.id, "pending": account.pending([info.id])} for info in readers.plant.machines]

    return [
        loan(
            "corrections",
            Permission.CORRECTIONS_READ,
            lambda: table("corrections"),
            id=LONG,
            key=TEXT,
            machine=TEXT,
            kind=TEXT,
            started_at=STAMP,
            ended_at=STAMP,
            value=TEXT,
            reason=TEXT,
            comment=TEXT,
            author=TEXT,
            entered_at=STAMP,
            target=LONG,
            scrap=LONG,
            rework=LONG,
            bulk=TEXT,
        ),
        loan(
            "occurrences",
            Permission.ACCOUNT_READ,
            lambda: table("occurrences"),
            machine=TEXT,
            calendar=TEXT,
            day=DATE,
            shift=TEXT,
            team=TEXT,
            started_at=STAMP,
            ended_at=STAMP,
            break_time=LONG,
            attendance=TEXT,
        ),
        loan(
            "reasons",
            Permission.REASONS_READ,
            reasons,
            reason=TEXT,
            parent=TEXT,
            kind=TEXT,
            active=BOOL,
            en=TEXT,
            ru=TEXT,
        ),
        loan(
            "calendar_days",
            Permission.ACCOUNT_READ,
            calendar_days,
            day=DATE,
            year=INT,
            month=INT,
            iso_year=INT,
            iso_week=INT,
            weekday=INT,
        ),
        loan("account_state", Permission.ACCOUNT_READ, state, machine=TEXT, pending=LONG),
    ]


def _column(table: str, name: str) -> str:
    """The name a column has in SQL, where `start` and `end` are words of the language."""
    if table == "corrections" and name == "at":
        return "entered_at"
    return {"start": "started_at", "end": "ended_at"}.get(name, name) if name in INSTANTS else name
