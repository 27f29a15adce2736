"""Messages of the live socket: a tagged union in each direction.

A text holds one message, or several as an array, in their order. Every server message carries the
`epoch` (names this run of the server) and a `seq`. Messages that change the picture (`machine`,
`gone`, `fresh`, `spans`) raise `seq` by one and can be had again after a reconnect
with `?after=SEQ&epoch=E`; `snapshot`, `values` and `tick` carry the present `seq`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from dispatcher.api.schemas.common import Answer, SignalValue, Stamp
from dispatcher.api.schemas.machine import MachineSummary
from dispatcher.api.schemas.timeline import SpanOut
from dispatcher.domain.state import Track
from dispatcher.ports.access import Permission


class _ServerMessage(Answer):
    permission: ClassVar[Permission]

    epoch: str
    seq: int
    now: Stamp


class LiveSnapshot(_ServerMessage):
    """The whole board; replaces whatever the client holds."""

    permission = Permission.MACHINES_READ

    type: Literal["snapshot"]
    machines: list[MachineSummary]


class LiveMachine(_ServerMessage):
    """The whole summary of one changed machine."""

    permission = Permission.MACHINES_READ

    type: Literal["machine"]
    machine: MachineSummary


class LiveGone(_ServerMessage):
    """The machine was taken off the board. One that comes is told by `machine`."""

    permission = Permission.MACHINES_READ

    type: Literal["gone"]
    machine: str


class LiveFreshness(Answer):
    """How fresh a machine's data is; the fields of its summary."""

    id: str
    last_data_at: Stamp | None
    last_contact_at: Stamp | None
    clock_skew_us: int | None = Field(description="source's clock minus ours, microseconds")


class LiveFresh(_ServerMessage):
    """Of these machines only the freshness changed."""

    permission = Permission.MACHINES_READ

    type: Literal["fresh"]
    machines: list[LiveFreshness]


class LiveSpans(_ServerMessage):
    """Remove every span of the track whose START lies in [start, end), insert these.

    `end` null = to the end of time.
    """

    permission = Permission.MACHINES_READ

    type: Literal["spans"]
    machine: str
    track: Track
    start: Stamp
    end: Stamp | None
    spans: list[SpanOut]


class LiveValue(Answer):
    """The newest value of a signal."""

    at: Stamp
    value: SignalValue


class LiveValues(_ServerMessage):
    """Newest values of one machine by signal key; only for machines the client subscribed to."""

    permission = Permission.SIGNALS_READ

    type: Literal["values"]
    machine: str
    values: dict[str, LiveValue]


class LiveTick(_ServerMessage):
    """A sign of life; at least one message comes every five seconds."""

    permission = Permission.MACHINES_READ

    type: Literal["tick"]


class LiveProblem(_ServerMessage):
    """The client's message could not be read or is not allowed; the socket stays open."""

    permission = Permission.MACHINES_READ

    type: Literal["problem"]
    code: str
    text: str


ServerMessage = Annotated[
    LiveSnapshot | LiveMachine | LiveGone | LiveFresh | LiveSpans | LiveValues | LiveTick | LiveProblem,
    Field(discriminator="type"),
]


class LiveSubscribe(BaseModel):
    """From now on send the values of exactly these machines (an empty list: of none)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    permission: ClassVar[Permission] = Permission.SIGNALS_READ

    type: Literal["subscribe"]
    machines: list[str] = Field(max_length=64)


ClientMessage = LiveSubscribe
"""What a client may say; grows into a union tagged by `type`."""

SERVER_MESSAGES: tuple[type[_ServerMessage], ...] = (
    LiveSnapshot,
    LiveMachine,
    LiveGone,
    LiveFresh,
    LiveSpans,
    LiveValues,
    LiveTick,
    LiveProblem,
)
CLIENT_MESSAGES: tuple[type[LiveSubscribe], ...] = (LiveSubscribe,)
