"""Every door declares the permission it needs; one dependency asks the policy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from fastapi import APIRouter, Depends, Request
from starlette.requests import HTTPConnection

from dispatcher.api.schemas.problem import Problem
from dispatcher.api.services import Services, services_of
from dispatcher.domain.errors import DispatcherError
from dispatcher.ports.access import Caller, Permission, Verdict

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

PROBLEM = "application/problem+json"


class Unauthorized(DispatcherError):
    """Nobody has been recognised."""

    status: ClassVar[int] = 401


class Forbidden(DispatcherError):
    """The caller is known and may not."""

    status: ClassVar[int] = 403


def check(services: Services, connection: HTTPConnection, permission: Permission) -> None:
    """Ask the policy. Raises Unauthorized or Forbidden."""
    caller = Caller(
        address=connection.client.host if connection.client else "",
        authorization=connection.headers.get("authorization", ""),
    )
    match services.access.decide(caller, permission):
        case Verdict.ALLOWED:
            return
        case Verdict.UNKNOWN_CALLER:
            raise Unauthorized("not_signed_in", permission=permission.value)
        case Verdict.FORBIDDEN:
            raise Forbidden("not_allowed", permission=permission.value)


@dataclass(frozen=True, slots=True)
class Needs:
    """The dependency of a route: refuses whoever lacks the permission."""

    permission: Permission

    async def __call__(self, request: Request) -> None:
        """Called by the framework before the route's own code."""
        check(services_of(request), request, self.permission)


def get(
    router: APIRouter,
    path: str,
    permission: Permission,
    model: Any,  # noqa: ANN401 - a model class or a union of them
    *problems: int,
    summary: str,
) -> Callable[[Endpoint], Endpoint]:
    """Declare a GET route with its permission; `problems` are the statuses it may refuse with."""
    return router.get(
        path,
        response_model=model,
        summary=summary,
        dependencies=[Depends(Needs(permission))],
        openapi_extra={"x-permission": permission.value},
        responses={
            status: {"description": "Problem details (RFC 9457)", "content": {PROBLEM: {"schema": _PROBLEM_REF}}}
            for status in problems
        },
    )


_PROBLEM_REF = {"$ref": f"#/components/schemas/{Problem.__name__}"}
