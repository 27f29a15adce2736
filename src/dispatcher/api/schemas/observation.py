"""Observations of one signal: raw points, or buckets that keep every extreme."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from dispatcher.api.schemas.common import Answer, SignalValue, Stamp


class Point(Answer):
    """One observation; value null = UNAVAILABLE."""

    at: Stamp
    value: SignalValue


class RawObservations(Answer):
    """All observations of the window, with the one in effect at its start in front."""

    signal: str
    from_: Stamp = Field(serialization_alias="from")
    to: Stamp
    reduced: Literal[False]
    points: list[Point]


class Bucket(Answer):
    """Extremes, first, last and count of one stretch of time. Numbers are null where the bucket
    holds no number; `unavailable` says that it holds an UNAVAILABLE.
    """

    at_min: Stamp | None
    min: float | None
    at_max: Stamp | None
    max: float | None
    first_at: Stamp
    first: float | None
    last_at: Stamp
    last: float | None
    count: int
    unavailable: bool


class ReducedObservations(Answer):
    """Buckets: every minimum and maximum of the window is among them."""

    signal: str
    from_: Stamp = Field(serialization_alias="from")
    to: Stamp
    reduced: Literal[True]
    buckets: list[Bucket]


Observations = Annotated[RawObservations | ReducedObservations, Field(discriminator="reduced")]
"""GET /machines/{id}/observations."""
