"""Fixtures of this folder: an adapter on the loopback, and connectors to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from dispatcher.connectors.shdr.config import ShdrSettings
from dispatcher.connectors.shdr.connector import ShdrConnector
from dispatcher.connectors.shdr.simulator import AdapterSimulator
from dispatcher.domain.instant import Instant, parse_instant

NOW = parse_instant("2024-01-15T08:00:00Z")

Connect = Callable[..., ShdrConnector]


class StoppedClock:
    """It is always eight o'clock."""

    def now(self) -> Instant:
        return NOW


@pytest.fixture
async def adapter() -> AsyncIterator[AdapterSimulator]:
    async with AdapterSimulator() as simulator:
        yield simulator


@pytest.fixture
def connect(adapter: AdapterSimulator) -> Connect:
    """A connector to the adapter; keywords are settings."""

    def build(**settings: object) -> ShdrConnector:
        given = {"host": "127.0.0.1", "port": adapter.port, **settings}
        return ShdrConnector(ShdrSettings.model_validate(given), StoppedClock())

    return build


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "Devices.xml"
    file.write_text(
        "<MTConnectDevices><Devices><Device id='m' name='Mill' uuid='M-1'><DataItems>"
        "<DataItem id='m_ex' name='execution' category='EVENT' type='EXECUTION'/>"
        "<DataItem id='m_ld' name='load' category='SAMPLE' type='LOAD' units='PERCENT' nativeUnits='PERCENT'/>"
        "<DataItem id='m_sy' name='system' category='CONDITION' type='SYSTEM'/>"
        "</DataItems></Device></Devices></MTConnectDevices>"
    )
    return file
