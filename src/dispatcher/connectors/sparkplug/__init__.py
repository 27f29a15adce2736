"""Sparkplug B: a host application that reads edge nodes and their devices at an MQTT broker."""

from dispatcher.connectors.sdk.mqtt_session import pointed
from dispatcher.connectors.sdk.registry import Plug
from dispatcher.connectors.sparkplug.config import SparkplugSettings
from dispatcher.connectors.sparkplug.connector import SparkplugConnector

PLUG = Plug(
    settings=SparkplugSettings,
    address=lambda settings: settings.address,
    build=SparkplugConnector,
    schemes=("sparkplug", "sparkplugs"),
    port=1883,
    point=pointed,
)

__all__ = ["PLUG"]
