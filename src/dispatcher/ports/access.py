"""Who may do what: the permissions every route and socket message declares, and the policy's port."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Permission(StrEnum):
    """What a door asks for, `area:action`."""

    MACHINES_READ = "machines:read"
    SIGNALS_READ = "signals:read"
    SOURCES_READ = "sources:read"
    HEALTH_READ = "health:read"
    METRICS_READ = "metrics:read"
    API_READ = "api:read"
    """The description of the API itself."""
    PAGES_READ = "pages:read"
    """The user interface's own files; they hold no plant data."""


class Verdict(StrEnum):
    """What the policy says."""

    ALLOWED = "allowed"
    UNKNOWN_CALLER = "unknown_caller"
    """Nobody has been recognised; sign in and try again."""
    FORBIDDEN = "forbidden"
    """The caller is known and may not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What a door knows of whoever calls. `authorization` is the raw header, empty without one."""

    address: str
    authorization: str


class AccessPolicy(Protocol):
    """Decides. Must be quick and must not block: it is asked on every request."""

    def decide(self, caller: Caller, permission: Permission) -> Verdict:
        """Whether the caller may."""
        ...


class AllowAll:
    """The policy until people and roles exist: everybody may everything that exists."""

    def decide(self, caller: Caller, permission: Permission) -> Verdict:
        """Always allowed."""
        del caller, permission
        return Verdict.ALLOWED
