"""Fixtures of this folder: a device on the loopback, and connectors to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from dispatcher.connectors.modbus.config import ModbusSettings
from dispatcher.connectors.modbus.connector import ModbusConnector
from dispatcher.connectors.modbus.simulator import ModbusSimulator
from dispatcher.connectors.sdk.conformance import StepClock

Connect = Callable[..., ModbusConnector]


@pytest.fixture
async def device() -> AsyncIterator[ModbusSimulator]:
    async with ModbusSimulator() as simulator:
        yield simulator


@pytest.fixture
def connect(device: ModbusSimulator) -> Connect:
    """A connector to the device; keywords are settings."""

    def build(**settings: Any) -> ModbusConnector:
        given = {"host": "127.0.0.1", "port": device.port, "poll_ms": 10, "timeout_ms": 300, **settings}
        return ModbusConnector(ModbusSettings.model_validate(given), StepClock())

    return build
