"""The companion models: a conforming machine needs no mapping."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from asyncua import Server, ua

from dispatcher.connectors.opcua.companion import table
from dispatcher.connectors.opcua.simulator import MachineToolSimulator, hush
from dispatcher.connectors.opcua.tests.conftest import Connect
from dispatcher.connectors.opcua.tests.peer import Elsewhere
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Binding, ConfigRejected, Probe
from tests.support.peers import require_shared_data

ORDER = (
    "Opc.Ua.Di.NodeSet2",
    "Opc.Ua.Machinery.NodeSet2",
    "Opc.Ua.IA.NodeSet2",
    "opc.ua.isa95-jobcontrol.nodeset2",
    "Opc.Ua.Machinery.Jobs.Nodeset2",
    "Opc.Ua.MachineTool.NodeSet2",
)
"""MachineTool requires all before it. The NodeSet of CNC cannot be loaded: it has values of a type of its own."""


def shown(probe: Probe, device: str = "Mill") -> dict[str, tuple[str, str | None, float | str | None]]:
    """Key -> type, sub type, present value."""
    rows = probe.now.rows
    return {
        probe.now.declared[handle].spec.key: (
            probe.now.declared[handle].spec.type,
            probe.now.declared[handle].spec.sub_type,
            text if number is None else number,
        )
        for handle, number, text in zip(rows.signal, rows.num, rows.text, strict=True)
        if probe.now.declared[handle].device == device
    }


async def test_a_simulated_machine_tool_is_understood(server: MachineToolSimulator, connect: Connect) -> None:
    probe = await connect(server.url).probe()

    device = probe.devices[0]
    assert (device.name, device.manufacturer, device.model, device.serial) == (
        "Mill",
        "Dispatcher",
        "Simulated mill",
        "0001",
    )
    assert shown(probe) == {
        "Channel1.execution": ("EXECUTION", None, "READY"),
        "Channel1.controller_mode": ("CONTROLLER_MODE", None, "AUTOMATIC"),
        "functional_mode": ("FUNCTIONAL_MODE", None, "PRODUCTION"),
        "program": ("PROGRAM", None, ""),
        "job": ("PROCESS_OCCURRENCE_ID", None, ""),
        "part_count": ("PART_COUNT", "ALL", 0.0),
        "Channel1.feed_override": ("PATH_FEEDRATE_OVERRIDE", "PROGRAMMED", 100.0),
        "Channel1.rapid_override": ("PATH_FEEDRATE_OVERRIDE", "RAPID", 100.0),
        "Spindle1.override": ("ROTARY_VELOCITY_OVERRIDE", None, 100.0),
        "Spindle1.rotates": ("ACTUATOR_STATE", None, "INACTIVE"),
        "lamp.1": ("ACTUATOR_STATE", None, "INACTIVE"),
        "lamp.2": ("ACTUATOR_STATE", None, "INACTIVE"),
        "power_on_time": ("EQUIPMENT_TIMER", "POWERED", 0.0),
    }
    names = {one.spec.key: one.spec.name for one in probe.now.declared if one.device == "Mill"}
    assert (names["lamp.1"], names["lamp.2"]) == ("lamp_red", "lamp_green")


async def test_without_a_channel_the_program_says_what_the_machine_does(
    server: MachineToolSimulator, there: Elsewhere, connect: Connect
) -> None:
    await there.do(server.set("program_state", "Running", machine="Пресс 5"))

    probe = await connect(server.url).probe()

    assert shown(probe, "Пресс 5")["execution"] == ("EXECUTION", None, "ACTIVE")
    assert [key for key in shown(probe, "Пресс 5") if key.endswith("controller_mode")] == ["controller_mode"]


@pytest.mark.parametrize(("device", "code"), [("", "opcua_device_needed"), ("Lathe", "opcua_device_unknown")])
async def test_which_machine_is_meant_must_be_said(
    server: MachineToolSimulator, connect: Connect, device: str, code: str
) -> None:
    with pytest.raises(ConfigRejected) as refused:
        async with connect(server.url).open([Binding(device=device, machine=MachineId("m"))]):
            pytest.fail("opened")

    assert (refused.value.code, refused.value.params["known"]) == (code, "Mill, Пресс 5")


def test_every_rule_of_the_table_makes_a_signal() -> None:
    rules = table().rules
    built = [rule.build("i=85", "Kanal 1") for rule in rules]

    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.unless <= {other.id for other in rules} for rule in rules)
    assert [entry.key for entry in built if " " in entry.key or "{" in entry.key] == []


# ---------------------------------------------------------------- the published NodeSets


class NodeSetServer:
    """The library's server with the published types, and instances of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = Server()
        self.url = ""

    async def start(self) -> None:
        hush()
        server = self._server
        await server.init()
        server.disable_clock()
        server.set_endpoint("opc.tcp://127.0.0.1:0/")
        server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
        for name in ORDER:
            text = gzip.decompress((self._folder / f"{name}.xml.gz").read_bytes()).decode("utf-8-sig")
            await server.import_xml(xmlstring=text.encode(), auto_load_definitions=False)
        mt, machinery = [await self._index(name) for name in ("MachineTool/", "Machinery/")]
        own = await server.register_namespace("urn:test")
        machines = server.get_node(ua.NodeId(1001, machinery))
        mill = await machines.add_object(
            ua.NodeId("Mill", own), ua.QualifiedName("Mill", own), ua.NodeId(13, mt), instantiate_optional=True
        )
        await self._write(mill, ["3:Production", "3:ActiveProgram", "3:Name"], "O1000")
        await self._write(mill, ["3:Production", "3:ActiveProgram", "3:State", "0:CurrentState", "0:Id"], (5041, mt))
        await self._write(
            mill,
            ["3:Monitoring", "3:MachineTool", "2:MachineryOperationMode", "0:CurrentState", "0:Id"],
            (5027, machinery),
        )
        await self._write(mill, ["1:Identification", "1:SerialNumber"], "4711")
        await self._write(mill, ["3:Monitoring", "3:MachineTool", "3:OperationMode"], 1)
        await server.start()
        self.url = f"opc.tcp://127.0.0.1:{server.bserver.port}/"

    async def stop(self) -> None:
        await self._server.stop()

    async def _index(self, name: str) -> int:
        index: int = await self._server.get_namespace_index(f"http://opcfoundation.org/UA/{name}")
        return index

    async def _write(self, root: object, path: list[str], value: str | int | tuple[int, int]) -> None:
        """1 DI, 2 Machinery, 3 MachineTool, 0 OPC UA itself."""
        spaces = {
            "0": 0,
            "1": await self._index("DI/"),
            "2": await self._index("Machinery/"),
            "3": await self._index("MachineTool/"),
        }
        steps = [f"{spaces[step[0]]}:{step[2:]}" for step in path]
        node = await root.get_child(steps)  # type: ignore[attr-defined]  # the library's node
        kind = ua.VariantType.Int32 if isinstance(value, int) else ua.VariantType.String
        typed = ua.Variant(ua.NodeId(*value)) if isinstance(value, tuple) else ua.Variant(value, kind)
        await self._server.write_attribute_value(node.nodeid, ua.DataValue(typed))


@pytest.fixture
async def published(there: Elsewhere) -> AsyncIterator[NodeSetServer]:
    server = NodeSetServer(require_shared_data() / "opcua-nodesets")
    await there.do(server.start())
    yield server
    await there.do(server.stop())


async def test_a_machine_of_the_published_types_needs_no_mapping(published: NodeSetServer, connect: Connect) -> None:
    probe = await connect(published.url, timeout_ms=5_000).probe()

    of_mill = {kind: value for kind, _, value in shown(probe).values()}
    assert [one.serial for one in probe.devices] == ["4711"]
    assert of_mill["EXECUTION"] == "ACTIVE"
    assert of_mill["FUNCTIONAL_MODE"] == "SETUP"
    assert of_mill["PROGRAM"] == "O1000"
    assert of_mill["CONTROLLER_MODE"] == "AUTOMATIC"
