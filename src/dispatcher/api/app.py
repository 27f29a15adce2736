"""The application: routers, errors, live socket, pages, behind one factory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware

from dispatcher.api import static
from dispatcher.api.auth import AUTHOR
from dispatcher.api.errors import HANDLERS
from dispatcher.api.headers import Unkept
from dispatcher.api.measure import Measured
from dispatcher.api.openapi import describe
from dispatcher.api.routes import api_routes
from dispatcher.api.services import Services

METHODS = ("GET", "POST", "PUT", "DELETE")
HEADERS = ("Content-Type", AUTHOR)
STATIC = Path(__file__).parent.parent / "_static"


class Application(FastAPI):
    """FastAPI with our own description (socket messages, problem details, permissions)."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(api_routes(), self.version)
        return self.openapi_schema


def create_app(services: Services, *, pages: Path = STATIC) -> FastAPI:
    """The ASGI application over these services; `pages` is the folder of the built user interface."""
    middleware = [
        Middleware(Measured, metrics=services.metrics),
        Middleware(Unkept),
        Middleware(GZipMiddleware, minimum_size=2048, compresslevel=3),
    ]
    if services.origins:
        origins = sorted(services.origins)
        middleware.insert(
            1, Middleware(CORSMiddleware, allow_origins=origins, allow_methods=METHODS, allow_headers=HEADERS)
        )
    app = Application(
        title="Dispatcher",
        version=services.version,
        openapi_url=None,
        routes=[*api_routes(), static.route(pages, services.texts)],
        exception_handlers=HANDLERS,
        middleware=middleware,
    )
    app.state.services = services
    return app
