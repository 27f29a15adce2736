"""Reports of a year: 500 machines, three shifts, seven kinds of time a shift, answered over HTTP by the real house."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import date
from pathlib import Path

import duckdb
import httpx

from bench.figures import Figure
from bench.timing import quantile
from dispatcher.app.norms.writing import take_in
from dispatcher.app.versions import wrap
from dispatcher.bootstrap import House, build
from dispatcher.config import Config, MachineSection, SiteSection
from dispatcher.domain.instant import DAY, HOUR, MINUTE, Instant, parse_instant
from dispatcher.stores.duckdb.accounts.sums import MONTH, MONTHS
from dispatcher.stores.duckdb.database import FILE
from dispatcher.stores.sqlite import SQLiteNorms

MACHINES = 500
FIRST = parse_instant("2025-01-01T00:00:00Z")
ROUNDS = 7
WORDS = (
    *("production", "setup", "micro", "delay", "failure", "unexplained", "planned"),
    *("running", "idle", "alarm", "none", "person", "rule", "1", "2", "3"),
    *(f"reason-{number}" for number in range(40)),
    *(f"O{number}" for number in range(200)),
)
# Class, base, minutes of the eight hours, whether a person or a rule gave a reason.
SHARES = (
    *(("production", "running", 300, ""), ("setup", "idle", 50, ""), ("micro", "idle", 10, "")),
    *(("delay", "idle", 40, "person"), ("failure", "alarm", 20, "person"), ("unexplained", "idle", 30, "")),
    ("planned", "idle", 30, "rule"),
)
QUESTIONS: dict[str, tuple[str, dict[str, str]]] = {
    "report_oee_shift": ("figures", {"kpi": "oee", "group_by": "machine,shift"}),
    "report_oee_month": ("figures", {"kpi": "oee", "group_by": "month"}),
    "report_board": ("figures", {"kpi": "availability,effectiveness,quality_ratio,oee", "group_by": "machine"}),
    "report_pareto": ("losses", {}),
    "report_filtered": ("times", {"group_by": "machine,reason", "program": "O7", "time_class": "delay,failure"}),
}


class _Clock:
    def __init__(self, at: Instant) -> None:
        self._at = at

    def now(self) -> Instant:
        return self._at


def measure_reporting(folder: Path, *, quick: bool) -> list[Figure]:
    """A year of cells is put into the journal's file as the account would keep them; then it is asked."""
    days = 30 if quick else 365
    end = Instant(FIRST + days * DAY)
    data = folder / "reports"
    config = Config(
        site=(SiteSection(time_zone="UTC"),),
        machine=tuple(MachineSection(id=f"m{number:03}", name=f"m{number:03}") for number in range(MACHINES)),
    )
    house = build(config, data, _Clock(end))
    try:
        practice = {"scrap": "reported", "norms_at_least": 0.5, "late_after_s": 1800}
        house.settings.put("figures", "plant", wrap(practice, None), at=FIRST, author="bench")
        house.accountant.settle()
    finally:
        house.close()
    _fill(data / FILE, days, end)
    house = build(config, data, _Clock(end))
    try:
        found = asyncio.run(_ask(house, days))
    finally:
        house.close()
    return [*found, *_imported(folder, 20_000 if quick else 1_000_000)]


async def _ask(house: House, days: int) -> list[Figure]:
    last = date.fromordinal(date(2025, 1, 1).toordinal() + days - 1)
    span = {"from": "2025-01-01", "to": last.isoformat()}
    transport = httpx.ASGITransport(house.app)
    figures: list[Figure] = []
    async with httpx.AsyncClient(transport=transport, base_url="http://plant", timeout=120) as client:
        for key, (path, question) in QUESTIONS.items():
            took: list[float] = []
            for _ in range(ROUNDS):
                began = time.perf_counter()
                answer = await client.get(f"/api/v1/{path}", params={**question, **span})
                took.append((time.perf_counter() - began) * 1e3)
                answer.raise_for_status()
            figures.append(Figure(key=key, value=quantile(took[1:], 0.5)))
    return figures


def _fill(file: Path, days: int, end: Instant) -> None:
    """Cells of every shift by SQL, in the tables of the account."""
    number = {word: place for place, word in enumerate(WORDS, MACHINES + 1)}
    words = [(place + 1, f"m{place:03}") for place in range(MACHINES)] + [(at, word) for word, at in number.items()]
    shift = 8 * HOUR
    shifts = f"""SELECT m.machine, {FIRST // DAY} + d.day AS day, {number["1"]} + s.shift AS shift,
        {FIRST} + d.day * {DAY} + s.shift * {shift} AS start
        FROM range(1, {MACHINES + 1}) AS m(machine), range({days}) AS d(day), range(3) AS s(shift)"""
    kinds = " UNION ALL ".join(
        f"""SELECT {number[kind]} AS time_class, {number[base]} AS base, {minutes * MINUTE} AS length,
        {number[said or "none"]} AS origin, {number["person"]} = {number[said or "none"]} AS said"""
        for kind, base, minutes, said in SHARES
    )
    reason = f"CASE WHEN k.said THEN {number['reason-0']} + (x.machine * 7 + x.day * 3 + x.shift) % 40 ELSE 0 END"
    program = f"{number['O0']} + (x.machine + x.day // 5) % 200"
    head = f"x.machine, x.start, x.start + {shift}, x.day, x.shift, 0, x.start"
    with contextlib.closing(duckdb.connect(str(file))) as store:
        store.executemany("INSERT INTO account_words VALUES (?, ?)", words)
        store.execute(
            "INSERT INTO account_settled SELECT word, ?, ?, ? FROM account_words WHERE id BETWEEN 1 AND ?",
            [FIRST, end, end, MACHINES],
        )
        store.execute(
            f"INSERT INTO account_pieces SELECT machine, start, start + {shift} FROM ({shifts}) ORDER BY start, machine"
        )
        store.execute(
            f"""INSERT INTO account_times SELECT {head}, k.time_class, k.base, k.base, 0, {reason}, k.origin, {program},
            k.length, 5, 3, CASE WHEN k.said THEN k.length ELSE 0 END, 0
            FROM ({shifts}) AS x, ({kinds}) AS k ORDER BY x.start, x.machine"""
        )
        store.execute(
            f"""INSERT INTO account_parts SELECT {head}, {program}, 0, 0, 40, 0, 1, 0, 40, {40 * 6 * MINUTE}
            FROM ({shifts}) AS x ORDER BY x.start, x.machine"""
        )
        for months, table, keys, named in MONTHS:
            totals = ", ".join(f'CAST(sum("{name}") AS BIGINT)' for name in named)
            store.execute(
                f"INSERT INTO {months} SELECT machine, {MONTH}, {', '.join(keys)}, {totals} FROM {table} GROUP BY ALL"
            )


def _imported(folder: Path, rows: int) -> list[Figure]:
    """A file of norms, one row in a thousand broken."""
    lines = ["program;piece_s;item"]
    lines += [f"O{number};{number % 900 if number % 1000 else 0};Item {number}" for number in range(1, rows + 1)]
    content = "\n".join(lines).encode()
    store = SQLiteNorms(folder / "norms")
    try:
        began = time.perf_counter()
        _, done = take_in(store, content, at=FIRST, author="bench", dry_run=False)
        took = time.perf_counter() - began
        assert done.added > rows * 0.99
        return [Figure(key="norms_import", value=rows / took / 1e3)]
    finally:
        store.close()
