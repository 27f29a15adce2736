"""What every test may use, in tests/ and in the connectors' own folders alike."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.support.network import stay_on_this_machine
from tests.support.peers import require_shared_data

# Two shared cores: a deadline per example would measure the neighbours. Ordinary runs are repeatable.
settings.register_profile("test", deadline=None, derandomize=True, print_blob=True)
settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=int(os.environ.get("DISPATCHER_FUZZ_EXAMPLES", "100000")),
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
settings.load_profile(os.environ.get("DISPATCHER_HYPOTHESIS", "test"))

stay_on_this_machine()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real recordings; the test is skipped, by reason, where they are absent."""
    return require_shared_data()
