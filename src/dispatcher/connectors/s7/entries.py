"""One mapped value of a controller: its address as people write it, and its type. Data, never code."""

from __future__ import annotations

import codecs
from functools import cached_property

from pydantic import Field, field_validator, model_validator

from dispatcher.connectors.s7.addresses import LONGEST, Format, Spot, read_address
from dispatcher.connectors.sdk.mapping import Entry


class S7Entry(Entry):
    """One `[[signal]]` of a controller. Without `format` the address says it: X bit, B byte, W word, D double word."""

    address: str = Field(min_length=2, max_length=60)
    format: Format | None = None
    length: int | None = Field(None, ge=1, le=LONGEST)
    """Characters of a text, where the address does not say it."""
    encoding: str = "cp1252"
    """Of a string; wstring is always UTF-16."""
    poll_ms: int | None = Field(None, ge=10, le=3_600_000)

    @field_validator("encoding")
    @classmethod
    def _known(cls, encoding: str) -> str:
        try:
            codecs.lookup(encoding)
        except LookupError as error:
            raise ValueError("write the name of an encoding, like cp1252, cp1251 or utf-8") from error
        return encoding

    @model_validator(mode="after")
    def _readable(self) -> S7Entry:
        _ = self.spot
        return self

    @cached_property
    def spot(self) -> Spot:
        """Where it lies. Raises ValueError."""
        return read_address(self.address, self.format, self.length)
