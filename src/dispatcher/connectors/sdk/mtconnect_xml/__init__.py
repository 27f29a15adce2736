"""MTConnect documents, versions 1.0 to 2.x: bytes in, values and columns out; no network, no clock.

`read_devices` (probe), `StreamsReader` (current, sample, stored recordings), `read_assets`; each gives an
`ErrorsDocument` where the agent answered with MTConnectError, and raises `Garbled` for what is not
well-formed, too large, not MTConnect, or carries a DTD.
"""

from dispatcher.connectors.sdk.mtconnect_xml.assets import AssetsDocument, read_assets
from dispatcher.connectors.sdk.mtconnect_xml.catalogue import Catalogue, Kind
from dispatcher.connectors.sdk.mtconnect_xml.devices import DeviceModel, DevicesDocument, read_devices
from dispatcher.connectors.sdk.mtconnect_xml.documents import (
    AgentError,
    ErrorsDocument,
    Header,
    Root,
    read_errors,
    root_of,
)
from dispatcher.connectors.sdk.mtconnect_xml.streams import AssetEvent, Rejected, StreamsDocument, StreamsReader

__all__ = [
    "AgentError",
    "AssetEvent",
    "AssetsDocument",
    "Catalogue",
    "DeviceModel",
    "DevicesDocument",
    "ErrorsDocument",
    "Header",
    "Kind",
    "Rejected",
    "Root",
    "StreamsDocument",
    "StreamsReader",
    "read_assets",
    "read_devices",
    "read_errors",
    "root_of",
]
