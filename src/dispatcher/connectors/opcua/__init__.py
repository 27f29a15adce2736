"""OPC UA: subscribes to a machine's server; companion models are understood, other nodes are mapped."""

from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.connectors.opcua.connector import OpcUaConnector
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(
    settings=OpcUaSettings,
    address=lambda settings: settings.address,
    build=OpcUaConnector,
    schemes=("opc.tcp",),
    port=4840,
    shared=True,
    own="certificates",
    point=lambda target: (
        {"url": f"opc.tcp://{target.authority(4840)}{target.path}"}
        | ({"username": target.user, "password": target.password} if target.user else {})
    ),
)

__all__ = ["PLUG"]
