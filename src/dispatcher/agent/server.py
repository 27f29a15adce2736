"""The agent over HTTP (MTConnect Part 1, HTTP request and response; multipart streaming)."""

from __future__ import annotations

import asyncio
import base64
import hmac
import logging
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from dispatcher.agent.agent import Agent
from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.agent.faults import Faults, Stall
from dispatcher.agent.streaming import Boundary, Pace, stream_current, stream_sample

_LOG = logging.getLogger(__name__)
_XML = "text/xml"
_MOST_MS = 2**31 - 1
_TRUTH = {"true": True, "1": True, "false": False, "0": False, "": False}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """HTTP basic authentication; agents behind a proxy have it."""

    user: str
    password: str

    def allow(self, request: web.Request) -> bool:
        """Whether the request carries them."""
        wanted = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        return hmac.compare_digest(request.headers.get("Authorization", ""), f"Basic {wanted}")


class AgentSite:
    """An agent's HTTP site: routes, parameters, refusals."""

    def __init__(self, agent: Agent, faults: Faults | None = None, credentials: Credentials | None = None) -> None:
        self.agent = agent
        self.faults = faults or Faults()
        self._credentials = credentials

    def application(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(middlewares=[self._guard])
        app.router.add_route("*", "/{path:.*}", self._route)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Faults, credentials, and refusals as documents."""
        await self.faults.while_stalled(Stall.ALL)
        if self.faults.take("refuse"):
            return web.Response(status=503)
        if self._credentials is not None and not self._credentials.allow(request):
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="agent"'})
        try:
            return await handler(request)
        except Refused as refusal:
            return self._error(refusal, refusal.http_status)
        except web.HTTPException:
            raise
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:  # noqa: BLE001 - one bad answer must not end the agent
            _LOG.exception("the agent failed to answer %s", request.path)
            return self._error(Refused(ErrorCode.INTERNAL_ERROR, "agent.internal"), 500)

    def _error(self, refusal: Refused, status: int) -> web.Response:
        """The refusal as a document; agents before version 2 answer 200 to everything."""
        document = self.agent.errors(refusal)
        older = self.agent.settings.number < (2, 0)
        return web.Response(body=document, content_type=_XML, status=200 if older else status)

    async def _route(self, request: web.Request) -> web.StreamResponse:
        """`/[device/]request[/ids]`; a device alone means its probe."""
        if request.method not in ("GET", "HEAD"):
            raise Refused(ErrorCode.UNSUPPORTED, "agent.method", method=request.method)
        parts = [part for part in request.match_info["path"].split("/") if part]
        requests = self._requests()
        match parts:
            case []:
                return self._probe(request, None)
            case ["asset", ids]:
                return self._answer(request, self.agent.assets(ids=[one for one in ids.split(";") if one]))
            case [name] if name in requests:
                return await requests[name](request, None)
            case [device]:
                return self._probe(request, device)
            case [device, name] if name in requests:
                return await requests[name](request, device)
            case _:
                raise Refused(ErrorCode.INVALID_URI, "agent.uri", path=request.path[:200])

    def _requests(self) -> Mapping[str, Callable[[web.Request, str | None], Awaitable[web.StreamResponse]]]:
        """What can be asked by name."""
        return {
            "probe": self._probe_request,
            "current": self._current,
            "sample": self._sample,
            "asset": self._assets,
            "assets": self._assets,
        }

    async def _probe_request(self, request: web.Request, device: str | None) -> web.StreamResponse:
        """`probe`."""
        return self._probe(request, device)

    def _probe(self, request: web.Request, device: str | None) -> web.Response:
        """The device model."""
        return self._answer(request, self.agent.probe(self.agent.scope(device)))

    async def _current(self, request: web.Request, device: str | None) -> web.StreamResponse:
        """`current`, once or every `interval` ms."""
        scope = self.agent.scope(device, request.query.get("path"))
        at = _integer(request, "at")
        interval = _integer(request, "interval", least=0)
        if interval is None:
            return self._answer(request, self.agent.current(scope, at))
        if at is not None:
            raise Refused(ErrorCode.INVALID_REQUEST, "agent.at_with_interval")
        return await self._multipart(request, lambda part: stream_current(self.agent, scope, interval / 1000, part))

    async def _sample(self, request: web.Request, device: str | None) -> web.StreamResponse:
        """`sample`, once or as a stream."""
        scope = self.agent.scope(device, request.query.get("path"))
        start = _integer(request, "from")
        stop = _integer(request, "to")
        count = _integer(request, "count")
        interval = _integer(request, "interval", least=0)
        heartbeat = _integer(request, "heartbeat", least=1)
        if interval is None:
            return self._answer(request, self.agent.sample(scope, start, count, stop).document)
        wanted = self.agent.checked_count(count)
        if wanted < 0 or stop is not None:
            raise Refused(ErrorCode.INVALID_REQUEST, "agent.backward_stream")
        self.agent.check_start(start)
        beat = 10.0 if heartbeat is None else heartbeat / 1000
        pace = Pace(count=wanted, interval=interval / 1000, heartbeat=beat)
        return await self._multipart(request, lambda part: stream_sample(self.agent, scope, start, pace, part))

    async def _assets(self, request: web.Request, device: str | None) -> web.StreamResponse:
        """`assets`, filtered by type, device, removal and number."""
        types = [one for one in request.query.get("type", "").split(";") if one]
        removed = request.query.get("removed", "").lower()
        if removed not in _TRUTH:
            raise Refused(ErrorCode.INVALID_REQUEST, "agent.not_boolean", parameter="removed", value=removed[:40])
        document = self.agent.assets(
            types=types,
            device=device or request.query.get("device"),
            removed=_TRUTH[removed],
            count=_integer(request, "count", least=1),
        )
        return self._answer(request, document)

    def _answer(self, request: web.Request, document: bytes) -> web.Response:
        """A whole document, compressed where the client takes it."""
        response = web.Response(body=document, content_type=_XML, charset="utf-8")
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            response.enable_compression(web.ContentCoding.gzip)
        return response

    async def _multipart(
        self, request: web.Request, stream: Callable[[Boundary], Awaitable[None]]
    ) -> web.StreamResponse:
        """A multipart answer that lasts until somebody leaves."""
        boundary = Boundary(self.faults)
        response = web.StreamResponse(headers={"Content-Type": boundary.content_type, "Cache-Control": "no-cache"})
        response.enable_chunked_encoding()
        await response.prepare(request)
        boundary.open(request, response)
        await stream(boundary)
        await boundary.end()
        await response.write_eof()
        return response


def _integer(request: web.Request, name: str, *, least: int | None = None) -> int | None:
    """A query parameter as an integer. Raises Refused."""
    text = request.query.get(name)
    if text is None:
        return None
    try:
        value = int(text)
    except ValueError as error:
        raise Refused(ErrorCode.INVALID_REQUEST, "agent.not_integer", parameter=name, value=text[:40]) from error
    if least is not None and not least <= value <= _MOST_MS:
        raise Refused(ErrorCode.OUT_OF_RANGE, "agent.range", parameter=name, least=least, most=_MOST_MS, value=value)
    return value


class Server:
    """A running site; `port` is where it listens. Closing breaks all connections."""

    def __init__(self, site: AgentSite) -> None:
        self.site = site
        self.port = 0
        self._runner = web.AppRunner(
            site.application(), access_log=None, shutdown_timeout=0.1, handler_cancellation=True
        )

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None) -> None:
        """Listen. Raises OSError where the address is taken."""
        await self._runner.setup()
        listener = web.TCPSite(self._runner, host, port, ssl_context=tls, reuse_address=True)
        await listener.start()
        self.port = int(self._runner.addresses[0][1])

    @property
    def connections(self) -> Sequence[RequestHandler]:
        """Every open connection."""
        return [] if self._runner.server is None else list(self._runner.server.connections)

    def drop(self) -> int:
        """Break every connection at once, as a pulled cable does for the peer; how many."""
        connections = self.connections
        for connection in connections:
            if isinstance(connection.transport, asyncio.WriteTransport):
                connection.transport.abort()
        return len(connections)

    async def close(self) -> None:
        """Stop listening and leave nothing behind."""
        self.site.faults.set_stall(Stall.NO)
        self.drop()
        await self._runner.cleanup()


async def serve(
    agent: Agent, port: int = 0, *, host: str = "127.0.0.1", faults: Faults | None = None,
    credentials: Credentials | None = None, tls: ssl.SSLContext | None = None,
) -> Server:  # fmt: skip
    """Serve an agent on its own port (0: any free one, see `Server.port`)."""
    server = Server(AgentSite(agent, faults, credentials))
    await server.start(host, port, tls)
    return server
