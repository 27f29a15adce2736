"""Counts answered requests and their duration, by route template, never by address."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dispatcher.app.metrics import Metrics

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


class Measured:
    """ASGI middleware in front of everything."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """`app` answers, `metrics` counts."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; count when the answer has begun."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        loop = asyncio.get_running_loop()
        begun = loop.time()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.http_requests.labels(method, route, str(status)).inc()
            self._metrics.http_seconds.labels(route).observe(loop.time() - begun)
