"""MQTT: values that devices publish to a broker, JSON or plain, by a mapping of topics."""

from dispatcher.connectors.mqtt.config import MqttSettings
from dispatcher.connectors.mqtt.connector import MqttConnector
from dispatcher.connectors.sdk.mqtt_session import pointed
from dispatcher.connectors.sdk.registry import Plug

PLUG = Plug(
    settings=MqttSettings,
    address=lambda settings: settings.address,
    build=MqttConnector,
    schemes=("mqtt", "mqtts"),
    port=1883,
    point=pointed,
)

__all__ = ["PLUG"]
