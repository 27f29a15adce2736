"""Every parser against many broken inputs: a few in `make test`, a million each in `make fuzz`.

A failure is shown as the smallest input found that fails the same way, ready to become a test of its own.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.mutation import ODD, Mutator, smallest
from tests.fuzz.targets import TARGETS, Target, recordings_target
from tests.fuzz.watch import GROWTH, Memory, failure

LONG = os.environ.get("DISPATCHER_HYPOTHESIS") == "fuzz"
EXAMPLES = int(os.environ.get("DISPATCHER_FUZZ_EXAMPLES", "100000")) if LONG else 400
SHARDS = 4 if LONG else 1
GENERATED = min(EXAMPLES, 5_000) if LONG else 60
SEED = int(os.environ.get("DISPATCHER_FUZZ_SEED") or (secrets.randbits(32) if LONG else 1))


def examine(target: Target, data: bytes) -> None:
    """Feed one input; on failure say which, made small."""
    error = failure(target.run, data)
    if error is None:
        return
    kind = type(error)
    found = smallest(data, lambda shorter: type(failure(target.run, shorter)) is kind)
    shown = repr(found[:2_000]) + ("" if len(found) <= 2_000 else f"… {len(found)} bytes")
    raise AssertionError(f"{target.name} (seed {SEED}): {kind.__name__}: {error}\ninput: {shown}") from error


def mutated(target: Target, count: int, seed: int) -> None:
    """Feed `count` changed seeds and look at memory."""
    mutator = Mutator(target.seeds(), target.tokens, Random(seed))
    memory = Memory()
    for seed_input in target.seeds():
        examine(target, seed_input)
    memory.mark()
    warm = max(1, count // 10)
    for at in range(count):
        if at == warm:
            memory.mark()
        examine(target, mutator.input())
    assert memory.growth() < GROWTH


@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_changed_inputs(target: Target, shard: int) -> None:
    mutated(target, EXAMPLES // SHARDS, SEED * 1_000 + shard)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_changed_recordings(tmp_path: Path, shard: int) -> None:
    mutated(recordings_target(tmp_path), EXAMPLES // SHARDS, SEED * 1_000 + shard)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_made_up_inputs(target: Target) -> None:
    pieces = st.one_of(st.sampled_from([*target.tokens, *ODD]), st.binary(max_size=8), st.sampled_from(target.seeds()))

    @settings(max_examples=GENERATED, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(pieces, max_size=30).map(b"".join))
    def run(data: bytes) -> None:
        error = failure(target.run, data)
        assert error is None, (target.name, data)

    run()
