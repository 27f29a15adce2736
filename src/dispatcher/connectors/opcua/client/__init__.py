"""The only rooms that know the protocol's library; its errors become our four."""

from dispatcher.connectors.opcua.client.channel import opened
from dispatcher.connectors.opcua.client.session import Session

__all__ = ["Session", "opened"]
