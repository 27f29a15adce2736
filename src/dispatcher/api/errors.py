"""Refusals as problem details (RFC 9457): one shape for every error, in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from dispatcher.api.auth import PROBLEM
from dispatcher.api.render import params
from dispatcher.api.services import services_of
from dispatcher.domain.errors import DispatcherError

_log = logging.getLogger(__name__)
_CODES = {
    HTTPStatus.NOT_FOUND: "no_such_address",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
}

_UNSHOWN = frozenset({"password", "settings", "signals", "source"})
"""Parts of a body in which secrets may stand."""


def problem(
    connection: HTTPConnection,
    status: int,
    code: str,
    given: Mapping[str, object],
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The response for a code: `type` is a URN of ours, `instance` the address that was asked."""
    texts = services_of(connection).texts
    language = texts.choose(connection.query_params.get("lang"), connection.headers.get("accept-language"))
    title = f"api.title.{status}"
    body = {
        "type": f"urn:dispatcher:error:{code}",
        "title": texts.text(language, title if texts.has(title) else "api.title.500"),
        "status": status,
        "detail": texts.text(language, f"error.{code}", given),
        "code": code,
        "params": params(given),
        "instance": connection.url.path,
    }
    extra = {"Content-Language": language, "Cache-Control": "no-store", **(headers or {})}
    return Response(orjson.dumps(body), status, extra, PROBLEM)


async def _refused(request: Request, error: Exception) -> Response:
    """One of our own refusals."""
    if not isinstance(error, DispatcherError):
        raise error
    again = {"Retry-After": str(error.params.get("retry_after_s", 5))}
    headers = again if error.status in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.TOO_MANY_REQUESTS) else None
    return problem(request, error.status, error.code, error.params, headers)


async def _malformed(request: Request, error: Exception) -> Response:
    """The framework could not read a parameter; the first complaint is named."""
    if not isinstance(error, RequestValidationError):
        raise error
    first: dict[str, Any] = dict(next(iter(error.errors()), {}))
    code = f"parameter_{first.get('type')}"
    context: dict[str, Any] = first.get("ctx") or {}
    return problem(
        request,
        422,
        code if services_of(request).texts.has(f"error.{code}") else "parameter_bad",
        {
            "parameter": str((first.get("loc") or ("",))[-1]),
            "value": _shown(first),
            "limit": next(iter(context.values()), ""),
        },
    )


def _shown(complaint: Mapping[str, Any]) -> str:
    """What was given, as far as it may be shown: a secret may stand in settings, or under a name we do not know."""
    place = {str(part) for part in complaint.get("loc") or ()}
    if place & _UNSHOWN or complaint.get("type") in {"extra_forbidden", "missing"}:
        return ""
    return str(complaint.get("input", ""))[:64]


async def _http(request: Request, error: Exception) -> Response:
    """No such address, wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    code = _CODES.get(HTTPStatus(error.status_code), "request_refused")
    return problem(request, error.status_code, code, {"method": request.method}, error.headers)


async def _broken(request: Request, error: Exception) -> Response:
    """Our own fault: said without details, logged with all of them."""
    _log.error("request failed: %s", request.url.path, exc_info=error)
    return problem(request, 500, "internal", {})


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Any]] = {
    DispatcherError: _refused,
    RequestValidationError: _malformed,
    HTTPException: _http,
    Exception: _broken,
}
