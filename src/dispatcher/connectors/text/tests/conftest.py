"""Fixtures of this folder: a device on the loopback, and connectors to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.text.config import TextSettings
from dispatcher.connectors.text.connector import TextConnector
from dispatcher.connectors.text.simulator import TextSimulator

PARTS = {"key": "parts", "type": "PART_COUNT", "pattern": r"^PART\s+(?P<value>\d+)"}
COUNTED = {"key": "counted", "type": "PART_COUNT", "pattern": "^DONE$", "count": True}
BADGE = {"key": "operator", "type": "USER", "pattern": "^OPR:(?P<value>.+)$"}

Connect = Callable[..., TextConnector]


@pytest.fixture
async def device() -> AsyncIterator[TextSimulator]:
    async with TextSimulator({"parts": "PART {value}", "done": "DONE", "badge": "OPR:{value}"}) as simulator:
        yield simulator


@pytest.fixture
def connect(device: TextSimulator) -> Connect:
    """A connector to the device; keywords are settings. All have one clock."""
    clock = StepClock()

    def build(**settings: object) -> TextConnector:
        given = {"host": "127.0.0.1", "port": device.port, "probe_ms": 300, "signals": [PARTS, COUNTED, BADGE]}
        return TextConnector(TextSettings.model_validate({**given, **settings}), clock)

    return build
