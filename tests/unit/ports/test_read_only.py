"""Nothing in the house writes to a machine."""

from __future__ import annotations

import inspect

from dispatcher.connectors.sdk.registry import find
from dispatcher.ports import connector
from tests.support.tree import PACKAGE, files

ASKING_BY_HTTP = (".put(", ".post(", ".patch(", ".delete(")
WRITING = (
    *("write_value", "write_attribute", "call_method", "CallRequest", "WriteRequest("),  # OPC UA
    *("write_register", "write_coil", "WriteSingle", "WriteMultiple", "MaskWrite"),  # Modbus
    *("write_area", "db_write", "as_db_write", "plc_stop", "plc_cold_start", "plc_hot_start"),  # S7
    *("?E", ">E"),  # Haas
)


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
        "receive",
    }


def test_trap_48_no_connector_sends_a_request_that_changes_anything() -> None:
    # Simulators are machines, or programs that bring data to the house: they are written to, or post.
    clients = [
        path
        for path in files(PACKAGE / "connectors", ".py")
        if "tests" not in path.parts and path.name != "simulator.py"
    ]
    texts = {path: path.read_text(encoding="utf-8") for path in clients}
    writing = [
        (path.parent.name, path.name, call)
        for path, text in texts.items()
        for call in (*WRITING, *(ASKING_BY_HTTP if "aiohttp" in text else ()))
        if call in text
    ]

    assert writing == []
