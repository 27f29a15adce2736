"""The manual workplace: people say what a machine without signals does; what they say becomes its signals."""

from dispatcher.connectors.manual.config import ManualSettings
from dispatcher.connectors.manual.connector import ManualConnector
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(settings=ManualSettings, address=lambda _: "", build=ManualConnector)

__all__ = ["PLUG"]
