"""Fixtures of this folder: a bench with agents and links."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from dispatcher.connectors.mtconnect.tests.peers import DEVICES, Bench


@pytest.fixture
def devices_file(tmp_path: Path) -> Path:
    file = tmp_path / "Devices.xml"
    file.write_text(DEVICES, "utf-8")
    return file


@pytest.fixture
async def bench(devices_file: Path) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        yield Bench(stack, devices_file)
