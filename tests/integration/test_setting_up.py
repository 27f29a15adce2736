"""From an address to a state, over the real wire of each protocol; and mappings that are tuned while it runs."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dispatcher.app.setup.recognising import Question
from dispatcher.app.setup.room import SetupRoom
from dispatcher.app.setup.trial import TrialView
from dispatcher.app.setup.trials import Wanted
from dispatcher.app.state_rules.book import RuleBook
from dispatcher.bootstrap import SystemClock
from dispatcher.bootstrap.setup import room_of
from dispatcher.bootstrap.state_rules import profile_files
from dispatcher.config import Config
from dispatcher.connectors.modbus.entries import Table
from dispatcher.connectors.modbus.simulator import ModbusSimulator
from dispatcher.connectors.opcua.simulator import MachineToolSimulator
from dispatcher.connectors.shdr.simulator import AdapterSimulator
from dispatcher.connectors.sparkplug.datatypes import Value
from dispatcher.connectors.sparkplug.simulator import EdgeSimulator
from tests.support.broker import Broker
from tests.support.peers import require_peer

LONGEST_S = 30.0
"""The budget from the address to the state on the board is two minutes, of which a person needs most."""
RUN = {"key": "exec", "type": "EXECUTION", "table": "holding", "address": 7, "values": {"1": "ACTIVE", "2": "READY"}}


@asynccontextmanager
async def machine_tool() -> AsyncIterator[str]:
    simulator = MachineToolSimulator()
    port = await simulator.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await simulator.stop()


@asynccontextmanager
async def adapter() -> AsyncIterator[str]:
    async with AdapterSimulator() as simulator:
        await simulator.tell(SystemClock().now(), "avail", "AVAILABLE", "execution", "READY")
        yield f"127.0.0.1:{simulator.port}"


async def _work(edge: EdgeSimulator) -> None:
    """A node is found by what it says; one that is silent cannot be."""
    for parts in range(10_000):
        await edge.set("mill/PartCount", parts)
        await asyncio.sleep(0.2)


@asynccontextmanager
async def edge_node() -> AsyncIterator[str]:
    require_peer("mosquitto")
    folder = await asyncio.to_thread(tempfile.TemporaryDirectory)
    values: Mapping[str, Mapping[str, Value]] = {"": {}, "mill": {"Execution": "READY", "PartCount": 7}}
    try:
        async with (
            Broker(Path(folder.name)) as broker,
            EdgeSimulator("hall/cell", values, SystemClock().now) as edge,
        ):
            await edge.start(broker.port)
            working = asyncio.create_task(_work(edge))
            yield f"127.0.0.1:{broker.port}"
            working.cancel()
    finally:
        await asyncio.to_thread(folder.cleanup)


@pytest.fixture
async def room() -> AsyncIterator[SetupRoom]:
    found = room_of(Config(), SystemClock(), lambda: RuleBook(profile_files()))
    yield found
    await found.stop()


async def until(room: SetupRoom, trial: str, holds: Callable[[TrialView], bool]) -> TrialView:
    ends = time.monotonic() + LONGEST_S
    while not holds(view := await room.trials.get(trial)):
        assert time.monotonic() < ends, (view.link, view.explained.state, view.spans, view.signals, view.notes)
        await asyncio.sleep(0.02)
    return view


def value_of(view: TrialView, key: str) -> Any:
    return {spec.key: newest.value for spec, newest in view.signals if newest is not None}.get(key)


@pytest.mark.parametrize(("peer", "connector"), [(machine_tool, "opcua"), (adapter, "shdr"), (edge_node, "sparkplug")])
async def test_from_the_address_to_the_state(room: SetupRoom, peer: Any, connector: str) -> None:
    async with peer() as address:
        began = time.monotonic()
        best = (await room.recogniser.recognise(Question(address=address))).candidates[0]
        device, fit = best.devices[-1], best.devices[-1].profiles[0]
        trial = await room.trials.open(
            Wanted(
                connector=best.connector,
                settings=best.settings,
                device=device.device.name,
                profile=fit.profile.id,
            )
        )
        view = await until(room, trial.id, lambda own: own.explained.state not in {"no_data", ""})
        lasted = time.monotonic() - began
        await room.trials.close(trial.id)

    assert best.connector == connector
    assert view.explained.state == fit.state == "idle"
    assert lasted < LONGEST_S


async def test_a_mapping_is_found_tried_and_tuned(room: SetupRoom) -> None:
    async with ModbusSimulator() as device:
        device.put(Table.HOLDING, 7, 1, 1)
        best = (await room.recogniser.recognise(Question(address=f"127.0.0.1:{device.port}"))).candidates[0]
        settings = {**best.settings, "poll_ms": 20, "signals": [RUN]}
        trial = await room.trials.open(Wanted(connector="modbus", settings=settings))
        first = await until(room, trial.id, lambda own: own.explained.state == "running")
        turned = [{**RUN, "name": "spindle", "values": {"1": "READY", "2": "ACTIVE"}}]
        await room.trials.change(trial.id, None, None, turned)
        tuned = await until(room, trial.id, lambda own: own.explained.state == "idle")
        other = await room.trials.change(trial.id, None, None, [{**RUN, "address": 8}])
        await room.trials.close(trial.id)

    assert (value_of(first, "exec"), value_of(tuned, "exec")) == ("ACTIVE", "READY")
    assert [span.value for span in tuned.spans][-1] == "idle"
    assert tuned.spans[0].start <= first.spans[0].start
    assert "running" not in {span.value for span in tuned.spans}, "the remembered minutes are said anew"
    assert other.anew == ("exec",)
