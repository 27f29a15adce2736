"""Refusals of the agent: each is an MTConnectError document with the code of the standard.

The document carries the English text of the locale; people meet `code` and parameters in theirs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import ClassVar

from dispatcher.domain.errors import DispatcherError


class ErrorCode(StrEnum):
    """Codes of MTConnect Part 1, Error (as the public schemas spell them)."""

    NO_DEVICE = "NO_DEVICE"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    TOO_MANY = "TOO_MANY"
    INVALID_URI = "INVALID_URI"
    INVALID_REQUEST = "INVALID_REQUEST"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    INVALID_PATH = "INVALID_PATH"
    UNSUPPORTED = "UNSUPPORTED"
    ASSET_NOT_FOUND = "ASSET_NOT_FOUND"


_STATUS: Mapping[ErrorCode, int] = {
    ErrorCode.NO_DEVICE: 404,
    ErrorCode.OUT_OF_RANGE: 404,
    ErrorCode.ASSET_NOT_FOUND: 404,
    ErrorCode.INVALID_URI: 404,
    ErrorCode.INTERNAL_ERROR: 500,
}


@cache
def _texts() -> Mapping[str, str]:
    """The English texts: the protocol's documents are English like their element names."""
    texts: dict[str, str] = json.loads(
        resources.files("dispatcher.agent").joinpath("locales/en.json").read_text(encoding="utf-8")
    )
    return texts


class Refused(DispatcherError):
    """A request the agent refuses: `error` is the MTConnect code, `code` and `params` the reason."""

    status: ClassVar[int] = 400

    def __init__(self, error: ErrorCode, code: str, /, **params: object) -> None:
        super().__init__(code, **params)
        self.error = error

    @property
    def http_status(self) -> int:
        """The HTTP status agents of version 2 answer with; older ones answer 200 to everything."""
        return _STATUS.get(self.error, self.status)

    @property
    def text(self) -> str:
        """The sentence of the error document."""
        return _texts()[f"error.{self.code}"].format_map(self.params)
