"""Names of nodes that last: an index of a namespace holds only until the server restarts, its URI holds for ever."""

from __future__ import annotations

import re
from collections.abc import Sequence

BASE = "http://opcfoundation.org/UA/"
"""The namespace of OPC UA itself, always index 0."""

_FORM = re.compile(r"(?:(?:nsu=(?P<uri>.+?)|ns=(?P<index>\d{1,5}));)?(?P<rest>[isgb]=.+)", re.DOTALL)


def checked_node(text: str) -> str:
    """The text, if it names a node. Raises ValueError."""
    found = _FORM.fullmatch(text)
    if found is None or (found["rest"].startswith("i=") and not found["rest"][2:].isdecimal()):
        raise ValueError("write a node like nsu=http://example.org/UA/;s=Name, or ns=2;s=Name")
    return text


class Namespaces:
    """The namespaces of a server as it numbers them now."""

    def __init__(self, uris: Sequence[str]) -> None:
        self.uris = tuple(uris) or (BASE,)
        self._index = {uri: index for index, uri in reversed(list(enumerate(self.uris)))}

    def __contains__(self, uri: object) -> bool:
        """Whether the server has this namespace."""
        return uri in self._index

    def wire(self, node: str, first: Sequence[str] = ()) -> str | None:
        """`ns=…;…` as the server numbers now; None where it has no such namespace.

        first: the namespaces as they were when `node` was written down with an index: that is what it meant.
        """
        found = _FORM.fullmatch(node)
        if found is None:
            return None
        if found["uri"] is not None:
            index = self._index.get(found["uri"].replace("%3B", ";").replace("%25", "%"))
        elif found["index"] is None:
            index = 0
        else:
            index, meant = int(found["index"]), first or self.uris
            if index >= len(meant):
                return None
            index = self._index.get(meant[index])
        if index is None:
            return None
        return f"ns={index};{found['rest']}" if index else found["rest"]

    def lasting(self, node: str) -> str:
        """`nsu=…;…` for a node as the server numbers now; base nodes stay short (`i=85`)."""
        found = _FORM.fullmatch(node)
        if found is None or found["index"] is None:
            return node
        index = int(found["index"])
        if index == 0:
            return found["rest"]
        if index >= len(self.uris):
            return node
        return named(self.uris[index], found["rest"])


def named(uri: str, rest: str) -> str:
    """`nsu=…;…` of its parts."""
    return f"nsu={uri.replace('%', '%25').replace(';', '%3B')};{rest}"
