"""Nothing in the house writes to a machine."""

from __future__ import annotations

import inspect

from dispatcher.connectors.sdk.registry import find
from dispatcher.ports import connector
from tests.support.tree import PACKAGE, files

WRITING_CALLS = (".put(", ".post(", ".patch(", ".delete(", "write_value", "write_register")


def test_trap_48_no_ability_of_a_connector_writes_to_a_machine() -> None:
    offered = {
        name
        for protocol in (connector.Connector, connector.Link)
        for name, _ in inspect.getmembers(protocol, inspect.isfunction)
        if not name.startswith("_")
    }

    assert offered == {"probe", "open", "batches"}
    assert {ability for found in find().values() for ability in found.manifest.abilities} <= {
        "browse",
        "discover",
        "backfill",
    }


def test_trap_48_no_connector_sends_a_request_that_changes_anything() -> None:
    clients = [path for path in files(PACKAGE / "connectors", ".py") if "tests" not in path.parts]
    writing = [
        (path.name, call)
        for path in clients
        if "aiohttp" in path.read_text(encoding="utf-8")
        for call in WRITING_CALLS
        if call in path.read_text(encoding="utf-8")
    ]

    assert writing == []
