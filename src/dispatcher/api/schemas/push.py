"""Deliveries: what a program is told that brings observations."""

from __future__ import annotations

from pydantic import Field

from dispatcher.api.schemas.common import Answer, CodedText


class Receipt(Answer):
    """What became of a delivery. Said after it was stored: what is counted here survives a power cut."""

    taken: int = Field(description="observations stored")
    known: int = Field(description="observations that were stored before; nothing was stored twice")
    refused: list[CodedText] = Field(
        description="what could not be kept, with its place (the number of the observation or of the line, from 1); "
        "sending it again unchanged changes nothing"
    )
