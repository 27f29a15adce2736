"""From an address to a session: greeting, endpoints, security, trust, login."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence

from asyncua import Client, ua
from asyncua.client.ua_client import UaClient
from asyncua.crypto import security_policies, uacrypto

from dispatcher.connectors.opcua.certificates import Identity, check_trust, own_identity
from dispatcher.connectors.opcua.client.ear import Ear
from dispatcher.connectors.opcua.client.faults import named
from dispatcher.connectors.opcua.client.session import Session
from dispatcher.connectors.opcua.config import ClearPassword, Mode, OpcUaSettings, Security
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import AccessDenied, ConfigRejected, LinkDown, Note

_GREETING_S = 2.5
_CLOSING_S = 0.4
_SESSION_MS = 120_000
_CHANNEL_MS = 3_600_000
_PLAIN = security_policies.SecurityPolicyNone.URI
_POLICIES = {
    Security.AES256: security_policies.SecurityPolicyAes256Sha256RsaPss,
    Security.BASIC256SHA256: security_policies.SecurityPolicyBasic256Sha256,
    Security.AES128: security_policies.SecurityPolicyAes128Sha256RsaOaep,
}
"""Strongest first."""
_BY_URI = {policy.URI: name for name, policy in _POLICIES.items()} | {_PLAIN: Security.NONE}
_MODES = {
    Mode.SIGN_AND_ENCRYPT: ua.MessageSecurityMode.SignAndEncrypt,
    Mode.SIGN: ua.MessageSecurityMode.Sign,
}


_PROTECTION = {mode: name.value for name, mode in _MODES.items()} | {
    ua.MessageSecurityMode.None_: "no security",
    ua.MessageSecurityMode.Invalid: "?",
}


@contextlib.asynccontextmanager
async def opened(settings: OpcUaSettings, clock: Clock) -> AsyncIterator[Session]:
    """A session with the server. Raises ConfigRejected, AccessDenied, LinkDown, Garbled."""
    _hush()
    notes: list[Note] = []
    client, ear = await _connected(settings)
    own: Identity | None = None
    try:
        with named(settings, ear):
            endpoint = chosen(settings, await client.get_endpoints())
        if endpoint is not None:
            own = await asyncio.to_thread(own_identity, settings.certificates, clock.now())
            await _check(settings, endpoint.ServerCertificate, clock, notes)
            await part_from(client, ear)
            client, ear = await _connected(settings, endpoint, own)
        with named(settings, ear, own=own):
            told = await client.create_session()
        await _log_in(settings, client, ear, told, clock, notes)
        session = Session(settings, client, ear)
        session.notes += notes
        await session.begin()
    except BaseException:
        await part_from(client, ear)
        raise
    try:
        yield session
    finally:
        await session.stop()
        await part_from(client, ear)


def chosen(settings: OpcUaSettings, endpoints: Sequence[ua.EndpointDescription]) -> ua.EndpointDescription | None:
    """The endpoint to use; None for one without security. Raises ConfigRejected naming what is offered."""
    known = [
        (_BY_URI[one.SecurityPolicyUri], one)
        for one in endpoints
        if one.EndpointUrl.startswith("opc.tcp") and one.SecurityPolicyUri in _BY_URI
    ]
    mode = _MODES[settings.mode]
    if settings.security is Security.AUTO:
        secure = [(name, one) for name, one in known if name is not Security.NONE and one.ServerCertificate]
        order = list(_POLICIES)
        best = sorted(secure, key=lambda pair: (pair[1].SecurityMode != mode, order.index(pair[0])))
        if best:
            return best[0][1]
    wanted = Security.NONE if settings.security is Security.AUTO else settings.security
    for name, one in known:
        if name is wanted and (name is Security.NONE or (one.SecurityMode == mode and one.ServerCertificate)):
            return None if name is Security.NONE else one
    offered = sorted({f"{_name(one.SecurityPolicyUri)} ({_PROTECTION[one.SecurityMode]})" for one in endpoints})
    raise ConfigRejected(
        "opcua_no_endpoint",
        url=settings.endpoint,
        wanted=wanted.value if wanted is Security.NONE else f"{wanted.value}, {settings.mode.value}",
        offered="; ".join(offered) or "—",
    )


async def part_from(client: Client, ear: Ear) -> None:
    """Take leave where that is quick; leave no connection behind."""
    try:
        with contextlib.suppress(ua.UaError, OSError, TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                if not ear.closed.is_set():
                    await client.uaclient.close_session(delete_subscriptions=True)
                    await client.uaclient.close_secure_channel()
    finally:
        ear.abort()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_CLOSING_S):
                await ear.closed.wait()


async def _connected(
    settings: OpcUaSettings, endpoint: ua.EndpointDescription | None = None, own: Identity | None = None
) -> tuple[Client, Ear]:
    """A channel, without security where no endpoint is named."""
    client = Client(settings.endpoint, timeout=settings.timeout_ms / 1000)
    wire = client.uaclient = _Wire(settings.timeout_ms / 1000)
    client.name = client.description = "Dispatcher"
    client.product_uri = "urn:dispatcher"
    client.application_uri = "urn:dispatcher" if own is None else own.uri
    client.session_timeout = _SESSION_MS
    client.secure_channel_timeout = _CHANNEL_MS
    if endpoint is not None and own is not None:
        with named(settings, None):
            await client.set_security(
                _POLICIES[_BY_URI[endpoint.SecurityPolicyUri]],
                uacrypto.CertProperties(own.certificate, "der"),
                uacrypto.CertProperties(own.key, "pem"),
                server_certificate=uacrypto.CertProperties(first_of_chain(endpoint.ServerCertificate), "der"),
                mode=endpoint.SecurityMode,
            )
    with named(settings, None):
        await client.connect_socket()
    if wire.ear is None:
        raise LinkDown("opcua_closed", url=settings.endpoint)
    ear = wire.ear
    try:
        with named(settings, ear, greeting=True):
            async with asyncio.timeout(min(_GREETING_S, settings.timeout_ms / 1000)):
                await client.send_hello()
        with named(settings, ear, own=own):
            await client.open_secure_channel()
    except BaseException:
        await part_from(client, ear)
        raise
    return client, ear


class _Wire(UaClient):  # type: ignore[misc]  # the library is not looked at
    """The library's end of the wire, with our ear on it from the first byte on."""

    ear: Ear | None = None

    def _make_protocol(self) -> Ear:
        self.ear = Ear(super()._make_protocol())
        return self.ear


async def _check(settings: OpcUaSettings, certificate: bytes, clock: Clock, notes: list[Note]) -> None:
    place = f"{settings.host}:{settings.port}"
    shown = first_of_chain(certificate)
    remembered = await asyncio.to_thread(check_trust, settings.certificates, shown, settings.trust, place, clock.now())
    if remembered is not None:
        notes.append(Note(code="opcua_trusted_on_first_use", params={"place": place, "file": remembered}))


async def _log_in(
    settings: OpcUaSettings, client: Client, ear: Ear, told: ua.CreateSessionResult, clock: Clock, notes: list[Note]
) -> None:
    """Activate the session as the user of the settings, or as nobody. A password never goes to a stranger."""
    policy = client.security_policy
    with named(settings, ear):
        endpoint = Client.find_endpoint(told.ServerEndpoints, policy.Mode, policy.URI)
    offered = {one.TokenType: one for one in endpoint.UserIdentityTokens or ()}
    if not settings.username:
        if ua.UserTokenType.Anonymous not in offered:
            raise AccessDenied("opcua_login_needed", url=settings.endpoint)
        with named(settings, ear):
            await client.activate_session()
        return
    token = offered.get(ua.UserTokenType.UserName)
    if token is None:
        raise AccessDenied("opcua_no_login_by_name", url=settings.endpoint)
    encrypted = (token.SecurityPolicyUri or policy.URI) != _PLAIN
    if policy.Mode != ua.MessageSecurityMode.SignAndEncrypt:
        if encrypted:
            if policy.Mode == ua.MessageSecurityMode.None_:
                await _check(settings, told.ServerCertificate or b"", clock, notes)
        elif settings.clear_password is ClearPassword.REFUSE:
            raise ConfigRejected("opcua_password_in_clear", url=settings.endpoint)
    with named(settings, ear):
        await client.activate_session(settings.username, settings.password.get_secret_value())


def first_of_chain(certificate: bytes) -> bytes:
    """The certificate itself; servers may send those of their issuers behind it."""
    if len(certificate) > 4 and certificate[0] == 0x30 and certificate[1] == 0x82:  # noqa: PLR2004 - DER: a long sequence
        return certificate[: int.from_bytes(certificate[2:4], "big") + 4]
    return certificate


def _name(uri: str) -> str:
    known = _BY_URI.get(uri)
    return known.value if known is not None else uri.rpartition("#")[2]


def _hush() -> None:
    """The library logs every step, warnings among them in ordinary work; what matters is raised or noted by us."""
    logger = logging.getLogger("asyncua")
    if logger.level == logging.NOTSET:
        logger.setLevel(logging.CRITICAL + 1)
