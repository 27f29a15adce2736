"""Figures as a table for the terminal and as pages in both languages."""

from __future__ import annotations

import json
import os
import platform
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench.figures import BUDGETS, Better, Figure, Verdict, budget_of, judge

LANGUAGES = ("en", "ru")
PACKAGES = ("duckdb", "pyarrow", "numpy", "aiohttp", "uvloop", "uvicorn", "fastapi", "orjson")
_LOCALES = Path(__file__).with_name("locales")
_MARKS = {Verdict.AIM: "✓✓", Verdict.HOLDS: "✓", Verdict.MISSED: "✗", Verdict.NONE: ""}


def texts(language: str) -> Mapping[str, str]:
    """Key -> text."""
    found: dict[str, str] = json.loads((_LOCALES / f"{language}.json").read_text(encoding="utf-8"))
    return found


def lines(figures: Iterable[Figure], language: str = "en") -> Iterable[str]:
    """A line a figure, for the terminal."""
    words = texts(language)
    for figure in figures:
        title, value, hold, aim, ratio, verdict = _row(figure, words)
        yield f"{verdict:2} {title:62} {value:>14} {hold:>10} {aim:>10}  {ratio}"


def page(figures: Mapping[str, Figure], language: str, *, sizes: str) -> str:
    """The page of the documentation. `sizes` is `full` or `quick`."""
    words = texts(language)
    told = [f"# {words['title']}", "", words["made"], "", words["read"], ""]
    told += [f"- {words['machine']}: {machine()}", f"- {words['date']}: {datetime.now(UTC):%Y-%m-%d}"]
    told += [f"- {words['sizes']}: {words[sizes]}", f"- {words['versions']}: {versions()}", ""]
    for group, budgets in BUDGETS.items():
        known = [figures[key] for key in budgets if key in figures]
        if not known:
            continue
        told += [f"## {words[f'group.{group}']}", "", words[f"about.{group}"], ""]
        told += [f"| {words['figure']} | {words['value']} | {words['hold']} | {words['aim']} | {words['ratio']} | |"]
        told += ["|---|---:|---:|---:|---:|---|"]
        told += ["| " + " | ".join(_row(figure, words)) + " |" for figure in known]
        told += [""]
    notes = (_LOCALES / f"notes.{language}.md").read_text(encoding="utf-8")
    return "\n".join(told) + "\n" + notes


def _row(figure: Figure, words: Mapping[str, str]) -> tuple[str, str, str, str, str, str]:
    budget = budget_of(figure.key)
    sign = "≤ " if budget.better is Better.LESS else "≥ "
    ratio = ""
    if figure.ratio is not None:
        ratio = f"{_number(figure.ratio)} × {words['short.' + figure.of]}"
    return (
        _title(figure.key, words),
        f"{_number(figure.value)} {words['unit.' + budget.unit]}",
        "" if budget.hold is None else sign + _number(budget.hold),
        "" if budget.aim is None else sign + _number(budget.aim),
        ratio,
        _MARKS[judge(figure)],
    )


def _title(key: str, words: Mapping[str, str]) -> str:
    if key in BUDGETS["connectors"]:
        name, _, measure = key.rpartition("_")
        return f"{name}: {words['connector.' + measure]}"
    return words[f"figure.{key}"]


def _number(value: float) -> str:
    """Three figures that mean something."""
    if value != value:  # noqa: PLR0124 - not a number
        return "–"
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.3g}"


def machine() -> str:
    """Processor, cores, memory, system."""
    model, memory = platform.machine(), ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        found = re.search(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8"))
        model = " ".join(found[1].split()) if found else model
    if hasattr(os, "sysconf") and "SC_PHYS_PAGES" in os.sysconf_names:
        memory = f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB"
    return f"{model}, {os.cpu_count()} cores{memory}, {platform.system()} {platform.release().split('-')[0]}"


def versions() -> str:
    """What was measured."""
    return f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in PACKAGES)
