"""Haas MDC: the questions that every Haas control answers over TCP (Setting 143), and nothing that changes it."""

from dispatcher.connectors.haas_mdc.config import PORT, HaasMdcSettings
from dispatcher.connectors.haas_mdc.connector import HaasMdcConnector
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(
    settings=HaasMdcSettings,
    address=lambda settings: settings.address,
    build=HaasMdcConnector,
    schemes=("haas",),
    port=PORT,
    point=lambda target: {"host": target.host, **({"port": target.port} if target.port else {})},
)

__all__ = ["PLUG"]
