"""How every connector behaves towards a peer that misbehaves: one suite over all rigs, waivers with reasons."""

from __future__ import annotations

import asyncio
import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
import uvloop

from dispatcher.connectors.sdk import registry
from dispatcher.connectors.sdk.conformance import CHECKS, Check, Rig

WAIVERS = tomllib.loads((Path(__file__).parent / "waivers.toml").read_text("utf-8"))
CONNECTORS = registry.find([])
CASES = [(name, check) for name in sorted(CONNECTORS) for check in CHECKS]


def rig_of(connector: str) -> Rig | None:
    """The rig in a connector's tests, if it brings one."""
    module = f"{CONNECTORS[connector].package}.tests.rig"
    if find_spec(module) is None:
        return None
    rig: Rig = import_module(module).Rig()
    return rig


def waived(connector: str, check: Check) -> bool:
    reasons = WAIVERS.get(connector, {})
    return check.name in reasons or "*" in reasons


@pytest.mark.parametrize(("connector", "check"), CASES, ids=lambda case: case if isinstance(case, str) else case.name)
def test_conduct(connector: str, check: Check) -> None:
    # The loop the server runs on: its transports are classes of their own.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_tried(connector, check))


async def _tried(connector: str, check: Check) -> None:
    rig = rig_of(connector)
    if rig is None or not check.needs <= rig.faults:
        assert waived(connector, check), f"{connector} cannot be tried for {check.name}: no rig for it, and no waiver"
        return
    async with rig:
        if not waived(connector, check):
            await check.run(rig)
            return
        with pytest.raises((AssertionError, TimeoutError)):
            await check.run(rig)


def test_waivers_name_what_there_is() -> None:
    names = {check.name for check in CHECKS} | {"*"}
    assert {name for reasons in WAIVERS.values() for name in reasons} <= names
    assert set(WAIVERS) <= set(CONNECTORS)
    assert all(reason.strip() for reasons in WAIVERS.values() for reason in reasons.values())
