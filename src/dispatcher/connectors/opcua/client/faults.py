"""The library's errors as ours: what happened, where, and who can mend it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from asyncua import ua

from dispatcher.connectors.opcua.certificates import Identity, fingerprint
from dispatcher.connectors.opcua.client.ear import Ear
from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.ports.connector import AccessDenied, ConfigRejected, ConnectorError, Garbled, LinkDown

_S = ua.StatusCodes
_LOGIN = frozenset(
    {
        _S.BadUserAccessDenied,
        _S.BadIdentityTokenRejected,
        _S.BadIdentityTokenInvalid,
        _S.BadUserSignatureInvalid,
    }
)
_OWN_CERTIFICATE = frozenset(
    {
        _S.BadSecurityChecksFailed,
        _S.BadCertificateUntrusted,
        _S.BadCertificateInvalid,
        _S.BadCertificateTimeInvalid,
        _S.BadCertificateUriInvalid,
        _S.BadCertificateUseNotAllowed,
        _S.BadCertificateRevoked,
        _S.BadCertificateChainIncomplete,
        _S.BadApplicationSignatureInvalid,
    }
)
_POLICY = frozenset({_S.BadSecurityPolicyRejected, _S.BadSecurityModeRejected, _S.BadSecurityModeInsufficient})
_BUSY = frozenset(
    {
        _S.BadTooManySessions,
        _S.BadTooManySubscriptions,
        _S.BadTooManyMonitoredItems,
        _S.BadTooManyPublishRequests,
        _S.BadMaxConnectionsReached,
        _S.BadTcpServerTooBusy,
        _S.BadTcpNotEnoughResources,
        _S.BadOutOfMemory,
        _S.BadResourceUnavailable,
    }
)
_ENDED = frozenset(
    {
        _S.BadNoSubscription,
        _S.BadSubscriptionIdInvalid,
        _S.BadSessionIdInvalid,
        _S.BadSessionClosed,
        _S.BadSecureChannelClosed,
        _S.BadSecureChannelIdInvalid,
        _S.BadSecureChannelTokenUnknown,
        _S.BadServerHalted,
        _S.BadShutdown,
        _S.BadTimeout,
    }
)
_WRONG_PATH = frozenset({_S.BadTcpEndpointUrlInvalid})


@contextmanager
def named(
    settings: OpcUaSettings, ear: Ear | None, *, own: Identity | None = None, greeting: bool = False
) -> Iterator[None]:
    """What goes wrong inside, under our names. own: who we said we are; greeting: nobody has answered yet."""
    try:
        yield
    except ConnectorError:
        raise
    except Exception as error:  # strange bytes lead the library to raise anything
        raise _translated(error, settings, ear, own, greeting=greeting) from error


def _translated(
    error: Exception, settings: OpcUaSettings, ear: Ear | None, own: Identity | None, *, greeting: bool
) -> ConnectorError:
    where = {"host": settings.host, "port": settings.port}
    if ear is not None and (ear.foreign or (greeting and isinstance(error, ConnectionError))):
        return Garbled("opcua_wrong_protocol", text=ear.foreign, **where)
    if ear is not None and ear.garbled:
        return Garbled("opcua_garbled", url=settings.endpoint, reason=ear.garbled)
    if ear is None and isinstance(error, OSError):
        return _not_connected(error, settings)
    match error:
        case TimeoutError() if greeting:
            return LinkDown("opcua_no_greeting", **where)
        case TimeoutError():
            return LinkDown("opcua_silent", url=settings.endpoint, silence_ms=settings.timeout_ms)
        case ConnectionError() if own is not None:
            # Many servers hang up without a word when they do not know our certificate.
            return _not_known(own, settings, "connection closed")
        case OSError():
            return LinkDown("opcua_closed", url=settings.endpoint)
        case ua.UaStatusCodeError():
            return _of_status(error.code, settings, own)
        case _:
            reason = " ".join(str(error).split())[:200] or type(error).__name__
            return Garbled("opcua_garbled", url=settings.endpoint, reason=reason)


def _not_connected(error: OSError, settings: OpcUaSettings) -> LinkDown:
    where = {"host": settings.host, "port": settings.port}
    match error:
        case TimeoutError():
            return LinkDown("opcua_unreachable", timeout_ms=settings.timeout_ms, **where)
        case socket.gaierror():
            return LinkDown("opcua_unknown_host", **where)
        case ConnectionRefusedError():
            return LinkDown("opcua_refused", **where)
        case _:
            return LinkDown("opcua_no_connection", reason=error.strerror or type(error).__name__, **where)


def _of_status(code: int, settings: OpcUaSettings, own: Identity | None) -> ConnectorError:
    url, status = settings.endpoint, ua.StatusCode(code).name
    if code in _LOGIN:
        return AccessDenied("opcua_access_denied", url=url, user=settings.username, status=status)
    if code in _OWN_CERTIFICATE:
        if own is not None:
            return _not_known(own, settings, status)
        return AccessDenied("opcua_security_demanded", url=url, status=status)
    if code in _POLICY:
        return ConfigRejected("opcua_policy_rejected", url=url, status=status)
    if code in _BUSY:
        return LinkDown("opcua_busy", url=url, status=status)
    if code in _ENDED:
        return LinkDown("opcua_subscription_lost", url=url, status=status)
    if code in _WRONG_PATH:
        return ConfigRejected("opcua_wrong_path", url=url, status=status)
    return LinkDown("opcua_status", url=url, status=status)


def _not_known(own: Identity, settings: OpcUaSettings, status: str) -> AccessDenied:
    return AccessDenied(
        "opcua_own_certificate_refused",
        url=settings.endpoint,
        status=status,
        fingerprint=fingerprint(own.certificate),
        file=str(own.file),
    )
