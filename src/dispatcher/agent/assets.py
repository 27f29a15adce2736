"""Assets: documents about things that move around the shop (MTConnect Part 4, Assets)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from xml.parsers import expat

from lxml import etree

from dispatcher.agent.documents import Paper
from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.agent.names import attributes
from dispatcher.agent.reader import has_doctype
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import Instant, format_instant

_LARGEST = 4 * 1024 * 1024
_OURS = ("assetId", "timestamp", "deviceUuid", "removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAsset:
    """An asset as kept: its type (element name) and the inner text of its document.

    `head` are the document's own attributes, `body` what is inside; id, time, device and removal
    are ours to write.
    """

    asset_id: str
    type: str
    device_uuid: str
    at: Instant
    removed: bool
    head: str
    body: str


def read_asset(document: str, *, device_uuid: str, at: Instant, asset_id: str = "") -> StoredAsset:
    """An asset from its XML element. Raises InvalidInput `agent.asset_unreadable`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if len(document) > _LARGEST:
        raise InvalidInput("agent.asset_unreadable", reason=f"larger than {_LARGEST} characters")
    try:
        root = etree.fromstring(document.strip().encode(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidInput("agent.asset_unreadable", reason=str(error)[:200]) from error
    if has_doctype(root):
        raise InvalidInput("agent.asset_unreadable", reason="a document type is not allowed")
    _unqualify(root)
    if root.tag == "MTConnectAssets":
        raise InvalidInput("agent.asset_unreadable", reason="a whole document of assets, not one asset")
    found = asset_id or root.get("assetId") or ""
    if not found:
        raise InvalidInput("agent.asset_unreadable", reason="an asset needs an assetId")
    head = attributes(
        *((str(name), value) for name, value in root.attrib.items() if name not in _OURS and "{" not in str(name))
    )
    whole = etree.tostring(root, encoding="unicode", with_tail=False)
    _readable_by_all(whole)
    start = whole.find(">")
    body = "" if whole[start - 1] == "/" else whole[start + 1 : whole.rfind("</")]
    return StoredAsset(
        asset_id=found,
        type=etree.QName(root).localname,
        device_uuid=device_uuid,
        at=at,
        removed=root.get("removed") == "true",
        head=head,
        body=body,
    )


def _readable_by_all(document: str) -> None:
    """Refuse names that only some readers know (letters of later Unicode, XML 1.0 fifth edition)."""
    try:
        expat.ParserCreate().Parse(document.encode(), True)
    except expat.ExpatError as error:
        raise InvalidInput("agent.asset_unreadable", reason=str(error)[:200]) from error


def _unqualify(root: etree._Element) -> None:
    """Take the MTConnect namespace off, so that the document takes that of its surroundings."""
    for element in root.iter(tag=etree.Element):
        name = etree.QName(element)
        if (name.namespace or "").startswith("urn:mtconnect.org:"):
            element.tag = name.localname
    etree.cleanup_namespaces(root)


class AssetStore:
    """At most `size` assets, the newest kept; an asset that comes again replaces itself."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._held: OrderedDict[str, StoredAsset] = OrderedDict()

    def __len__(self) -> int:
        """How many assets are there, removed ones not counted."""
        return sum(not asset.removed for asset in self._held.values())

    def put(self, asset: StoredAsset) -> None:
        """Keep an asset as the newest."""
        self._held.pop(asset.asset_id, None)
        self._held[asset.asset_id] = asset
        while len(self._held) > self.size:
            self._held.popitem(last=False)

    def remove(self, asset_id: str, at: Instant) -> StoredAsset | None:
        """Mark as removed; None where it is not there or already removed."""
        asset = self._held.get(asset_id)
        if asset is None or asset.removed:
            return None
        gone = replace(asset, removed=True, at=at)
        self.put(gone)
        return gone

    def of_type(self, type_: str, device_uuid: str = "") -> Sequence[StoredAsset]:
        """Assets of a type (any if empty), of a device (any if empty), that are not removed."""
        return self.select(types=(type_,) if type_ else (), device_uuid=device_uuid)

    def select(
        self, *, types: Sequence[str] = (), device_uuid: str = "", removed: bool = False, count: int | None = None
    ) -> Sequence[StoredAsset]:
        """The newest first; with `removed` also those marked as removed."""
        found = [
            asset
            for asset in reversed(self._held.values())
            if (not types or asset.type in types)
            and (not device_uuid or asset.device_uuid == device_uuid)
            and (removed or not asset.removed)
        ]
        return found if count is None else found[:count]

    def named(self, ids: Iterable[str]) -> Sequence[StoredAsset]:
        """These assets in the order asked, removed ones too. Raises Refused (ASSET_NOT_FOUND)."""
        found = []
        for asset_id in ids:
            asset = self._held.get(asset_id)
            if asset is None:
                raise Refused(ErrorCode.ASSET_NOT_FOUND, "agent.asset", asset=asset_id[:200])
            found.append(asset)
        return found


def assets(paper: Paper, header: str, found: Sequence[StoredAsset]) -> bytes:
    """The MTConnectAssets document of these assets.

    Their elements take the document's default namespace, so in prefixed documents it is declared
    once more on the holder.
    """
    name = paper.tag("Assets")
    inner = f' xmlns="urn:mtconnect.org:MTConnectAssets:{paper.settings.version}"' if paper.prefix else ""
    body = "".join(_element(asset) for asset in found)
    return paper.root("Assets", header, f"<{name}{inner}>{body}</{name}>")


def _element(asset: StoredAsset) -> str:
    """One asset's element."""
    ours = attributes(
        ("assetId", asset.asset_id),
        ("timestamp", format_instant(asset.at)),
        ("deviceUuid", asset.device_uuid),
        ("removed", "true" if asset.removed else ""),
    )
    return f"<{asset.type}{ours}{asset.head}>{asset.body}</{asset.type}>"
