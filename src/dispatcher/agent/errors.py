"""Refusals of the agent: each is an MTConnectError document with the code of the standard.

The texts are part of the protocol's answer to a machine, always English like the rest of the
document; people meet the `code` and the parameters, which the locales put into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
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
_TEXT: Mapping[str, str] = {
    "agent.no_device": "Could not find the device '{device}'",
    "agent.range": "'{parameter}' must be from {least} to {most}, not {value}",
    "agent.not_integer": "'{parameter}' must be an integer, not '{value}'",
    "agent.not_boolean": "'{parameter}' must be true or false, not '{value}'",
    "agent.zero_count": "'count' must not be zero",
    "agent.at_with_interval": "'at' and 'interval' must not be given together",
    "agent.backward_stream": "a negative 'count' cannot be streamed",
    "agent.unknown_parameter": "the parameter '{parameter}' is not known here",
    "agent.path": "The path could not be parsed or selects nothing: {path}",
    "agent.asset": "Could not find the asset '{asset}'",
    "agent.uri": "There is no such request: {path}",
    "agent.method": "The method {method} is not supported",
    "agent.overrun": "The client cannot keep up: sequence {sequence} has left the buffer",
    "agent.internal": "The agent failed to answer",
}


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
        return _TEXT[self.code].format_map(self.params)
