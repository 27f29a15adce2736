"""Text: lines of a device over TCP (we call, or are called) or a serial port, made signals by patterns."""

from dispatcher.connectors.sdk.registry import Plug
from dispatcher.connectors.text.config import TextSettings, point
from dispatcher.connectors.text.connector import TextConnector

PLUG = Plug(
    settings=TextSettings,
    address=lambda settings: settings.address,
    build=TextConnector,
    schemes=("tcp", "rfc2217"),
    point=point,
)

__all__ = ["PLUG"]
