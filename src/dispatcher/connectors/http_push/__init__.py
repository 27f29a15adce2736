"""HTTP push: programs bring observations to the house's own door, as JSON, lines of JSON or Influx line protocol."""

from dispatcher.connectors.http_push.config import HttpPushSettings
from dispatcher.connectors.http_push.connector import HttpPushConnector
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(settings=HttpPushSettings, address=lambda _: "", build=HttpPushConnector)

__all__ = ["PLUG"]
