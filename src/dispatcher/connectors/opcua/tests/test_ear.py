"""What keeps to the framing of OPC UA is handed on, the rest ends the connection and is known by its bytes."""

from __future__ import annotations

import asyncio
import struct

import pytest

from dispatcher.connectors.opcua.client.ear import MAX_PIECE, Ear


class Inner(asyncio.Protocol):
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    @property
    def data(self) -> bytes:
        return b"".join(self.pieces)

    def data_received(self, data: bytes) -> None:
        self.pieces.append(data)


class Transport(asyncio.Transport):
    """Knows only whether it was ended."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True


def piece(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body) + 8) + body


GOOD = piece(b"ACKF", b"x" * 20) + piece(b"OPNF", b"") + piece(b"MSGC", b"y" * 300) + piece(b"MSGF", b"z")


def heard(data: bytes, step: int) -> tuple[Ear, Inner, Transport]:
    inner, transport = Inner(), Transport()
    ear = Ear(inner)
    ear.connection_made(transport)
    for at in range(0, len(data), step):
        ear.data_received(data[at : at + step])
    return ear, inner, transport


@pytest.mark.parametrize("step", [1, 2, 3, 7, 8, 9, 10_000])
def test_good_messages_pass_wherever_they_are_cut(step: int) -> None:
    ear, inner, transport = heard(GOOD, step)

    assert (inner.data, ear.foreign, ear.garbled, transport.aborted) == (GOOD, "", "", False)


@pytest.mark.parametrize("step", [1, 5, 10_000])
@pytest.mark.parametrize("first", [b"HTTP/1.1 400 Bad Request\r\n", b"\x00\x00", b"220 ready\r\n", b"AC/DC"])
def test_something_else_is_known_by_its_first_bytes(first: bytes, step: int) -> None:
    ear, inner, transport = heard(first + b"...", step)

    assert ear.foreign
    assert first.decode("ascii", "replace").startswith(ear.foreign[:1])
    assert (ear.garbled, transport.aborted) == ("", True)
    assert not inner.data.endswith(b"...")


@pytest.mark.parametrize(
    "rubbish",
    [
        b"\x00\xff\xfe\x01garbage!",
        piece(b"MSGX", b""),
        b"MSGF" + struct.pack("<I", MAX_PIECE + 1),
        b"MSGF" + struct.pack("<I", 3),
    ],
)
def test_rubbish_later_ends_the_connection(rubbish: bytes) -> None:
    ear, _, transport = heard(GOOD + rubbish, 10_000)

    assert ear.garbled
    assert transport.aborted


def test_a_message_without_end_is_not_collected_for_ever() -> None:
    part = piece(b"MSGC", b"x" * (MAX_PIECE - 8))
    ear, inner, _ = heard(piece(b"ACKF", b"") + part * 80, len(part))

    assert ear.garbled
    assert sum(map(len, inner.pieces)) < 66 * MAX_PIECE
