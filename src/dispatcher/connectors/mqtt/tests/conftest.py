"""Fixtures of this folder: a broker on the loopback, a device that publishes, connectors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from dispatcher.connectors.mqtt.config import MqttSettings
from dispatcher.connectors.mqtt.connector import MqttConnector
from dispatcher.connectors.sdk.conformance import StepClock
from dispatcher.connectors.sdk.mqtt_session import BrokerSettings, Session
from tests.support.broker import Broker

Connect = Callable[..., MqttConnector]


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    async with Broker(tmp_path / "broker") as running:
        yield running


@pytest.fixture
async def device(broker: Broker) -> AsyncIterator[Session]:
    async with Session(BrokerSettings(host="127.0.0.1", port=broker.port)) as session:
        yield session


@pytest.fixture
def connect(broker: Broker) -> Connect:
    """A connector to the broker; positional: mapped signals, keywords: settings."""

    def build(*signals: dict[str, Any], **settings: object) -> MqttConnector:
        given = {"host": "127.0.0.1", "port": broker.port, "probe_ms": 400, "signals": signals, **settings}
        return MqttConnector(MqttSettings.model_validate(given), StepClock())

    return build
