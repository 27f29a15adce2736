"""Topics of Sparkplug B (specification 3.0, chapter 4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

SPACE: Final = "spBv1.0"
_NODE_LEVELS = 4
_STATE_LEVELS = 3


class Kind(StrEnum):
    """What a message is."""

    NBIRTH = "NBIRTH"
    NDEATH = "NDEATH"
    NDATA = "NDATA"
    NCMD = "NCMD"
    DBIRTH = "DBIRTH"
    DDEATH = "DDEATH"
    DDATA = "DDATA"
    DCMD = "DCMD"


_KINDS: Final = frozenset(kind.value for kind in Kind)
OF_DEVICES: Final = frozenset((Kind.DBIRTH, Kind.DDEATH, Kind.DDATA, Kind.DCMD))
COMMANDS: Final = frozenset((Kind.NCMD, Kind.DCMD))


@dataclass(frozen=True, slots=True)
class NodeId:
    """An edge node: unique within a broker."""

    group: str
    node: str

    def __str__(self) -> str:
        """As a person writes it."""
        return f"{self.group}/{self.node}"


@dataclass(frozen=True, slots=True)
class Address:
    """Whose message it is; device "" = the node's own."""

    node: NodeId
    device: str
    kind: Kind


def read(topic: str) -> Address | None:
    """None for a topic that is none of Sparkplug's, or does not follow its rules."""
    levels = topic.split("/")
    if levels[0] != SPACE or not _NODE_LEVELS <= len(levels) <= _NODE_LEVELS + 1 or levels[2] not in _KINDS:
        return None
    kind = Kind(levels[2])
    device = levels[_NODE_LEVELS] if len(levels) > _NODE_LEVELS else ""
    if (kind in OF_DEVICES) != bool(device) or not levels[1] or not levels[3]:
        return None
    return Address(NodeId(levels[1], levels[3]), device, kind)


def owner(name: str) -> tuple[NodeId, str] | None:
    """Node and device that `group/node` or `group/node/device` names; None for another text."""
    parts = name.split("/")
    if not 2 <= len(parts) <= 3 or not all(parts) or any(sign in name for sign in "+#"):  # noqa: PLR2004 - as it says
        return None
    return NodeId(parts[0], parts[1]), parts[2] if len(parts) == 3 else ""  # noqa: PLR2004 - as above


def of_node(node: NodeId) -> tuple[str, str]:
    """Filters for all that a node and its devices say."""
    return f"{SPACE}/{node.group}/+/{node.node}", f"{SPACE}/{node.group}/+/{node.node}/+"


def command(node: NodeId) -> str:
    """Where a command to a node goes."""
    return f"{SPACE}/{node.group}/{Kind.NCMD}/{node.node}"


def state(host_id: str) -> str:
    """Where a host application says whether it is there."""
    return f"{SPACE}/STATE/{host_id}"
