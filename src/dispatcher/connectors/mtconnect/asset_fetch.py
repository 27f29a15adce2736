"""Fetching asset documents: all of them at the beginning, then what the asset events speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from dispatcher.connectors.mtconnect.client import AgentClient
from dispatcher.connectors.mtconnect.config import Assets
from dispatcher.connectors.mtconnect.decode import asset_values
from dispatcher.connectors.sdk.mtconnect_xml import AssetEvent, ErrorsDocument, read_assets
from dispatcher.domain.instant import Instant
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Asset, ConnectorError, Note

_SINGLY = 20
"""More changed assets in one document than this are fetched with one question for all."""

Fetched = tuple[tuple[Asset, ...], list[Note]]


class AssetFetch:
    """A failure here is a note, never an error: observations must not wait for documents."""

    def __init__(self, client: AgentClient, clock: Clock, wish: Assets) -> None:
        self._client = client
        self._clock = clock
        self._wish = wish

    async def everything(self, labels: Mapping[str, str]) -> Fetched:
        """All assets there are. `labels`: device uuid -> device as bound."""
        return await self._fetch("assets", labels)

    async def changed(self, events: Iterable[AssetEvent], labels: Mapping[str, str]) -> Fetched:
        """What the events of one document speak of; the last event of an asset counts."""
        if self._wish is Assets.IGNORE:
            return (), []
        last = {(event.device, event.asset_id): event for event in events}
        kept: list[Asset] = [
            Asset(
                device=event.device,
                asset_id=event.asset_id,
                type=event.type,
                at=Instant(event.at),
                removed=True,
                document="",
            )
            for event in last.values()
            if event.removed
        ]
        paths = [f"asset/{quote(event.asset_id, safe='')}" for event in last.values() if not event.removed]
        notes: list[Note] = []
        for path in paths if len(paths) <= _SINGLY else ["assets"]:
            found, complaints = await self._fetch(path, labels)
            kept.extend(found)
            notes.extend(complaints)
        return tuple(kept), notes

    async def _fetch(self, path: str, labels: Mapping[str, str]) -> Fetched:
        if self._wish is Assets.IGNORE:
            return (), []
        try:
            document = read_assets(await self._client.document(path))
        except ConnectorError as error:
            return (), [Note(code="mtconnect_assets_failed", params={"path": path, "problem": error.code})]
        if isinstance(document, ErrorsDocument):
            if document.has("ASSET_NOT_FOUND"):
                return (), []
            code = document.errors[0].code if document.errors else ""
            return (), [Note(code="mtconnect_assets_failed", params={"path": path, "problem": code})]
        return asset_values(document, labels, self._clock.now()), []
