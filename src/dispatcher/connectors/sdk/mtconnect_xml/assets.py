"""Asset documents: each asset kept as the text it came as (Part 4, Assets)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dispatcher.connectors.sdk.mtconnect_xml.documents import (
    ErrorsDocument,
    Header,
    Root,
    check_depth,
    header_of,
    new_parser,
    read_errors,
    read_repairing,
    root_from,
    run_parser,
)
from dispatcher.connectors.sdk.vocabulary import local_name
from dispatcher.domain.instant import Instant, parse_instant
from dispatcher.ports.connector import Garbled


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetDocument:
    """One asset: `document` is its element verbatim; `device` the deviceUuid ("" = not said)."""

    asset_id: str
    type: str
    device: str
    at: Instant | None
    removed: bool
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetsDocument:
    """An MTConnectAssets document."""

    root: Root
    header: Header
    assets: tuple[AssetDocument, ...]
    repaired: bool = False


def read_assets(data: bytes) -> AssetsDocument | ErrorsDocument:
    """Read an MTConnectAssets document of any version. Raises Garbled."""
    document, repaired = read_repairing(_read, data)
    if document is None:
        return read_errors(data)
    return replace(document, repaired=True) if repaired else document


def _read(data: bytes) -> AssetsDocument | None:
    """The document, or None where it is an error document."""
    parser = new_parser()
    encoding = "utf-8"
    root: Root | None = None
    header = Header()
    assets: list[AssetDocument] = []
    path: list[str] = []
    begun: tuple[int, str, dict[str, str]] | None = None

    def declaration(_version: str, given: str | None, _standalone: int) -> None:
        nonlocal encoding
        encoding = given or encoding

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal root, header, begun
        check_depth(len(path))
        tag = local_name(name)
        if not path:
            root = root_from(name, attributes)
        elif tag == "Header" and len(path) == 1:
            header = header_of(attributes)
        elif path[1:] == ["Assets"] and "assetId" in attributes:
            begun = parser.CurrentByteIndex, tag, attributes
        path.append(tag)

    def end(_name: str) -> None:
        nonlocal begun
        path.pop()
        if begun is not None and path[1:] == ["Assets"]:
            first, tag, attributes = begun
            opened = _end_of_tag(data, first)
            empty = data[opened - 2 : opened] == b"/>"
            last = opened if empty else _end_of_tag(data, parser.CurrentByteIndex)
            assets.append(_asset(tag, attributes, data[first:last].decode(encoding, "replace")))
            begun = None

    parser.XmlDeclHandler = declaration
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    run_parser(parser, data)
    if root is None or root.name not in {"MTConnectAssets", "MTConnectError"}:
        raise Garbled("mtconnect_unexpected_document", expected="MTConnectAssets", found=root.name if root else "")
    if root.name == "MTConnectError":
        return None
    return AssetsDocument(root=root, header=header, assets=tuple(assets))


def _asset(tag: str, attributes: dict[str, str], document: str) -> AssetDocument:
    try:
        at: Instant | None = parse_instant(attributes.get("timestamp", ""))
    except ValueError:
        at = None
    return AssetDocument(
        asset_id=attributes["assetId"],
        type=tag,
        device=attributes.get("deviceUuid", ""),
        at=at,
        removed=attributes.get("removed") == "true",
        document=document,
    )


def _end_of_tag(data: bytes, begin: int) -> int:
    """The index after the `>` that ends the tag beginning at `begin`."""
    at, quote = begin, 0
    while at < len(data):
        byte = data[at]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == ord(">"):
            return at + 1
        at += 1
    return at
