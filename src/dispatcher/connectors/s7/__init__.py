"""Siemens S7: reads the memory of controllers by the classic S7 protocol over TCP."""

from dispatcher.connectors.s7.config import S7Settings, pointed
from dispatcher.connectors.s7.connector import S7Connector
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(
    settings=S7Settings,
    address=lambda settings: settings.address,
    build=S7Connector,
    schemes=("s7",),
    port=102,
    point=pointed,
)

__all__ = ["PLUG"]
