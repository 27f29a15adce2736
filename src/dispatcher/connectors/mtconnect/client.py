"""HTTP to an agent: the only file that knows aiohttp; its errors become our four.

Nothing is retried here and nothing waits longer than the settings say. Bodies are bounded; a stream is
read only when its frames are asked for, so that a slow reader slows the agent down and not our memory.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import aiohttp

from dispatcher.connectors.mtconnect.config import MTConnectSettings, Tls
from dispatcher.connectors.mtconnect.multipart import Framer, boundary_of
from dispatcher.connectors.sdk.mtconnect_xml import root_of
from dispatcher.connectors.sdk.mtconnect_xml.documents import MAX_DOCUMENT
from dispatcher.ports.connector import AccessDenied, ConfigRejected, ConnectorError, Garbled, LinkDown

_CHUNK = 256 * 1024
_REDIRECTS = 3
_DENIED = frozenset({401, 403, 407})
_FIRST_ERROR = 400
_SERVER_ERROR = 500

Query = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Answer:
    """An open answer: `boundary` of the multipart stream, or None where it is a single document."""

    response: aiohttp.ClientResponse
    boundary: str | None


class AgentClient:
    """Requests to one agent. An asynchronous context: leaving it closes every connection."""

    def __init__(self, settings: MTConnectSettings) -> None:
        self._settings = settings
        self._base = settings.base
        self._timeout = settings.timeout_ms / 1000
        self._silence = (settings.heartbeat_ms + settings.tolerance_ms) / 1000
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Raises ConfigRejected where the CA file cannot be used."""
        given = self._settings
        secret = given.password.get_secret_value()
        headers = {"Accept": "text/xml, application/xml, multipart/x-mixed-replace"}
        if given.username or secret:
            # aiohttp takes the header off again where a redirect leads to another origin.
            headers["Authorization"] = aiohttp.encode_basic_auth(given.username, secret)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=await asyncio.to_thread(_tls, given), limit=8),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._timeout),
            headers=headers,
            read_bufsize=_CHUNK,
            trace_configs=[self._staying()],
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    def _staying(self) -> aiohttp.TraceConfig:
        """Redirects within the host are followed, others refused: an agent must not send the server to places that
        only the server reaches.
        """

        async def refuse(_: aiohttp.ClientSession, __: object, told: aiohttp.TraceRequestRedirectParams) -> None:
            target = urlsplit(told.response.headers.get("Location", ""))
            if target.hostname and target.hostname != (told.url.host or "").lower():
                told.response.close()
                raise ConfigRejected("mtconnect_elsewhere", url=self._base, host=target.hostname)

        tracing = aiohttp.TraceConfig()
        tracing.on_request_redirect.append(refuse)
        return tracing

    async def document(self, path: str, query: Query | None = None) -> bytes:
        """One document. Raises AccessDenied, LinkDown, Garbled, ConfigRejected."""
        async with self._open(path, query or {}, {"Accept-Encoding": "gzip, deflate"}) as answer:
            return await self._body(answer)

    def stream(self, path: str, query: Query) -> AbstractAsyncContextManager[Answer]:
        """An answer that may never end; read it with `frames`, or with `whole` if it is no stream."""
        # A compressing proxy would hold frames back until its block is full.
        return self._open(path, query, {"Accept-Encoding": "identity"})

    async def whole(self, answer: Answer) -> bytes:
        """The document of an answer that is no stream."""
        return await self._body(answer)

    async def frames(self, answer: Answer) -> AsyncGenerator[bytes, None]:
        """The parts of a multipart answer. Raises LinkDown on its end and on silence past the heartbeat."""
        if answer.boundary is None:
            raise Garbled("mtconnect_no_boundary", url=self._base, content_type=answer.response.content_type)
        framer = Framer(answer.boundary, limit=MAX_DOCUMENT)
        while True:
            async with self._named(self._silence):
                data = await answer.response.content.readany()
            if not data:
                raise LinkDown("mtconnect_stream_ended", url=self._base)
            for part in framer.feed(data):
                yield part
            if framer.ended:
                raise LinkDown("mtconnect_stream_ended", url=self._base)

    async def _body(self, answer: Answer) -> bytes:
        """The whole document; each piece of it has to come in time."""
        body = bytearray()
        piece = b"-"
        while piece:
            async with self._named(self._timeout):
                piece = await answer.response.content.read(_CHUNK)
            body += piece
            if len(body) > MAX_DOCUMENT:
                raise Garbled("mtconnect_too_large", url=self._base, size=len(body), limit=MAX_DOCUMENT)
        data = bytes(body)
        self._check(answer.response, data)
        return data

    def _check(self, response: aiohttp.ClientResponse, data: bytes) -> None:
        """Tell an agent's own refusal (a document, whatever the status) from everybody else's."""
        root = root_of(data[:65536])
        if root is not None and root.name.startswith("MTConnect"):
            return
        if response.status >= _SERVER_ERROR:
            raise LinkDown("mtconnect_http_status", url=self._base, status=response.status)
        if response.status < _FIRST_ERROR and data.lstrip()[:5].lower() == b"<?xml":
            return  # the parser will say where it is broken
        raise Garbled(
            "mtconnect_not_an_agent", url=self._base, status=response.status, content_type=response.content_type
        )

    @asynccontextmanager
    async def _open(self, path: str, query: Query, headers: Mapping[str, str]) -> AsyncIterator[Answer]:
        if self._session is None:
            raise RuntimeError("the client is not open")
        async with self._named(self._timeout):
            response = await self._session.get(
                f"{self._base}/{path}",
                params={name: str(value) for name, value in query.items()},
                headers=headers,
                max_redirects=_REDIRECTS,
            )
        try:
            if response.status in _DENIED:
                raise AccessDenied(
                    "mtconnect_denied", url=self._base, status=response.status, user=self._settings.username
                )
            yield Answer(response, boundary_of(response.headers.get("Content-Type", "")))
        finally:
            response.close()

    @asynccontextmanager
    async def _named(self, seconds: float) -> AsyncIterator[None]:
        """Within so many seconds, and with our names for what goes wrong."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise self._translated(error, seconds) from error

    def _translated(self, error: Exception, seconds: float) -> ConnectorError:
        url = self._base
        match error:
            case aiohttp.ClientConnectorCertificateError() | ssl.SSLCertVerificationError():
                return ConfigRejected("mtconnect_certificate", url=url, reason=_reason(error))
            case aiohttp.ClientConnectorSSLError() | ssl.SSLError():
                return LinkDown("mtconnect_tls_failed", url=url, reason=_reason(error))
            case aiohttp.ClientConnectorDNSError():
                return LinkDown("mtconnect_name_unknown", url=url, reason=_reason(error))
            case aiohttp.ServerTimeoutError() | TimeoutError():
                return LinkDown("mtconnect_silent", url=url, seconds=f"{seconds:g}")
            case aiohttp.ClientConnectorError():
                return LinkDown("mtconnect_unreachable", url=url, reason=_reason(error))
            case aiohttp.TooManyRedirects() | aiohttp.InvalidURL():
                return ConfigRejected("mtconnect_bad_address", url=url, reason=_reason(error))
            case aiohttp.ClientResponseError() | aiohttp.ContentTypeError():
                return Garbled("mtconnect_not_http", url=url, reason=_reason(error))
            case ValueError():  # e.g. a line longer than the HTTP parser takes
                return Garbled("mtconnect_not_http", url=url, reason=_reason(error))
            case _:
                return LinkDown("mtconnect_connection_lost", url=url, reason=_reason(error))


def _tls(settings: MTConnectSettings) -> ssl.SSLContext | bool:
    """What to check certificates against. Blocking: reads files."""
    if not settings.base.startswith("https:"):
        return True
    try:
        context = ssl.create_default_context(cafile=settings.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ConfigRejected("mtconnect_ca_file", file=str(settings.ca_file), reason=_reason(error)) from error
    if settings.tls is Tls.ACCEPT_ANY:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _reason(error: BaseException) -> str:
    """The library's words in one short line."""
    return (" ".join(str(error).split()) or type(error).__name__)[:300]
