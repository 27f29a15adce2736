"""`Source` elements of a device model: under which names an adapter sends a data item (Part 2, Source)."""

from __future__ import annotations

from collections.abc import Mapping

from dispatcher.connectors.sdk.mtconnect_xml.documents import check_depth, new_parser, read_repairing, run_parser
from dispatcher.connectors.sdk.vocabulary import local_name

Sources = Mapping[tuple[str, str], str]
"""(device name, data item id) -> the text of its Source."""


def read_sources(data: bytes) -> Sources:
    """The sources a probe document declares. Raises Garbled."""
    return read_repairing(_read, data)[0]


def _read(data: bytes) -> Sources:
    parser = new_parser()
    found: dict[tuple[str, str], str] = {}
    path: list[str] = []
    words: list[str] = []
    device = item = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal device, item
        check_depth(len(path))
        tag = local_name(name)
        if path[1:] == ["Devices"]:
            device = attributes.get("name") or attributes.get("uuid") or attributes.get("id", "")
        elif tag == "DataItem":
            item = attributes.get("id", "")
        elif tag == "Source":
            words.clear()
        path.append(tag)

    def text(piece: str) -> None:
        if path and path[-1] == "Source":
            words.append(piece)

    def end(_name: str) -> None:
        if path.pop() == "Source" and path and path[-1] == "DataItem":
            said = "".join(words).strip()
            if said and item:
                found[device, item] = said

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    run_parser(parser, data)
    return found
