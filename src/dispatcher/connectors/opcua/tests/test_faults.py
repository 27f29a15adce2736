"""Errors of the library and refusals of servers as ours: who can mend it, and whether it is worth trying again."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from asyncua import ua

from dispatcher.connectors.opcua.certificates import Identity
from dispatcher.connectors.opcua.client.ear import Ear
from dispatcher.connectors.opcua.client.faults import named
from dispatcher.connectors.opcua.config import OpcUaSettings
from dispatcher.connectors.opcua.tests.test_ear import Inner
from dispatcher.ports.connector import AccessDenied, ConfigRejected, ConnectorError, Garbled, LinkDown

SETTINGS = OpcUaSettings(url="opc.tcp://mill:4840")
OWN = Identity(certificate=b"x", key=b"geheim", uri="urn:a", file=Path("own.der"))


def told(
    error: Exception, *, ear: Ear | None = None, own: Identity | None = None, greeting: bool = False
) -> ConnectorError:
    with pytest.raises(ConnectorError) as caught, named(SETTINGS, ear, own=own, greeting=greeting):
        raise error
    return caught.value


@pytest.mark.parametrize(
    ("status", "own", "kind", "code"),
    [
        ("BadUserAccessDenied", None, AccessDenied, "opcua_access_denied"),
        ("BadIdentityTokenRejected", OWN, AccessDenied, "opcua_access_denied"),
        ("BadSecurityChecksFailed", OWN, AccessDenied, "opcua_own_certificate_refused"),
        ("BadCertificateUntrusted", OWN, AccessDenied, "opcua_own_certificate_refused"),
        ("BadSecurityChecksFailed", None, AccessDenied, "opcua_security_demanded"),
        ("BadSecurityPolicyRejected", None, ConfigRejected, "opcua_policy_rejected"),
        ("BadTcpEndpointUrlInvalid", None, ConfigRejected, "opcua_wrong_path"),
        ("BadTooManySessions", None, LinkDown, "opcua_busy"),
        ("BadNoSubscription", None, LinkDown, "opcua_subscription_lost"),
        ("BadSessionClosed", None, LinkDown, "opcua_subscription_lost"),
        ("BadServiceUnsupported", None, LinkDown, "opcua_status"),
    ],
)
def test_refusals_of_a_server(status: str, own: Identity | None, kind: type, code: str) -> None:
    error = told(ua.UaStatusCodeError(getattr(ua.StatusCodes, status)), ear=Ear(Inner()), own=own)

    assert (type(error), error.code, error.params["status"]) == (kind, code, status)
    assert "geheim" not in repr(error)


@pytest.mark.parametrize(
    ("raised", "kind", "code"),
    [
        (ConnectionRefusedError(), LinkDown, "opcua_refused"),
        (socket.gaierror(), LinkDown, "opcua_unknown_host"),
        (TimeoutError(), LinkDown, "opcua_unreachable"),
        (OSError(113, "No route to host"), LinkDown, "opcua_no_connection"),
    ],
)
def test_before_there_is_a_connection(raised: Exception, kind: type, code: str) -> None:
    error = told(raised)

    assert (type(error), error.code) == (kind, code)


@pytest.mark.parametrize(
    ("raised", "own", "code"),
    [
        (TimeoutError(), None, "opcua_silent"),
        (ConnectionError("connection lost"), None, "opcua_closed"),
        (ConnectionError("connection lost"), OWN, "opcua_own_certificate_refused"),
        (ua.UaError("strange"), None, "opcua_garbled"),
        (Exception("InvalidSignature"), None, "opcua_garbled"),
        (KeyError("x"), None, "opcua_garbled"),
    ],
)
def test_on_an_open_connection(raised: Exception, own: Identity | None, code: str) -> None:
    assert told(raised, ear=Ear(Inner()), own=own).code == code


def test_what_spoke_first_tells_more_than_the_error() -> None:
    foreign, garbled = Ear(Inner()), Ear(Inner())
    foreign.data_received(b"HTTP/1.1 200 OK\r\n")
    garbled.garbled = "rubbish"

    assert told(ConnectionError(), ear=foreign, greeting=True).code == "opcua_wrong_protocol"
    assert isinstance(told(ConnectionError(), ear=garbled), Garbled)


def test_our_own_errors_pass() -> None:
    assert told(LinkDown("opcua_silent")).code == "opcua_silent"
