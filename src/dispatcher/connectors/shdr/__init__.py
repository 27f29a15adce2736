"""SHDR: listens to an adapter over TCP, the protocol that agents speak to machines."""

from dispatcher.connectors.sdk.registry import Plug
from dispatcher.connectors.shdr.config import ShdrSettings
from dispatcher.connectors.shdr.connector import ShdrConnector

PLUG = Plug(
    settings=ShdrSettings,
    address=lambda settings: settings.address,
    build=ShdrConnector,
    schemes=("shdr",),
    port=7878,
    point=lambda target: {"host": target.host, "port": target.port or 7878},
)

__all__ = ["PLUG"]
