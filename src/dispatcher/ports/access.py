"""Who may do what: the permissions every route and socket message declares, and the policy's port."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Permission(StrEnum):
    """What a door asks for, `area:action`."""

    MACHINES_READ = "machines:read"
    MACHINES_WRITE = "machines:write"
    """Add machines to the plant, describe them anew, take them off the board."""
    SIGNALS_READ = "signals:read"
    SOURCES_READ = "sources:read"
    SETUP_RUN = "setup:run"
    """Make the server speak to an address that a person gave."""
    SOURCES_PUSH = "sources:push"
    """Bring observations of a source to the door. Programs, not people: the source's own token says who they are, so a
    policy lets callers through whom it does not know.
    """
    SOURCES_WRITE = "sources:write"
    """Add, change, remove, pause and restart sources."""
    HEALTH_READ = "health:read"
    METRICS_READ = "metrics:read"
    ACCOUNT_READ = "account:read"
    """Time with its reasons, stops, shifts."""
    MANUAL_WRITE = "manual:write"
    """Say what a machine without signals does."""
    CALENDARS_READ = "calendars:read"
    CALENDARS_WRITE = "calendars:write"
    REASONS_READ = "reasons:read"
    REASONS_WRITE = "reasons:write"
    """The reason tree and the rules that give reasons."""
    CORRECTIONS_READ = "corrections:read"
    CORRECTIONS_WRITE = "corrections:write"
    """Say why a machine stood, and correct its time."""
    SHIFTS_ACCEPT = "shifts:accept"
    """Close a shift against corrections, and open it again."""
    FIGURES_READ = "figures:read"
    KPIS_WRITE = "kpis:write"
    """Definitions of figures, targets, and how time counts."""
    NORMS_READ = "norms:read"
    NORMS_WRITE = "norms:write"
    PROFILES_READ = "profiles:read"
    PROFILES_WRITE = "profiles:write"
    """The rules that give states."""
    DRY_RUN = "dry-runs:run"
    REPORTS_READ = "reports:read"
    REPORTS_WRITE = "reports:write"
    EXPORT_READ = "export:read"
    BACKUP_RUN = "backup:run"
    """Take backups into the folder of the configuration, and see which there are."""
    SQL_READ = "sql:read"
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
    """What a door knows of whoever calls. `authorization` is the raw header, empty without one; `named` is the name a
    person gave for himself, which proves nothing.
    """

    address: str
    authorization: str
    named: str = ""


class AccessPolicy(Protocol):
    """Decides. Must be quick and must not block: it is asked on every request."""

    def decide(self, caller: Caller, permission: Permission) -> Verdict:
        """Whether the caller may."""
        ...

    def author(self, caller: Caller) -> str:
        """Who stands behind what the caller writes; empty where nobody is known."""
        ...


class AllowAll:
    """The policy until people and roles exist: everybody may everything that exists."""

    def decide(self, caller: Caller, permission: Permission) -> Verdict:
        """Always allowed."""
        del caller, permission
        return Verdict.ALLOWED

    def author(self, caller: Caller) -> str:
        """The name people give for themselves: there is nothing else to go by yet."""
        return caller.named
