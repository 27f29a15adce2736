"""Every door declares the permission it needs; one dependency asks the policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeVar
from urllib.parse import unquote, urlsplit

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection

from dispatcher.api.schemas.problem import Problem
from dispatcher.api.services import Services, services_of
from dispatcher.domain.errors import DispatcherError
from dispatcher.ports.access import Caller, Permission, Verdict

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

PROBLEM = "application/problem+json"
AUTHOR = "dispatcher-author"
"""The header in which a person names himself, percent-encoded UTF-8, until people sign in."""
MAX_AUTHOR = 100
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))


class Unauthorized(DispatcherError):
    """Nobody has been recognised."""

    status: ClassVar[int] = 401


class Forbidden(DispatcherError):
    """The caller is known and may not."""

    status: ClassVar[int] = 403


def caller_of(connection: HTTPConnection) -> Caller:
    """What is known of whoever calls."""
    return Caller(
        address=connection.client.host if connection.client else "",
        authorization=connection.headers.get("authorization", ""),
        named=" ".join(unquote(connection.headers.get(AUTHOR, "")).split())[:MAX_AUTHOR],
    )


async def _author(request: Request) -> str:
    """As a dependency: the framework would call a plain function in a thread."""
    return services_of(request).access.author(caller_of(request))


Author = Annotated[str, Depends(_author)]
"""Who stands behind what a route writes; empty where nobody is known."""


def check(services: Services, connection: HTTPConnection, permission: Permission) -> None:
    """Ask the policy. Raises Unauthorized or Forbidden."""
    match services.access.decide(caller_of(connection), permission):
        case Verdict.ALLOWED:
            return
        case Verdict.UNKNOWN_CALLER:
            raise Unauthorized("not_signed_in", permission=permission.value)
        case Verdict.FORBIDDEN:
            raise Forbidden("not_allowed", permission=permission.value)


def refuse_foreign(services: Services, connection: HTTPConnection) -> None:
    """A page of another site must not read or change the plant through a visitor's browser. Raises Forbidden."""
    origin = connection.headers.get("origin")
    if origin is None or origin in services.origins:
        return
    if urlsplit(origin).netloc.lower() != connection.headers.get("host", "").lower():
        raise Forbidden("foreign_origin", origin=origin[:200])


@dataclass(frozen=True, slots=True)
class Needs:
    """The dependency of a route: refuses whoever lacks the permission.

    anywhere: pages of other sites may call it too. Only for what a visitor's browser brings no identity to by itself,
    because the caller shows a token of his own.
    """

    permission: Permission
    anywhere: bool = False

    async def __call__(self, request: Request) -> None:
        """Called by the framework before the route's own code."""
        if request.method not in SAFE and not self.anywhere:
            refuse_foreign(services_of(request), request)
        check(services_of(request), request, self.permission)


Method = Literal["GET", "POST", "PUT", "DELETE"]


def route(  # noqa: PLR0913 - a declaration, by name
    router: APIRouter,
    method: Method,
    path: str,
    permission: Permission,
    model: Any,  # noqa: ANN401 - a model class or a union of them
    *problems: int,
    summary: str,
    status: int = 200,
    produces: tuple[str, ...] = (),
    takes: Mapping[str, Any] | None = None,
    anywhere: bool = False,
) -> Callable[[Endpoint], Endpoint]:
    """Declare a route with its permission; `problems` are the statuses it may refuse with, `status` that of success,
    `produces` the kinds of files it may answer with beside the model, `takes` describes a body that it reads itself (as
    OpenAPI has it), `anywhere` as in `Needs`.
    """
    return router.api_route(
        path,
        methods=[method],
        status_code=status,
        response_model=model,
        summary=summary,
        dependencies=[Depends(Needs(permission, anywhere))],
        openapi_extra={"x-permission": permission.value, **({"requestBody": takes} if takes else {})},
        responses={
            **({status: {"content": dict.fromkeys(produces, _FILE)}} if produces else {}),
            **{
                code: {"description": "Problem details (RFC 9457)", "content": {PROBLEM: {"schema": _PROBLEM_REF}}}
                for code in problems
            },
        },
    )


def get(
    router: APIRouter,
    path: str,
    permission: Permission,
    model: Any,  # noqa: ANN401 - a model class or a union of them
    *problems: int,
    summary: str,
) -> Callable[[Endpoint], Endpoint]:
    """Declare a GET route with its permission; `problems` are the statuses it may refuse with."""
    return route(router, "GET", path, permission, model, *problems, summary=summary)


_FILE = {"schema": {"type": "string", "format": "binary"}}
_PROBLEM_REF = {"$ref": f"#/components/schemas/{Problem.__name__}"}
