"""One MQTT session for all who speak through a broker: 3.1.1 and 5, TLS, acknowledgement once a message is stored."""

from dispatcher.connectors.sdk.mqtt_session.client import Message, Session, Will
from dispatcher.connectors.sdk.mqtt_session.settings import BrokerSettings, pointed
from dispatcher.connectors.sdk.mqtt_session.topics import Filters, fits

__all__ = ["BrokerSettings", "Filters", "Message", "Session", "Will", "fits", "pointed"]
