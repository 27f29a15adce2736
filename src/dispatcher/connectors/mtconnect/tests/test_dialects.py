"""Agents that differ from ours: old versions, no streaming, no history, odd frames, refusals, broken values."""

from __future__ import annotations

import gzip

import pytest
from aiohttp import web

from dispatcher.connectors.mtconnect.tests.peers import (
    Bench,
    OddAgent,
    devices_document,
    endless,
    error_document,
    parts,
    streams_document,
)
from dispatcher.domain.interval import Interval
from dispatcher.ports.connector import Garbled, LinkDown

PROBE = devices_document("exec EXECUTION EVENT", "mode CONTROLLER_MODE EVENT")


async def old(bench: Bench, **answers: object) -> OddAgent:
    """An odd agent with a probe, and a present where `mode` is older than the buffer."""
    agent = await bench.odd()
    agent.answers["/probe"] = PROBE
    agent.answers["/current"] = streams_document((2, "mode", "AUTOMATIC"), (8, "exec", "READY"), first=5, following=9)
    agent.answers.update({f"/{path}": answer for path, answer in answers.items()})  # type: ignore[misc]  # test data
    return agent


async def test_an_agent_that_does_not_stream_is_polled(bench: Bench) -> None:
    history = [
        streams_document((number, "exec", f"S{number}"), first=5, following=number + 1, last=9)
        for number in range(5, 10)
    ]

    async def sample(request: web.Request) -> web.StreamResponse:
        asked = int(request.query["from"])
        document = history[asked - 5] if asked < 10 else streams_document(first=5, following=10)
        return web.Response(body=document, content_type="text/xml")

    agent = await old(bench, sample=sample)
    reading = await bench.read(agent.url, devices=["Old"])
    await reading.until_value("exec", "S9")
    await reading.next()

    assert [value for _, value in reading.all("exec")] == [f"S{number}" for number in range(5, 10)]
    asked = ["interval=" in path for path in agent.asked if path.startswith("/sample")]
    assert asked == [True, *[False] * (len(asked) - 1)]
    assert len(asked) > 1


async def test_an_agent_that_refuses_to_stream_is_polled(bench: Bench) -> None:
    async def sample(request: web.Request) -> web.StreamResponse:
        refused = "interval" in request.query
        body = (
            error_document("INVALID_REQUEST", "'interval' is not supported")
            if refused
            else streams_document((5, "exec", "ACTIVE"), first=5, following=6)
        )
        return web.Response(body=body, status=400 if refused else 200, content_type="text/xml")

    agent = await old(bench, sample=sample)
    reading = await bench.read(agent.url, devices=["Old"])

    await reading.until_value("exec", "ACTIVE")

    assert reading.losses == []


async def test_an_agent_without_history_tells_what_is_older_than_its_buffer(bench: Bench) -> None:
    async def current(request: web.Request) -> web.StreamResponse:
        body = streams_document((2, "mode", "AUTOMATIC"), (8, "exec", "READY"), first=5, following=9)
        if "at" in request.query:
            body = error_document("INVALID_REQUEST", "'at' is not supported")
        return web.Response(body=body, content_type="text/xml")

    agent = await old(
        bench,
        current=current,
        sample=endless(streams_document((5, "exec", "S5"), (8, "exec", "READY"), first=5, following=9)),
    )
    reading = await bench.read(agent.url, devices=["Old"])
    first = await reading.next()
    await reading.until_value("exec", "READY")

    assert reading.values(first.rows) == [("mode", "AUTOMATIC")], "what the buffer still holds comes from the buffer"
    assert reading.all("exec") == [(5, "S5"), (8, "READY")]


@pytest.mark.parametrize(("version", "asked"), [("1.1", "frequency="), ("1.2", "interval="), ("2.4", "interval=")])
async def test_old_versions_are_asked_in_their_words(bench: Bench, version: str, asked: str) -> None:
    agent = await old(bench, sample=endless(streams_document((5, "exec", "ACTIVE"), first=5, following=6)))
    agent.answers["/probe"] = devices_document("exec EXECUTION EVENT", version=version)
    reading = await bench.read(agent.url, devices=["Old"])
    await reading.until_value("exec", "ACTIVE")

    (question,) = [path for path in agent.asked if path.startswith("/sample")]
    assert asked in question
    assert ("heartbeat=" in question) == (asked == "interval=")


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
async def test_frames_without_lengths_arrive_at_once(bench: Bench, newline: bytes) -> None:
    documents = [
        streams_document((number, "exec", f"S{number}"), first=5, following=number + 1) for number in (5, 6, 7)
    ]

    async def sample(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": 'multipart/x-mixed-replace; boundary="b"'})
        await response.prepare(request)
        for byte in parts(*documents, newline=newline):
            await response.write(bytes([byte]))
        return response

    agent = await old(bench, sample=sample)
    reading = await bench.read(agent.url, devices=["Old"])
    await reading.until_value("exec", "S7")

    assert reading.all("exec") == [(5, "S5"), (6, "S6"), (7, "S7")]


async def test_compressed_documents_are_read(bench: Bench) -> None:
    async def probe(request: web.Request) -> web.StreamResponse:
        assert "gzip" in request.headers["Accept-Encoding"]
        return web.Response(body=gzip.compress(PROBE), content_type="text/xml", headers={"Content-Encoding": "gzip"})

    agent = await old(bench, probe=probe)

    probed = await bench.connector(agent.url).probe()

    assert [device.name for device in probed.devices] == ["Old"]


async def test_an_unreadable_observation_is_stepped_over_and_nothing_else_is_lost(bench: Bench) -> None:
    values = {5: "S5", 6: "S6", 7: "&bad", 8: "S8", 9: "S9"}

    async def sample(request: web.Request) -> web.StreamResponse:
        first, count = int(request.query["from"]), int(request.query["count"])
        numbers = [number for number in values if number >= first][:count]
        following = numbers[-1] + 1 if numbers else 10
        body = streams_document(
            *((number, "exec", values[number]) for number in numbers), first=5, following=following, last=9
        )
        if "interval" not in request.query:
            return web.Response(body=body, content_type="text/xml")
        return await endless(body)(request)

    agent = await old(bench, sample=sample)
    reading = await bench.read(agent.url, devices=["Old"])
    await reading.until_value("exec", "S9")

    assert reading.all("exec") == [(5, "S5"), (6, "S6"), (8, "S8"), (9, "S9")]
    assert [(loss.code, loss.interval) for loss in reading.losses] == [
        ("mtconnect_unreadable", Interval(1_767_225_600_000_006, 1_767_225_600_000_008))  # type: ignore[arg-type]
    ]
    assert {note.code for note in reading.notes} == {"mtconnect_unreadable", "mtconnect_stepped_over"}


async def test_a_full_buffer_that_turns_between_two_questions_is_caught_all_the_same(bench: Bench) -> None:
    first = 1000

    async def present(_request: web.Request) -> web.StreamResponse:
        nonlocal first
        first += 3  # the agent goes on while we ask
        body = streams_document((first + 90, "exec", "ACTIVE"), first=first, following=first + 100)
        return web.Response(body=body, content_type="text/xml")

    async def sample(request: web.Request) -> web.StreamResponse:
        nonlocal first
        first += 3
        asked = int(request.query["from"])
        if asked < first:
            return web.Response(body=error_document("OUT_OF_RANGE", "'from' must be greater"), content_type="text/xml")
        rows = [(number, "exec", f"S{number}") for number in range(asked, first + 100)]
        return await endless(streams_document(*rows, first=first, following=first + 100))(request)

    agent = await old(bench, current=present, sample=sample)
    reading = await bench.read(agent.url, devices=["Old"])
    batch = await reading.until(lambda batch: len(batch.rows) > 50)

    assert batch.rows.sequence[0] - first < 20, "nearly the whole buffer is read"
    assert reading.losses == [], "what was gone before the first answer was never promised"


async def test_an_agent_that_refuses_the_number_to_come_is_asked_from_the_one_before(bench: Bench) -> None:
    values = [(number, "exec", f"S{number}") for number in range(5, 9)]

    async def sample(request: web.Request) -> web.StreamResponse:
        asked = int(request.query["from"])
        kept = [row for row in values if row[0] >= asked]
        if not kept:
            body = error_document("OUT_OF_RANGE", "'from' must be at most lastSequence")
        else:
            body = streams_document(*kept, first=5, following=values[-1][0] + 1)
        return web.Response(body=body, content_type="text/xml")

    agent = await old(bench, sample=sample)
    reading = await bench.read(agent.url, devices=["Old"])
    await reading.until_value("exec", "S8")
    for _ in range(3):
        await reading.next()
    values.append((9, "exec", "S9"))
    agent.answers["/current"] = streams_document((9, "exec", "S9"), first=5, following=10)
    await reading.until_value("exec", "S9")

    assert reading.all("exec") == [(number, f"S{number}") for number in range(5, 10)]
    assert reading.losses == []


async def test_a_long_backlog_is_fetched_without_waiting_between_the_pieces(bench: Bench) -> None:
    agent = await bench.agent()
    await agent.feed(*(f"2026-01-01T00:00:01Z|Xact|{number}" for number in range(3000)))

    # A stream would need a minute for every hundred.
    reading = await bench.read(agent, interval_ms=60_000, heartbeat_ms=60_000, count=100)
    await reading.until_value("xpos", 2999.0)

    assert [value for _, value in reading.all("xpos")] == [None, *(float(number) for number in range(3000))]


async def test_a_position_that_is_refused_for_ever_is_a_dead_link(bench: Bench) -> None:
    agent = await old(bench, sample=error_document("OUT_OF_RANGE", "'from' must be greater"))
    reading = await bench.read(agent.url, devices=["Old"])

    with pytest.raises(LinkDown) as down:
        await reading.until_value("exec", "never")
    assert down.value.code == "mtconnect_restless"


async def test_an_agent_that_changes_its_instance_at_every_question_is_a_dead_link(bench: Bench) -> None:
    count = 0

    async def current(_request: web.Request) -> web.StreamResponse:
        nonlocal count
        count += 1
        return web.Response(body=streams_document(instance=str(100 + count)), content_type="text/xml")

    agent = await old(bench, current=current)
    reading = await bench.read(agent.url, devices=["Old"])

    with pytest.raises(LinkDown) as down:
        await reading.next()
    assert down.value.code == "mtconnect_restless"


async def test_a_refusal_is_passed_on_in_the_agents_words(bench: Bench) -> None:
    agent = await old(bench, current=error_document("INTERNAL_ERROR", "out of memory"))
    reading = await bench.read(agent.url, devices=["Old"])

    with pytest.raises(Garbled) as garbled:
        await reading.next()
    assert (garbled.value.code, garbled.value.params["answer"], garbled.value.params["text"]) == (
        "mtconnect_refused",
        "INTERNAL_ERROR",
        "out of memory",
    )


async def test_an_agent_without_numbers_is_told(bench: Bench) -> None:
    agent = await old(bench, current=b'<MTConnectStreams><Header instanceId="1"/><Streams/></MTConnectStreams>')
    reading = await bench.read(agent.url, devices=["Old"])

    with pytest.raises(Garbled) as garbled:
        await reading.next()
    assert garbled.value.code == "mtconnect_no_numbers"


async def test_a_changed_model_is_asked_for_again(bench: Bench) -> None:
    changed = streams_document((5, "exec", "7"), first=5, following=6).replace(
        b"<Header ", b'<Header deviceModelChangeTime="2026-02-02T00:00:00Z" '
    )
    agent = await old(bench, sample=endless(changed))
    reading = await bench.read(agent.url, devices=["Old"])
    await reading.next()
    agent.answers["/probe"] = devices_document("exec PART_COUNT EVENT", "mode CONTROLLER_MODE EVENT").replace(
        b"<Header ", b'<Header deviceModelChangeTime="2026-02-02T00:00:00Z" '
    )

    batch = await reading.until_value("exec", 7.0)

    assert [one.spec.type for one in batch.declared] == ["PART_COUNT"]


async def test_observations_no_probe_has_named_are_declared_by_their_names(bench: Bench) -> None:
    agent = await old(bench, sample=endless(streams_document((5, "surprise", "ACTIVE"), first=5, following=6)))
    reading = await bench.read(agent.url, devices=["Old"])

    batch = await reading.until_value("surprise", "ACTIVE")

    assert [(one.device, one.spec.key, one.spec.type) for one in batch.declared] == [("Old", "surprise", "EXECUTION")]


async def test_a_foreign_cursor_starts_anew(bench: Bench) -> None:
    agent = await old(bench, sample=endless(streams_document((5, "exec", "S5"), first=5, following=6)))
    elsewhere = await bench.read(
        agent.url,
        devices=["Old"],
        after={"agent": "http://10.0.0.9:5000", "instance": "1", "next": 6, "epoch": 2, "devices": "Old"},
    )
    nonsense = await bench.read(agent.url, devices=["Old"], after={"file": "a.log", "line": 7})
    await elsewhere.until_value("exec", "S5")
    await nonsense.until_value("exec", "S5")

    assert {batch.session for batch in elsewhere.batches} == {"1~2"}
    assert {batch.session for batch in nonsense.batches} == {"1"}
    assert elsewhere.losses == nonsense.losses == []
