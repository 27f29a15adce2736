"""Every journal, every settings store, every log of corrections and every store of norms there is, as fixtures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.norms import Norms
from dispatcher.ports.store import Commit, Journal, Settings
from dispatcher.stores.duckdb import DuckDBJournal, Limits
from dispatcher.stores.memory import MemoryCorrections, MemoryJournal, MemoryNorms, MemorySettings
from dispatcher.stores.sqlite import SQLiteCorrections, SQLiteNorms, SQLiteSettings
from tests.conformance.stores.builders import SESSIONS, SIGNALS

SMALL = Limits(memory=256, reserve=0)

JOURNALS: dict[str, Callable[[Path], Journal]] = {
    "memory": lambda _: MemoryJournal(),
    "duckdb": lambda path: DuckDBJournal(path / "data", SMALL),
}

SETTINGS: dict[str, Callable[[Path], Settings]] = {
    "memory": lambda _: MemorySettings(),
    "sqlite": lambda path: SQLiteSettings(path / "data"),
}

CORRECTIONS: dict[str, Callable[[Path], CorrectionLog]] = {
    "memory": lambda _: MemoryCorrections(),
    "sqlite": lambda path: SQLiteCorrections(path / "data"),
}


NORMS: dict[str, Callable[[Path], Norms]] = {
    "memory": lambda _: MemoryNorms(),
    "sqlite": lambda path: SQLiteNorms(path / "data"),
}


@pytest.fixture(params=sorted(JOURNALS))
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    """An empty journal with the signals and sessions of `builders` declared."""
    made = JOURNALS[request.param](tmp_path)
    made.commit(Commit(signals=SIGNALS, sessions=SESSIONS))
    yield made
    made.close()


@pytest.fixture(params=sorted(SETTINGS))
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    made = SETTINGS[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture(params=sorted(CORRECTIONS))
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CorrectionLog]:
    made = CORRECTIONS[request.param](tmp_path)
    yield made
    made.close()


@pytest.fixture(params=sorted(NORMS))
def norms(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Norms]:
    made = NORMS[request.param](tmp_path)
    yield made
    made.close()
