"""Fixtures of this folder: a controller on the loopback, and connectors to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from dispatcher.connectors.s7.config import S7Settings
from dispatcher.connectors.s7.connector import S7Connector
from dispatcher.connectors.s7.simulator import S7Simulator
from dispatcher.connectors.sdk.conformance import StepClock

Connect = Callable[..., S7Connector]


@pytest.fixture
async def plc() -> AsyncIterator[S7Simulator]:
    async with S7Simulator() as simulator:
        yield simulator


@pytest.fixture
def connect(plc: S7Simulator) -> Connect:
    """A connector to the controller; keywords are settings."""

    def build(**settings: Any) -> S7Connector:
        given = {"host": "127.0.0.1", "port": plc.port, "poll_ms": 10, "timeout_ms": 300, **settings}
        return S7Connector(S7Settings.model_validate(given), StepClock())

    return build
