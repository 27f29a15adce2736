"""Which machines a server describes by the companion models, and which of their nodes are signals.

The tree is walked level by level, only where the table may lead: a server with a million nodes costs no more than its
machines do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from dispatcher.connectors.opcua.companion import ANY, Rule, Step, Table, browse_name, matches
from dispatcher.connectors.opcua.config import OpcUaEntry
from dispatcher.connectors.opcua.model import Reading, Ref
from dispatcher.connectors.opcua.namespaces import Namespaces, named
from dispatcher.ports.connector import ConfigRejected, Device

MACHINERY = "http://opcfoundation.org/UA/Machinery/"
MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/"
_MACHINES = named(MACHINERY, "i=1001")
_TYPES = frozenset(
    {
        named(MACHINE_TOOL, "i=13"),
        named("http://opcfoundation.org/UA/CNC", "i=1007"),
        named("http://opcfoundation.org/UA/CNC/", "i=1007"),
    }
)
"""MachineToolType, CncInterfaceType."""
_OBJECTS = "i=85"

_SPACES = (MACHINE_TOOL, "http://opcfoundation.org/UA/CNC", "http://opcfoundation.org/UA/CNC/")

MOST_NODES = 20_000
"""So many nodes of machines are looked at; a server that has more is no machine."""
MOST_MACHINES = 500


class Asked(Protocol):
    """What is needed of a session."""

    names: Namespaces

    async def read(self, nodes: Sequence[str], attribute: str = "Value", *, kind: bool = False) -> list[Reading]:
        """Values."""
        ...

    async def browse(self, nodes: Sequence[str], most: int) -> list[list[Ref]]:
        """What lies below."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A signal of a machine by the table."""

    entry: OpcUaEntry
    state: bool
    still: bool


@dataclass(slots=True, kw_only=True)
class Machine:
    """A machine as it describes itself; `node` is its own."""

    node: str
    title: str
    device: Device
    signals: list[Found] = field(default_factory=list)


async def machines(session: Asked, table: Table, *, most: int, url: str) -> list[Machine]:
    """The machines of a server, with their signals. Raises ConfigRejected `opcua_too_many`."""
    roots = await _roots(session)
    if len(roots) > MOST_MACHINES:
        raise ConfigRejected("opcua_too_many_machines", url=url, found=len(roots), limit=MOST_MACHINES)
    trees = await _walked(session, roots, table, url)
    found = [Machine(node=root.node, title=root.title, device=Device(name=root.title, uuid="")) for root in roots]
    titles = [root.title for root in roots]
    for machine, root, tree in zip(found, roots, trees, strict=True):
        name = root.title if titles.count(root.title) == 1 else root.node
        machine.device = await _device(session, name, tree, table)
        machine.signals = await _signals(session, tree, table.rules)
    count = sum(len(machine.signals) for machine in found)
    if count > most:
        raise ConfigRejected("opcua_too_many", url=url, found=count, limit=most)
    return found


async def _roots(session: Asked) -> list[Ref]:
    """Objects in the folder of machines, and machine tools and CNCs that lie elsewhere among the objects."""
    found: dict[str, Ref] = {}
    if MACHINERY in session.names:
        (below,) = await session.browse([_wire(session, _MACHINES)], MOST_MACHINES + 1)
        found.update((ref.node, ref) for ref in below if not ref.variable)
    if any(space in session.names for space in _SPACES):
        (below,) = await session.browse([_OBJECTS], MOST_NODES)
        found.update((ref.node, ref) for ref in below if ref.type in _TYPES)
    return list(found.values())


Tree = dict[tuple[Step, ...], Ref]


async def _walked(session: Asked, roots: Sequence[Ref], table: Table, url: str) -> list[Tree]:
    patterns = table.paths()
    trees: list[Tree] = [{} for _ in roots]
    level: list[tuple[int, tuple[Step, ...], str]] = [(number, (), root.node) for number, root in enumerate(roots)]
    looked = 0
    while level:
        answers = await session.browse([_wire(session, node) for _, _, node in level], MOST_NODES + 1 - looked)
        following = []
        for (number, path, _), below in zip(level, answers, strict=True):
            looked += len(below)
            for ref in below:
                longer = (*path, browse_name(ref.name))
                fitting = [pattern for pattern in patterns if matches(pattern, longer)]
                if not fitting or longer in trees[number]:
                    continue
                trees[number][longer] = ref
                if any(len(pattern) > len(longer) for pattern in fitting):
                    following.append((number, longer, ref.node))
        if looked > MOST_NODES:
            raise ConfigRejected("opcua_too_many", url=url, found=looked, limit=MOST_NODES)
        level = following
    return trees


async def _device(session: Asked, name: str, tree: Tree, table: Table) -> Device:
    told = {
        part: next(tree[path] for path in paths if path in tree)
        for part, paths in table.identification.items()
        if any(path in tree for path in paths)
    }
    readings = await session.read([_wire(session, ref.node) for ref in told.values()]) if told else []
    texts = {part: str(one.value or "") for part, one in zip(told, readings, strict=True)}
    return Device(
        name=name,
        uuid=texts.get("uuid", ""),
        manufacturer=texts.get("manufacturer", ""),
        model=texts.get("model", ""),
        serial=texts.get("serial", ""),
        description=texts.get("description", ""),
    )


async def _signals(session: Asked, tree: Tree, rules: Sequence[Rule]) -> list[Found]:
    found: list[Found] = []
    taken: set[str] = set()
    for rule in rules:
        if rule.unless & taken:
            continue
        hits = _hits(rule, tree)
        if rule.state:
            hits = await _told_by_text(session, tree, hits)
        neighbours = [tree.get((*path[:-1], rule.named_by)) if rule.named_by else None for path in hits]
        asked = [_wire(session, ref.node) for ref in neighbours if ref is not None]
        told = iter(await session.read(asked)) if asked else iter(())
        for (path, star), neighbour in zip(hits.items(), neighbours, strict=True):
            name = rule.named.get(str(next(told).value), "") if neighbour is not None else ""
            entry = rule.build(tree[path].node, star, name)
            if all(entry.key != other.entry.key for other in found):
                found.append(Found(entry=entry, state=rule.state, still=rule.still))
                taken.add(rule.id)
    return found


async def _told_by_text(session: Asked, tree: Tree, hits: Hits) -> Hits:
    """State machines that fill in only the text of their state, and not its node, are read by the text."""
    pairs = {path: path[:-1] for path in hits if path[:-1] in tree and tree[path[:-1]].variable}
    if not pairs:
        return hits
    both = [tree[path] for pair in pairs.items() for path in pair]
    values = await session.read([_wire(session, ref.node) for ref in both])
    told = {
        path: text for (path, text), node, word in zip(pairs.items(), values[::2], values[1::2], strict=True)
        if not node.value and word.value
    }  # fmt: skip
    return {told.get(path, path): star for path, star in hits.items()}


Hits = dict[tuple[Step, ...], str]
"""Path of a variable -> what the `*` of its pattern stands for."""


def _hits(rule: Rule, tree: Tree) -> Hits:
    """Variables that the rule means, one for each `*`."""
    found: dict[str, tuple[Step, ...]] = {}
    for pattern in (variant for path in rule.paths for variant in rule.variants(path)):
        for path, ref in tree.items():
            if ref.variable and len(path) == len(pattern) and matches(pattern, path):
                star = next((step[1] for wanted, step in zip(pattern, path, strict=True) if wanted == ANY), "")
                found.setdefault(star, path)
    return {path: star for star, path in found.items()}


def _wire(session: Asked, node: str) -> str:
    """As the server numbers now; it has just named the node itself."""
    return session.names.wire(node) or node
