"""Fixtures of this folder: a broker on the loopback, an edge node, a host application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.mqtt_session import BrokerSettings, Session
from dispatcher.connectors.sparkplug.config import SparkplugSettings
from dispatcher.connectors.sparkplug.connector import SparkplugConnector
from dispatcher.connectors.sparkplug.datatypes import Value
from dispatcher.connectors.sparkplug.simulator import EdgeSimulator
from tests.support.broker import Broker

Connect = Callable[..., SparkplugConnector]


@pytest.fixture
def clock() -> StepClock:
    return StepClock()


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    async with Broker(tmp_path / "broker") as running:
        yield running


@pytest.fixture
async def watcher(broker: Broker) -> AsyncIterator[Session]:
    """Somebody else at the broker."""
    async with Session(BrokerSettings(host="127.0.0.1", port=broker.port)) as session:
        yield session


@pytest.fixture
async def edge(broker: Broker, clock: StepClock) -> AsyncIterator[EdgeSimulator]:
    """The edge node `hall/cell` with a mill and a saw."""
    values: dict[str, dict[str, Value]] = {
        "": {"Uptime": 1},
        "mill": {"Execution": "READY", "PartCount": 7},
        "saw": {"Execution": "ACTIVE"},
    }
    async with EdgeSimulator("hall/cell", values, clock.now) as simulator:
        await simulator.start(broker.port)
        yield simulator


@pytest.fixture
def connect(broker: Broker, clock: StepClock) -> Connect:
    """A host application; keywords are settings."""

    def build(**settings: object) -> SparkplugConnector:
        given = {"host": "127.0.0.1", "port": broker.port, "probe_ms": 800, "reorder_ms": 100, **settings}
        return SparkplugConnector(SparkplugSettings.model_validate(given), clock)

    return build
