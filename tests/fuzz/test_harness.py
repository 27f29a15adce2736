"""The harness itself: it finds what is wrong, makes it small, and notices hangs and growth."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.fuzz import watch
from tests.fuzz.mutation import LARGEST, Mutator, smallest
from tests.fuzz.targets import Target
from tests.fuzz.test_parsers import examine, mutated


def test_the_same_seed_gives_the_same_inputs() -> None:
    first, second = (Mutator([b"2026|a|b"], [b"|"], Random(5)) for _ in range(2))
    assert [first.input() for _ in range(500)] == [second.input() for _ in range(500)]


def test_inputs_differ_and_stay_bounded() -> None:
    mutator = Mutator([b"2026|a|b"], [b"|"], Random(5))
    inputs = [mutator.input() for _ in range(5_000)]
    assert len(set(inputs)) > 3_000
    assert LARGEST // 2 < max(map(len, inputs)) <= LARGEST


def test_a_failing_input_becomes_small() -> None:
    assert smallest(b"aaaa<bbbb&cccc>dddd", lambda data: b"<" in data and b">" in data) == b"<>"


def fragile(data: bytes) -> None:
    if b"||" in data:
        raise KeyError(data)


def test_a_crash_is_found_and_shown_small() -> None:
    target = Target(name="fragile", run=fragile, seeds=lambda: [b"a|b|c"], tokens=[b"|"])
    with pytest.raises(AssertionError, match=r"fragile .*KeyError[\s\S]*input: b'\|\|'"):
        mutated(target, 2_000, 1)


def test_a_hang_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def spin(_data: bytes) -> None:
        end = time.perf_counter() + 60
        while time.perf_counter() < end:
            pass

    monkeypatch.setattr(watch, "PATIENCE", 0.02)
    assert isinstance(watch.failure(spin, b""), watch.HangError)


def test_growth_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[bytes] = []

    def hoard(data: bytes) -> None:
        kept.append(b"x" * 100_000 + data)

    monkeypatch.setattr("tests.fuzz.test_parsers.GROWTH", 10 * 1024 * 1024)
    target = Target(name="hoard", run=hoard, seeds=lambda: [b"a"])
    with pytest.raises(AssertionError):
        mutated(target, 1_000, 1)


def test_a_good_parser_passes() -> None:
    examine(Target(name="good", run=lambda _: None, seeds=lambda: [b""]), b"anything")
