"""The session at a broker: every way it can be refused, acknowledgement after storing, a reader that is slow."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from dispatcher.connectors.sdk.mqtt_session import BrokerSettings, Message, Session, Will, client
from dispatcher.ports.connector import AccessDenied, ConfigRejected, ConnectorError, Garbled, LinkDown
from tests.support.broker import Broker
from tests.support.certificates import Authority


def settings(port: int, **given: object) -> BrokerSettings:
    return BrokerSettings.model_validate({"host": "127.0.0.1", "port": port, "timeout_ms": 2000, **given})


@asynccontextmanager
async def scripted(*answers: bytes) -> AsyncIterator[int]:
    """A broker that answers each packet by the next of these, whatever it was, and then closes."""

    serving: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for answer in answers:
            await reader.read(4096)
            writer.write(answer)
        await reader.read(4096)
        writer.transport.abort()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(
        lambda reader, writer: serving.append(asyncio.create_task(serve(reader, writer))), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*serving)


@asynccontextmanager
async def scripted_by(answer: Callable[[bytes], bytes]) -> AsyncIterator[int]:
    """A broker that answers the first packet and closes at the next, or at once where it has no answer."""
    serving: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if said := answer(await reader.read(4096)):
            writer.write(said)
            await reader.read(4096)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    server = await asyncio.start_server(
        lambda reader, writer: serving.append(asyncio.create_task(serve(reader, writer))), "127.0.0.1", 0
    )
    async with server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*serving)


async def listen(session: Session) -> None:
    """To its end."""
    while True:
        await session.take()


async def refusal(port: int, **given: object) -> ConnectorError:
    try:
        async with Session(settings(port, **given)) as session:
            await session.subscribe(["a"], 0)
            await listen(session)
    except ConnectorError as refused:
        return refused
    raise AssertionError("nothing was refused")


def received(messages: list[Message]) -> list[bytes]:
    return [message.payload for message in messages]


async def until(session: Session, count: int) -> list[Message]:
    """So many messages."""
    messages: list[Message] = []
    async with asyncio.timeout(10):
        while len(messages) < count:
            messages += await session.take()
    return messages


@pytest.fixture
async def broker(tmp_path: Path) -> AsyncIterator[Broker]:
    async with Broker(tmp_path / "broker") as running:
        yield running


# ------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("connack", "version", "user", "kind", "code"),
    [
        (b"\x20\x02\x00\x01", "3.1.1", "", LinkDown, "broker_closed_at_once"),
        (b"\x20\x02\x00\x01", "5", "", ConfigRejected, "broker_version"),
        (b"\x20\x03\x00\x84\x00", "5", "", ConfigRejected, "broker_version"),
        (b"\x20\x02\x00\x02", "3.1.1", "", ConfigRejected, "broker_client_id"),
        (b"\x20\x02\x00\x03", "3.1.1", "", LinkDown, "broker_not_accepted"),
        (b"\x20\x02\x00\x04", "3.1.1", "u", AccessDenied, "broker_wrong_password"),
        (b"\x20\x02\x00\x04", "3.1.1", "", AccessDenied, "broker_password_needed"),
        (b"\x20\x02\x00\x05", "3.1.1", "u", AccessDenied, "broker_not_authorised"),
        (b"\x20\x03\x00\x86\x00", "5", "u", AccessDenied, "broker_wrong_password"),
        (b"\x20\x03\x00\x87\x00", "5", "u", AccessDenied, "broker_not_authorised"),
        (b"\x20\x03\x00\x8a\x00", "5", "u", AccessDenied, "broker_not_authorised"),
        (b"\x20\x03\x00\x97\x00", "5", "", LinkDown, "broker_not_accepted"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "5", "", Garbled, "broker_wrong_protocol"),
        (b"", "5", "", LinkDown, "broker_silent"),
    ],
)
async def test_each_refusal_of_a_connection_has_its_own_name(
    connack: bytes, version: str, user: str, kind: type[ConnectorError], code: str
) -> None:
    async with scripted(connack) as port:
        error = await refusal(port, version=version, user=user, timeout_ms=300)
    assert (type(error), error.code) == (kind, code)


@pytest.mark.parametrize(
    ("answers", "kind", "code"),
    [
        ((b"\x20\x03\x00\x00\x00", b"\x90\x04\x00\x01\x00\x87"), AccessDenied, "broker_topic_refused"),
        ((b"\x20\x03\x00\x00\x00", b"\xe0\x01\x8e"), LinkDown, "broker_taken_over"),
        ((b"\x20\x03\x00\x00\x00", b"\xe0\x01\x8b"), LinkDown, "broker_sent_away"),
        ((b"\x20\x03\x00\x00\x00", b"\x30\xff\xff\xff\x7f"), Garbled, "broker_too_large"),
        ((b"\x20\x03\x00\x00\x00", b"\x00\x00\x00\x00"), LinkDown, "broker_closed"),
        ((b"\x20\x03\x00\x00\x00",), LinkDown, "broker_closed"),
    ],
)
async def test_each_end_of_a_session_has_its_own_name(
    answers: tuple[bytes, ...], kind: type[ConnectorError], code: str
) -> None:
    async with scripted(*answers) as port:
        error = await refusal(port, version="5", timeout_ms=2000)
    assert (type(error), error.code) == (kind, code)


async def test_nobody_there_is_told_apart_from_a_wrong_name() -> None:
    assert (await refusal(1)).code == "broker_refused"
    assert (await refusal(1, host="broker.invalid")).code == "broker_unknown_host"


@pytest.mark.parametrize("to_five", [b"\x20\x02\x00\x01", b"\x20\x03\x00\x84\x00", b""])
async def test_an_old_broker_is_spoken_to_in_the_old_version(to_five: bytes) -> None:
    """It says that it does not know version 5, or hangs up."""
    async with scripted_by(lambda packet: to_five if packet[8] == 5 else b"\x20\x02\x00\x00") as port:
        async with Session(settings(port)) as session:
            assert session.version == "3.1.1"
        assert (await refusal(port, version="5")).code in {"broker_version", "broker_closed_at_once"}


@pytest.mark.parametrize("version", ["3.1.1", "5"])
async def test_a_wrong_password_is_refused(tmp_path: Path, version: str) -> None:
    async with Broker(tmp_path, users={"shop": "right"}) as broker:
        wrong = await refusal(broker.port, user="shop", password="wrong", version=version)
        none = await refusal(broker.port, version=version)
        async with Session(settings(broker.port, user="shop", password="right", version=version)) as session:
            assert session.version == version
    assert (type(wrong), wrong.code) == (AccessDenied, "broker_not_authorised")
    assert (type(none), none.code) == (AccessDenied, "broker_password_needed")
    assert "right" not in repr(wrong) + repr(vars(session))


# ------------------------------------------------------------------------ TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def tls_lines(authority: Authority, name: str, *, expired: bool = False) -> list[str]:
    signed = authority.sign(name, expired=expired)
    return [f"cafile {authority.file}", f"certfile {signed.certificate}", f"keyfile {signed.key}"]


async def test_tls_is_checked_against_the_plants_own_authority(tmp_path: Path, authority: Authority) -> None:
    async with Broker(tmp_path, listener=tls_lines(authority, "broker")) as broker:
        given = {"tls": True, "ca": str(authority.file)}
        async with Session(settings(broker.port, **given)) as session:
            await session.subscribe(["a"], 1)
            await session.publish("a", b"x" * 100_000)
            assert received(await until(session, 1)) == [b"x" * 100_000]
        unknown = await refusal(broker.port, tls=True)
        plain = await refusal(broker.port)
    assert (type(unknown), unknown.code) == (LinkDown, "broker_certificate")
    assert plain.code == "broker_closed_at_once"


async def test_an_expired_certificate_is_named(tmp_path: Path, authority: Authority) -> None:
    async with Broker(tmp_path, listener=tls_lines(authority, "old", expired=True)) as broker:
        error = await refusal(broker.port, tls=True, ca=str(authority.file))
    assert error.code == "broker_certificate"
    assert "expired" in str(error.params["problem"])


async def test_a_broker_may_ask_for_our_certificate(tmp_path: Path, authority: Authority) -> None:
    ours = authority.sign("dispatcher")
    lines = [*tls_lines(authority, "strict"), "require_certificate true"]
    async with Broker(tmp_path, listener=lines) as broker:
        given = {"tls": True, "ca": str(authority.file)}
        without = await refusal(broker.port, **given)
        pair = {"certificate": str(ours.certificate), "private_key": str(ours.key)}
        async with Session(settings(broker.port, **given, **pair)) as session:
            await session.subscribe(["a"], 1)
    assert without.code == "broker_wants_certificate"


async def test_tls_to_an_open_port_and_missing_files_are_named(broker: Broker, tmp_path: Path) -> None:
    rubbish = tmp_path / "ca.pem"
    rubbish.write_text("no certificate")
    assert (await refusal(broker.port, tls=True)).code == "broker_no_tls"
    assert (await refusal(broker.port, tls=True, ca="/no/such.pem")).code == "broker_file_missing"
    assert (await refusal(broker.port, tls=True, ca=str(rubbish))).code == "broker_file_unusable"


# ------------------------------------------------------------- acknowledgement


@pytest.mark.parametrize("version", ["3.1.1", "5"])
async def test_what_was_not_acknowledged_comes_again(broker: Broker, version: str) -> None:
    given = settings(broker.port, version=version)
    async with Session(given, client_id="keeper", keep_s=60) as session, Session(given) as device:
        assert not session.resumed
        await session.subscribe(["a"], 1)
        for payload in (b"1", b"2"):
            await device.publish("a", payload)
        first, _ = await until(session, 2)
        session.acknowledge([first.mid])
    async with Session(given, client_id="keeper", keep_s=60) as session:
        assert session.resumed
        (again,) = await until(session, 1)
        assert (again.payload, again.dup) == (b"2", True)
        session.acknowledge([again.mid])
    async with Session(given, client_id="keeper", keep_s=60) as session, Session(given) as device:
        await device.publish("a", b"3")
        assert received(await until(session, 1)) == [b"3"]
    session.acknowledge([1])  # too late: nothing happens


async def test_a_slow_reader_makes_the_broker_wait(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MAX_WAITING", 20)
    given = settings(broker.port)
    async with Session(given) as session, Session(given) as device:
        await session.subscribe(["a"], 1)
        most = 0
        for number in range(600):
            await device.publish("a", str(number).encode() * 100)
            most = max(most, len(vars(session)["_messages"]))
        messages = await until(session, 600)
    assert received(messages) == [str(number).encode() * 100 for number in range(600)]
    assert most <= 20


async def test_the_last_will_is_said_by_the_broker(broker: Broker) -> None:
    async with Session(settings(broker.port)) as listener:
        await listener.subscribe(["state"], 1)
        session = Session(settings(broker.port), will=Will(topic="state", payload=b"gone"))
        async with session:
            wire = vars(session)["_wire"]
            wire.abort()
            assert received(await until(listener, 1)) == [b"gone"]


async def test_a_broker_that_hangs_is_noticed() -> None:
    async with scripted(b"\x20\x03\x00\x00\x00", b"\x90\x04\x00\x01\x00\x00", b"", b"", b"") as port:
        error = await refusal(port, version="5", keepalive_s=1)
    assert (type(error), error.code) == (LinkDown, "broker_no_answer")


@pytest.mark.parametrize(
    "wrong",
    [
        {"host": "mqtt://a"},
        {"host": "a", "certificate": "a.pem", "tls": True},
        {"host": "a", "ca": "a.pem"},
        {"host": "a", "version": "4"},
    ],
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        BrokerSettings.model_validate(wrong)
