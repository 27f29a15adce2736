"""A figure, its budget, and whether it holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Better(StrEnum):
    """Which way is good."""

    LESS = "less"
    MORE = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What is measured in which unit; `hold` a release must reach, `aim` is the goal (None: none is set)."""

    unit: str
    hold: float | None = None
    aim: float | None = None
    better: Better = Better.LESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured value. `ratio` is what it costs in units of the limit `of`, measured in the same run."""

    key: str
    value: float
    ratio: float | None = None
    of: str = ""


class Verdict(StrEnum):
    """How a figure stands to its budget."""

    AIM = "aim"
    HOLDS = "holds"
    MISSED = "missed"
    NONE = "none"


MORE = Better.MORE

CONNECTORS = tuple(
    sorted(
        file.stem
        for file in (Path(__file__).parent / "connectors").glob("*.py")
        if (Path(__file__).parents[1] / "src" / "dispatcher" / "connectors" / file.stem).is_dir()
    )
)
"""Protocols with a bench of their own: `bench/connectors/<id>.py` has `run() -> list[Figure]`."""
OF_CONNECTORS = {
    "rate": Budget(unit="k/s", better=MORE),
    "cpu": Budget(unit="%"),
    "memory": Budget(unit="MB"),
    "acknowledged": Budget(unit="k/s", better=MORE),
    "deliveries": Budget(unit="/s", better=MORE),
}
"""What is measured of a protocol; each measures what it has. Keys are `<id>_<measure>`."""

BUDGETS: dict[str, dict[str, Budget]] = {
    "limits": {
        "limit_python": Budget(unit="M/s", better=MORE),
        "limit_memcpy": Budget(unit="GB/s", better=MORE),
        "limit_sync_4k": Budget(unit="ms"),
        "limit_sync_500k": Budget(unit="ms"),
        "limit_loopback": Budget(unit="GB/s", better=MORE),
        "limit_expat": Budget(unit="MB/s", better=MORE),
        "limit_bincount": Budget(unit="M/s", better=MORE),
    },
    "parse": {
        "parse_20": Budget(unit="k/s", better=MORE),
        "parse_50": Budget(unit="k/s", better=MORE),
        "parse_1000": Budget(unit="k/s", better=MORE),
        "parse_100000": Budget(unit="k/s", better=MORE),
        "parse_instants": Budget(unit="ns"),
        "parse_framing": Budget(unit="MB/s", better=MORE),
        "shdr_parse": Budget(unit="M/s", hold=1.5, aim=2.5, better=MORE),
        "shdr_lines": Budget(unit="k/s", better=MORE),
    },
    "stages": {
        f"stage_{stage}": Budget(unit="µs") for stage in ("parse", "order", "take", "derive", "commit", "show", "all")
    },
    "ingest": {
        "plant_cpu": Budget(unit="%", hold=25, aim=15),
        "plant_rss": Budget(unit="MB", hold=350, aim=250),
        "plant_commit_p50": Budget(unit="ms"),
        "plant_commit_p99": Budget(unit="ms"),
        "plant_durable_p99": Budget(unit="ms", hold=1200, aim=300),
        "plant_browser_p50": Budget(unit="ms", aim=3),
        "plant_browser_p99": Budget(unit="ms", hold=25, aim=12),
        "four_cpu": Budget(unit="%", hold=75, aim=60),
        "four_rss": Budget(unit="MB"),
        "four_durable_p99": Budget(unit="ms", hold=1200, aim=300),
        "four_browser_p99": Budget(unit="ms", hold=75, aim=30),
        "sustained": Budget(unit="k/s", hold=100, aim=150, better=MORE),
    },
    "live": {
        "fanout_cpu": Budget(unit="%", hold=5, aim=3),
        "fanout_p50": Budget(unit="ms"),
        "fanout_p99": Budget(unit="ms"),
    },
    "engine": {
        "engine_live": Budget(unit="k/s", better=MORE),
        "engine_rederive": Budget(unit="M/s", hold=10, aim=30, better=MORE),
        "engine_rederive_year": Budget(unit="s"),
    },
    "store": {
        "store_commit_p50": Budget(unit="ms"),
        "store_commit_p99": Budget(unit="ms"),
        "store_bulk": Budget(unit="M/s", better=MORE),
        "store_hour_hot": Budget(unit="ms", hold=250, aim=100),
        "store_hour_compacted": Budget(unit="ms", hold=20, aim=5),
        "store_compaction": Budget(unit="%", hold=2, aim=1),
        "store_sample_bytes": Budget(unit="B", hold=7, aim=4),
        "store_interval_bytes": Budget(unit="B", hold=12, aim=10),
        "store_timeline_day": Budget(unit="ms"),
    },
    "accounts": {
        "account_day": Budget(unit="ms", hold=10),
        "account_year": Budget(unit="s"),
        "account_shift_stored": Budget(unit="s"),
        "account_open_first": Budget(unit="ms"),
        "account_open_again": Budget(unit="ms"),
    },
    "reports": {
        "report_oee_shift": Budget(unit="ms", hold=150, aim=60),
        "report_oee_month": Budget(unit="ms", hold=150, aim=60),
        "report_board": Budget(unit="ms", hold=150, aim=60),
        "report_pareto": Budget(unit="ms", hold=150, aim=60),
        "report_filtered": Budget(unit="ms", hold=1500, aim=700),
        "norms_import": Budget(unit="k/s", better=MORE),
    },
    "connectors": {f"{name}_{measure}": budget for name in CONNECTORS for measure, budget in OF_CONNECTORS.items()},
    "start": {
        "start_first_row": Budget(unit="s", hold=3, aim=1.5),
        "kill_ready": Budget(unit="s", hold=3, aim=1),
        "kill_lost": Budget(unit="rows", hold=0, aim=0),
        "demo_history": Budget(unit="s", hold=60, aim=30),
    },
    "web": {
        "web_initial": Budget(unit="kB", hold=300, aim=200),
        "web_machine": Budget(unit="kB"),
    },
}
"""Group -> figure -> budget, in the order of the report. The numbers are those of the project's budgets."""


def budget_of(key: str) -> Budget:
    """The budget of a figure. Raises KeyError."""
    return next(budgets[key] for budgets in BUDGETS.values() if key in budgets)


def judge(figure: Figure) -> Verdict:
    """Where the figure stands."""
    budget = budget_of(figure.key)
    if budget.hold is None and budget.aim is None:
        return Verdict.NONE
    if budget.aim is not None and _reaches(figure.value, budget.aim, budget.better):
        return Verdict.AIM
    if budget.hold is None:
        return Verdict.NONE
    return Verdict.HOLDS if _reaches(figure.value, budget.hold, budget.better) else Verdict.MISSED


def _reaches(value: float, goal: float, better: Better) -> bool:
    return value <= goal if better is Better.LESS else value >= goal
