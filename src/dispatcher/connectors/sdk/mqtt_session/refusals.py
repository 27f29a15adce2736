"""What a broker answers when it will not have us, as our errors (reason codes: MQTT 5, 2.4; 3.1.1, 3.2.2.3)."""

from __future__ import annotations

import ssl

from dispatcher.connectors.sdk.mqtt_session.settings import BrokerSettings
from dispatcher.ports.connector import AccessDenied, ConfigRejected, ConnectorError, LinkDown

_VERSION = 132
_CLIENT_ID = 133
_PASSWORD = 134
_NOT_ALLOWED = (135, 138, 140)
_TAKEN_OVER = 142


def of_connecting(settings: BrokerSettings, code: int, reason: str) -> ConnectorError:
    """Instead of letting us in."""
    where = settings.where
    if code == _VERSION:
        return ConfigRejected("broker_version", version=settings.version, **where)
    if code == _CLIENT_ID:
        return ConfigRejected("broker_client_id", **where)
    if not settings.user and (code == _PASSWORD or code in _NOT_ALLOWED):
        return AccessDenied("broker_password_needed", **where)
    if code == _PASSWORD:
        return AccessDenied("broker_wrong_password", user=settings.user, **where)
    if code in _NOT_ALLOWED:
        return AccessDenied("broker_not_authorised", user=settings.user, **where)
    return LinkDown("broker_not_accepted", reason=reason, **where)


def of_subscribing(settings: BrokerSettings, topic: str, reason: str) -> ConnectorError:
    """Instead of letting us read a topic."""
    return AccessDenied("broker_topic_refused", topic=topic, reason=reason, user=settings.user, **settings.where)


def of_disconnecting(settings: BrokerSettings, code: int, reason: str) -> ConnectorError:
    """Sent away later."""
    if code == _TAKEN_OVER:
        return LinkDown("broker_taken_over", **settings.where)
    return LinkDown("broker_sent_away", reason=reason, **settings.where)


def of_closing_at_once(settings: BrokerSettings, error: Exception | None) -> ConnectorError:
    """The connection closed before any answer."""
    where = settings.where
    if settings.tls and isinstance(error, ssl.SSLError):
        return AccessDenied("broker_wants_certificate", problem=error.reason or str(error), **where)
    if settings.tls and isinstance(error, ConnectionResetError):
        # In TLS 1.3 a refused certificate often looks like this; but so does a broker that is just going down.
        return LinkDown("broker_wants_certificate", problem=error.strerror or str(error), **where)
    return LinkDown("broker_closed_at_once", **where)
