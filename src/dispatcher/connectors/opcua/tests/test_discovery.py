"""Walking a server's tree, without a server: only where the table leads, and never without end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dispatcher.connectors.opcua.companion import table
from dispatcher.connectors.opcua.discovery import MOST_MACHINES, MOST_NODES, Machine, machines
from dispatcher.connectors.opcua.model import Reading, Ref
from dispatcher.connectors.opcua.namespaces import BASE, Namespaces
from dispatcher.ports.connector import ConfigRejected

CNC, MACHINERY, OWN = "http://opcfoundation.org/UA/CNC", "http://opcfoundation.org/UA/Machinery/", "urn:own"


class Tree:
    """A session with a tree of `path -> value`; None is an object. Nodes are named by their paths."""

    def __init__(self, spots: dict[str, object], roots: str, kind: str) -> None:
        self.names = Namespaces((BASE, CNC, MACHINERY, OWN))
        self.asked = 0
        self._kind = kind
        self._below: dict[str, list[Ref]] = {roots: []}
        self._values = {f"ns=3;s={path}": value for path, value in spots.items()}
        for path in spots:
            steps = path.split("/")
            for depth in range(1, len(steps) + 1):
                here, above = "/".join(steps[:depth]), "/".join(steps[: depth - 1])
                self._add(f"ns=3;s={above}" if above else roots, here, steps[depth - 1], variable=depth == len(steps))

    def _add(self, above: str, path: str, step: str, *, variable: bool) -> None:
        below = self._below.setdefault(above, [])
        if all(ref.node != f"nsu={OWN};s={path}" for ref in below[-3:]):
            space, _, name = step.rpartition(":")
            uri = {"cnc": CNC, "": OWN, "ma": MACHINERY, "ua": BASE}[space]
            kind = self._kind if above in {"i=85", "ns=2;i=1001"} else ""
            below.append(Ref(node=f"nsu={OWN};s={path}", name=(uri, name), title=name, variable=variable, type=kind))

    async def read(self, nodes: Sequence[str], attribute: str = "Value", *, kind: bool = False) -> list[Reading]:
        del attribute, kind
        return [Reading(self._values.get(node)) for node in nodes]  # type: ignore[arg-type]  # any value

    async def browse(self, nodes: Sequence[str], most: int) -> list[list[Ref]]:
        found = [self._below.get(node, [])[:most] for node in nodes]
        self.asked += sum(map(len, found))
        return found


async def found(tree: Tree, most: int = 100) -> list[Machine]:
    return await machines(tree, table(), most=most, url="opc.tcp://a")


async def test_a_cnc_by_its_own_model_is_a_machine() -> None:
    channel = "CncInterface/cnc:CncChannelList/Kanal 1/cnc:"
    tree = Tree(
        {
            "CncInterface/cnc:VendorName": "ISG",
            f"{channel}ActProgramStatus": 1,
            f"{channel}ActOperationMode": 2,
            f"{channel}ActMainProgramName": "O1",
            f"{channel}ActOverride": 90.0,
            "CncInterface/cnc:CncSpindleList/S1/cnc:ActSpeed": 8000.0,
        },
        "i=85",
        f"nsu={CNC};i=1007",
    )

    (machine,) = await found(tree)

    assert (machine.device.name, machine.device.manufacturer) == ("CncInterface", "ISG")
    assert {(one.entry.key, one.entry.type, one.entry.component) for one in machine.signals} == {
        ("Kanal_1.execution", "EXECUTION", "Kanal 1"),
        ("Kanal_1.controller_mode", "CONTROLLER_MODE", "Kanal 1"),
        ("Kanal_1.program", "PROGRAM", "Kanal 1"),
        ("Kanal_1.feed_override", "PATH_FEEDRATE_OVERRIDE", "Kanal 1"),
        ("S1.speed", "ROTARY_VELOCITY", "S1"),
    }


@pytest.mark.parametrize(
    ("node", "read"), [("", "CurrentState"), (None, "CurrentState"), ("nsu=urn:own;s=state", "CurrentState/ua:Id")]
)
async def test_a_state_machine_that_tells_only_a_text_is_read_by_it(node: str | None, read: str) -> None:
    state = "Press/ma:MachineryItemState/ua:"
    tree = Tree({f"{state}CurrentState": "Executing", f"{state}CurrentState/ua:Id": node}, "ns=2;i=1001", "")

    ((signal,),) = [machine.signals for machine in await found(tree)]

    assert (signal.entry.key, signal.state) == ("execution", True)
    assert signal.entry.node == f"nsu={OWN};s={state}{read}"


async def test_a_million_nodes_beside_the_machine_cost_nothing() -> None:
    spots: dict[str, object] = {f"Press/Tags/T{number}": number for number in range(5_000)}
    tree = Tree(spots | {"Press/ma:MachineryItemState/ua:CurrentState": "Executing"}, "ns=2;i=1001", "")

    await found(tree)

    assert tree.asked < 10


@pytest.mark.parametrize(
    ("spots", "most", "code"),
    [
        ({f"M{number}/x": 1 for number in range(MOST_MACHINES + 1)}, 100, "opcua_too_many_machines"),
        ({f"CncInterface/cnc:CncChannelList/C{n}/cnc:ActOverride": 1 for n in range(3)}, 2, "opcua_too_many"),
        ({f"CncInterface/cnc:CncChannelList/C{n}/cnc:x": 1 for n in range(MOST_NODES + 1)}, 10, "opcua_too_many"),
    ],
)
async def test_too_much_is_refused(spots: dict[str, object], most: int, code: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        await found(Tree(spots, "ns=2;i=1001", ""), most)

    assert refused.value.code == code
