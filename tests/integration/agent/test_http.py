"""The agent over real sockets: addresses, parameters, refusals, streams."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from lxml import etree

from dispatcher.agent import Agent, Credentials, Faults, Server, Settings, Stall, serve
from dispatcher.domain.signal import Condition, Level
from tests.unit.agent.models import START, HandClock, agent, elements, header, later, mill


@dataclass
class Peer:
    """An agent that is served, and a client."""

    agent: Agent
    server: Server
    session: aiohttp.ClientSession
    faults: Faults

    async def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        async with self.session.get(f"http://127.0.0.1:{self.server.port}/{path}", headers=headers) as answer:
            return answer.status, await answer.read()

    @asynccontextmanager
    async def stream(self, path: str) -> AsyncIterator[Parts]:
        async with self.session.get(f"http://127.0.0.1:{self.server.port}/{path}") as answer:
            assert answer.status == 200
            assert answer.content_type == "multipart/x-mixed-replace"
            yield Parts(answer)


@dataclass
class Parts:
    """Reads a multipart answer part by part, trusting nothing but the wire."""

    answer: aiohttp.ClientResponse
    heads: list[bytes] = field(default_factory=list)

    async def next(self) -> bytes:
        boundary = self.answer.content_type and self.answer.headers["Content-Type"].partition("boundary=")[2]
        async with asyncio.timeout(20):
            line = await self.answer.content.readline()
            while line.strip() == b"" and line:
                line = await self.answer.content.readline()
            if line.strip() == f"--{boundary}--".encode() or not line:
                raise EOFError
            assert line == f"--{boundary}\r\n".encode()
            length = -1
            while (line := await self.answer.content.readline()) != b"\r\n":
                self.heads.append(line)
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            return await self.answer.content.readexactly(length)


@asynccontextmanager
async def peer(made: Agent | None = None, *, credentials: Credentials | None = None) -> AsyncIterator[Peer]:
    faults = Faults()
    made = made or agent()
    server = await serve(made, faults=faults, credentials=credentials)
    try:
        async with aiohttp.ClientSession(auto_decompress=False, headers={"Accept-Encoding": "identity"}) as session:
            yield Peer(made, server, session, faults)
    finally:
        await server.close()


def code(document: bytes) -> str:
    """The error code of an error document."""
    (one,) = etree.fromstring(document).iter("{*}Error")
    return str(one.get("errorCode"))


def texts(document: bytes, item: str) -> list[str]:
    return [text for _, given, text in elements(document) if given["dataItemId"] == item]


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("", "MTConnectDevices"),
        ("probe", "MTConnectDevices"),
        ("Mill", "MTConnectDevices"),
        ("m-1/probe", "MTConnectDevices"),
        ("current", "MTConnectStreams"),
        ("Mill/current?path=//Axes", "MTConnectStreams"),
        ("sample?count=5", "MTConnectStreams"),
        ("sample?count=-5", "MTConnectStreams"),
        ("m-1/sample?from=1&to=3", "MTConnectStreams"),
        ("assets", "MTConnectAssets"),
        ("asset", "MTConnectAssets"),
        ("Mill/assets?type=CuttingTool&count=1&removed=true", "MTConnectAssets"),
        ("asset/T1;T2", "MTConnectAssets"),
    ],
)
async def test_addresses(path: str, root: str) -> None:
    async with peer() as one:
        for tool in ("T1", "T2"):
            one.agent.put_asset(f'<CuttingTool assetId="{tool}"/>', START)
        status, document = await one.get(path)
        assert status == 200
        assert etree.QName(etree.fromstring(document)).localname == root


REFUSALS = [
    ("nobody", 404, "NO_DEVICE"),
    ("nobody/current", 404, "NO_DEVICE"),
    ("Mill/nothing", 404, "INVALID_URI"),
    ("Mill/current/more", 404, "INVALID_URI"),
    ("sample?from=999999999", 404, "OUT_OF_RANGE"),
    ("sample?from=x", 400, "INVALID_REQUEST"),
    ("sample?count=0", 404, "OUT_OF_RANGE"),
    ("sample?interval=-1", 404, "OUT_OF_RANGE"),
    ("sample?interval=0&heartbeat=0", 404, "OUT_OF_RANGE"),
    ("sample?interval=10&count=-10", 400, "INVALID_REQUEST"),
    ("sample?interval=10&from=1&to=2", 400, "INVALID_REQUEST"),
    ("sample?interval=10&from=99999", 404, "OUT_OF_RANGE"),
    ("current?at=0", 404, "OUT_OF_RANGE"),
    ("current?at=1&interval=10", 400, "INVALID_REQUEST"),
    ("current?path=//Nothing", 400, "INVALID_PATH"),
    ("current?path=//Axes[", 400, "INVALID_PATH"),
    ("asset/T9", 404, "ASSET_NOT_FOUND"),
    ("assets?removed=perhaps", 400, "INVALID_REQUEST"),
    ("assets?count=0", 404, "OUT_OF_RANGE"),
]


@pytest.mark.parametrize(("path", "status", "error"), REFUSALS)
async def test_refusals(path: str, status: int, error: str) -> None:
    async with peer() as one:
        found, document = await one.get(path)
        assert (found, code(document)) == (status, error)


async def test_agents_before_version_2_answer_200_to_everything() -> None:
    async with peer(agent(version="1.7")) as one:
        status, document = await one.get("sample?from=999999999")
        assert (status, code(document)) == (200, "OUT_OF_RANGE")


async def test_writing_is_not_supported() -> None:
    async with peer() as one, one.session.post(f"http://127.0.0.1:{one.server.port}/current") as answer:
        assert answer.status == 400
        assert code(await answer.read()) == "UNSUPPORTED"


async def test_answers_are_compressed_for_those_who_take_it() -> None:
    async with peer() as one:
        _, packed = await one.get("probe", **{"Accept-Encoding": "gzip"})
        assert packed[:2] == b"\x1f\x8b"
        assert b"MTConnectDevices" in gzip.decompress(packed)


async def test_basic_authentication() -> None:
    async with peer(credentials=Credentials(user="u", password="p:w")) as one:
        assert (await one.get("probe"))[0] == 401
        right = aiohttp.encode_basic_auth("u", "p:w")
        assert (await one.get("probe", Authorization=right))[0] == 200
        wrong = aiohttp.encode_basic_auth("u", "p")
        assert (await one.get("probe", Authorization=wrong))[0] == 401


async def test_a_stream_tells_what_comes_and_nothing_twice() -> None:
    async with peer() as one, one.stream("sample?interval=0&from=1&count=1000&heartbeat=60000") as parts:
        first = await parts.next()
        following = int(header(first)["nextSequence"])
        assert len(elements(first)) == following - 1
        for at, value in enumerate(("ACTIVE", "READY", "STOPPED")):
            one.agent.add("exec", later(at), value)
            part = await parts.next()
            assert texts(part, "exec") == [value]
            assert int(header(part)["nextSequence"]) == following + at + 1


async def test_each_part_names_its_type_and_length() -> None:
    async with peer() as one, one.stream("sample?interval=0&from=1") as parts:
        await parts.next()
        assert parts.heads[0] == b"Content-type: text/xml\r\n"
        assert re.fullmatch(rb"Content-length: \d+\r\n", parts.heads[1])


async def test_a_stream_is_cut_by_count_and_keeps_its_place() -> None:
    async with peer() as one, one.stream("sample?interval=0&from=1&count=3") as parts:
        seen: list[int] = []
        for _ in range(4):
            seen += sequences([await parts.next()])
        assert seen == list(range(1, 13))


async def test_a_stream_of_a_path_tells_only_that_and_moves_on() -> None:
    async with peer() as one, one.stream("sample?interval=0&heartbeat=50&path=//DataItem[@id='exec']") as parts:
        assert texts(await parts.next(), "exec") == ["UNAVAILABLE"]
        one.agent.add("line", START, "5")
        beat = await parts.next()
        assert elements(beat) == []
        assert int(header(beat)["nextSequence"]) == one.agent.next_sequence
        one.agent.add("exec", START, "ACTIVE")
        part = await parts.next()
        while not elements(part):
            part = await parts.next()
        assert texts(part, "exec") == ["ACTIVE"]


async def test_silence_is_filled_with_heartbeats() -> None:
    async with peer() as one, one.stream(f"sample?interval=0&heartbeat=20&from={one.agent.next_sequence}") as parts:
        for _ in range(3):
            beat = await parts.next()
            assert elements(beat) == []
            assert header(beat)["nextSequence"] == str(one.agent.next_sequence)


async def test_current_can_be_streamed() -> None:
    async with peer() as one, one.stream("current?interval=5") as parts:
        assert texts(await parts.next(), "exec") == ["UNAVAILABLE"]
        one.agent.add("exec", START, "ACTIVE")
        found = texts(await parts.next(), "exec")
        while found != ["ACTIVE"]:
            found = texts(await parts.next(), "exec")


async def test_a_restart_ends_the_streams() -> None:
    async with peer() as one, one.stream("sample?interval=0&from=1&count=1000&heartbeat=60000") as parts:
        await parts.next()
        one.agent.restart()
        with pytest.raises(EOFError):
            await parts.next()


async def test_a_client_that_falls_out_of_the_buffer_is_told_and_disconnected() -> None:
    made = agent(buffer_size=50)
    async with peer(made) as one, one.stream("sample?interval=0&from=1&count=50&heartbeat=60000") as parts:
        await parts.next()
        one.faults.set_stall(Stall.STREAMS)
        made.add("line", START, "first")
        await turns(5)  # the stream has taken this one and stands still with it
        for at in range(200):
            made.add("line", later(at), str(at))
        one.faults.set_stall(Stall.NO)
        assert texts(await parts.next(), "line") == ["first"]
        assert code(await parts.next()) == "OUT_OF_RANGE"
        with pytest.raises(EOFError):
            await parts.next()


async def turns(count: int) -> None:
    """Let everything that is ready run."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_client_that_leaves_is_forgotten() -> None:
    async with peer() as one:
        async with one.stream("sample?interval=0&from=1&count=1000&heartbeat=10") as parts:
            await parts.next()
            assert one.agent.listeners == 1
        async with asyncio.timeout(10):
            while one.agent.listeners:
                await turns(1)


async def test_a_client_that_does_not_read_costs_bounded_memory_and_stops_nobody() -> None:
    made = agent(buffer_size=20_000)
    async with peer(made) as one:
        reader, writer = await asyncio.open_connection("127.0.0.1", one.server.port, limit=1024)
        writer.write(b"GET /sample?interval=0&from=1&count=10000 HTTP/1.1\r\nHost: x\r\n\r\n")
        await writer.drain()
        for burst in range(30):
            for at in range(1_000):
                made.add("program", later(at), f"{burst}-{at}-{'x' * 100}")
            await asyncio.sleep(0)
        assert (await one.get("current"))[0] == 200
        (connection,) = [c for c in one.server.connections if c.transport and c.transport.get_write_buffer_size()]
        assert connection.transport is not None
        # One chunk at most (10,000 observations of about 250 bytes) waits for a client that does not read.
        assert connection.transport.get_write_buffer_size() < 4_000_000
        writer.close()
        assert reader is not None


async def test_faults_are_used_up() -> None:
    async with peer() as one:
        one.faults.refuse = 1
        assert [(await one.get("probe"))[0] for _ in range(2)] == [503, 200]
        one.faults.garble = one.faults.duplicate = 1
        async with one.stream("sample?interval=0&from=1&count=1000&heartbeat=60000") as parts:
            spoilt = await parts.next()
            with pytest.raises(etree.XMLSyntaxError):
                etree.fromstring(spoilt)
            assert await parts.next() == spoilt
            one.agent.add("exec", START, "ACTIVE")
            assert texts(await parts.next(), "exec") == ["ACTIVE"]


async def test_a_truncated_part_breaks_the_connection() -> None:
    async with peer() as one:
        one.faults.truncate = 1
        async with one.stream("sample?interval=0&from=1&count=1000") as parts:
            with pytest.raises((asyncio.IncompleteReadError, aiohttp.ClientPayloadError)):
                await parts.next()


async def test_dropping_breaks_every_connection_and_new_ones_are_served() -> None:
    async with peer() as one:
        async with one.stream("sample?interval=0&from=1&count=1000&heartbeat=60000") as parts:
            await parts.next()
            assert one.server.drop() >= 1
            with pytest.raises((EOFError, aiohttp.ClientError)):
                await parts.next()
        assert (await one.get("probe"))[0] == 200


async def test_a_stalled_agent_accepts_and_says_nothing() -> None:
    async with peer() as one:
        one.faults.set_stall(Stall.ALL)
        asked = asyncio.ensure_future(one.get("probe"))
        done, _ = await asyncio.wait([asked], timeout=0.1)
        assert done == set()
        one.faults.set_stall(Stall.NO)
        assert (await asked)[0] == 200


async def test_two_agents_live_side_by_side() -> None:
    other = Agent((mill("m-2", "b"),), clock=HandClock(), settings=Settings(version="1.3"))
    async with peer() as one, peer(other) as two:
        assert one.server.port != two.server.port
        other.add("blogic", START, Condition(level=Level.FAULT, native_code="1"))
        _, document = await two.get("current")
        assert [name for name, given, _ in elements(document) if given["dataItemId"] == "blogic"] == ["Fault"]


def sequences(documents: Sequence[bytes]) -> list[int]:
    """Sequences chunk by chunk; inside a chunk the document orders them by component."""
    return [
        one for document in documents for one in sorted(int(given["sequence"]) for _, given, _ in elements(document))
    ]


async def test_a_burst_reaches_a_stream_whole_and_in_order() -> None:
    async with peer() as one, one.stream("sample?interval=0&from=1&count=500") as parts:
        for at in range(5_000):
            one.agent.add("line", later(at), str(at))
        documents: list[bytes] = []
        while len(sequences(documents)) < one.agent.next_sequence - 1:
            documents.append(await parts.next())
        assert sequences(documents) == list(range(1, one.agent.next_sequence))
