"""The built user interface: files with cache headers, precompressed where they are, and the page
itself for every address that is no file (the interface routes by itself).
"""

from __future__ import annotations

import html
import mimetypes
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from dispatcher.api.auth import check
from dispatcher.api.services import services_of
from dispatcher.app.texts import Texts
from dispatcher.ports.access import Permission

FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
HASHED: Final = "assets/"
"""Files under it carry a hash of their content in their name and never change."""
ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))
SERVER_ONLY: Final = ("api", "metrics", "healthz")
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class PagesRoute(Route):
    """The last route: whatever no other route took."""

    permission = Permission.PAGES_READ


def route(folder: Path, texts: Texts) -> PagesRoute:
    """Serve the built interface from `folder`; a helpful page where it has not been built."""

    async def pages(request: Request) -> Response:
        check(services_of(request), request, PagesRoute.permission)
        path = request.path_params["path"]
        if path.split("/", 1)[0] in SERVER_ONLY:
            raise HTTPException(404)
        return await run_in_threadpool(_answer, folder, texts, request, path)

    return PagesRoute("/{path:path}", pages, methods=["GET", "HEAD"], include_in_schema=False)


def _answer(folder: Path, texts: Texts, request: Request, path: str) -> Response:
    file = find(folder, path)
    if file is not None:
        return _file(file, request, FOREVER if path.startswith(HASHED) else ASK_AGAIN)
    if PurePosixPath(path).suffix or path.startswith(HASHED):
        raise HTTPException(404)
    for page in _pages_for(path):
        file = find(folder, page)
        if file is not None:
            return _file(file, request, ASK_AGAIN)
    language = texts.choose(request.query_params.get("lang"), request.headers.get("accept-language"))
    return _not_built(texts, language)


def _pages_for(path: str) -> Sequence[str]:
    """A door of its own (`terminal/…` -> `terminal.html`, `terminal/index.html`), else the office."""
    first = path.split("/", 1)[0]
    return (f"{first}.html", f"{first}/index.html", "index.html") if first else ("index.html",)


def find(folder: Path, path: str) -> Path | None:
    """The file of that relative path inside the folder, following no way out of it."""
    if not path or "\0" in path or "\\" in path or any(part in ("", ".", "..") for part in path.split("/")):
        return None
    file = folder / path
    try:
        inside = file.resolve().is_relative_to(folder.resolve())
        return file if inside and file.is_file() else None
    except OSError:
        return None


def _file(file: Path, request: Request, cache: str) -> Response:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    headers = {**HEADERS, "Cache-Control": cache, "Vary": "Accept-Encoding"}
    accepted = {part.split(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")}
    for encoding, suffix in ENCODINGS:
        packed = file.with_name(file.name + suffix)
        if encoding in accepted and packed.is_file():
            headers["Content-Encoding"] = encoding
            return _fresh(FileResponse(packed, media_type=kind, headers=headers), packed, request)
    return _fresh(FileResponse(file, media_type=kind, headers=headers), file, request)


def _fresh(response: FileResponse, file: Path, request: Request) -> Response:
    """304 where the client already has this very file."""
    response.set_stat_headers(file.stat())
    if response.headers["etag"] in request.headers.get("if-none-match", ""):
        kept = ("etag", "cache-control", "vary", "last-modified")
        return Response(status_code=304, headers={name: response.headers[name] for name in kept})
    return response


def _not_built(texts: Texts, language: str) -> Response:
    """What to do when the server runs from a checkout whose interface has not been built."""
    title, text, api = (html.escape(texts.text(language, f"api.pages.{key}")) for key in ("title", "text", "api"))
    page = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>{title}</title>'
        '<body style="font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem">'
        f'<h1>{title}</h1><p>{text}</p><pre>make web</pre><p>{api} <a href="/api/v1/machines">/api/v1/machines</a></p>'
    )
    return HTMLResponse(page, 503, {**HEADERS, "Cache-Control": "no-store", "Content-Language": language})
