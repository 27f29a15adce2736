"""Errors: few classes, each with a code and parameters; the texts live in the locales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class DispatcherError(Exception):
    """A refusal with a `code` (a locale key `error.<code>`) and the parameters its text needs.

    `status` is the HTTP status that the API answers with; a door other than HTTP may ignore it.
    """

    status: ClassVar[int] = 500

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params: Mapping[str, object] = params

    def __str__(self) -> str:
        """The code and the parameters, for logs; people read the locale's text."""
        given = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({given})"


class InvalidInput(DispatcherError):
    """What was given is malformed or out of range."""

    status = 422


class NotFound(DispatcherError):
    """The named thing does not exist."""

    status = 404


class Conflict(DispatcherError):
    """The request contradicts what is there."""

    status = 409


class Unavailable(DispatcherError):
    """The house cannot do it now (full disk, store closed); trying later may work."""

    status = 503
