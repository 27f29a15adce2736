"""The manual workplace over HTTP: the shapes a panel relies on, and the refusals it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.app.corrections.intent import Act, Warned
from dispatcher.app.manual.desk import Said, Wish, Workplace
from dispatcher.app.manual.entries import Entry
from dispatcher.app.plant import LinkState
from dispatcher.domain.errors import Conflict
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.domain.workplace import Doing
from dispatcher.ports.access import Permission
from tests.api.plant import HOUR, NOW, Lockable

ENTRY = Entry(
    key="act-00001",
    author="Анна",
    comment="night shift",
    said=NOW,
    at=Instant(NOW - HOUR),
    state=Doing.RUNNING,
    program="O1",
    parts=5,
)
PATH = "/api/v1/machines/m1/manual"


@dataclass
class Desk:
    """Remembers what it was asked."""

    asked: list[Any] = field(default_factory=list)
    refuses: Conflict | None = None

    def place(self) -> Workplace:
        return Workplace(
            source=SourceId("people"),
            link=LinkState.UP,
            now=NOW,
            earliest=Instant(NOW - 24 * HOUR),
            state=ENTRY,
            program="O1",
            entries=[ENTRY],
            undo=ENTRY,
        )

    async def look(self, machine: MachineId) -> Workplace:
        if self.refuses is not None:
            raise self.refuses
        self.asked.append(machine)
        return self.place()

    async def enter(self, machine: MachineId, wish: Wish, act: Act) -> Said:
        self.asked.append((machine, wish, act))
        odd = Warned(
            code="correction_scrap_exceeds_parts", params={"scrap": 1, "parts": 0, "program": "", "machine": ""}
        )
        return Said(entry=ENTRY, workplace=self.place(), warnings=[odd])

    async def undo(self, machine: MachineId, target: str, act: Act) -> Said:
        self.asked.append((machine, target, act))
        return Said(entry=replace(ENTRY, undone=True), workplace=self.place())


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def client(given: Services, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(replace(given, manual=desk))  # type: ignore[arg-type]  # a desk of the same shape
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as found:
        yield found


async def test_what_a_panel_needs(client: httpx.AsyncClient) -> None:
    body = (await client.get(PATH, params={"lang": "ru"})).json()
    assert list(body) == [
        *("machine", "source", "link", "now", "earliest", "state", "program", "choices", "entries", "undo")
    ]
    assert body["state"] == {
        "code": "running",
        "text": "В работе",
        "since": "2026-11-23T09:00:00.000000Z",
        "said": "2026-11-23T10:00:00.000000Z",
        "author": "Анна",
        "holds": True,
    }
    assert [(choice["code"], choice["base"], choice["shape"]) for choice in body["choices"]] == [
        ("running", "running", "play"),
        ("idle", "idle", "circle"),
        ("setup", "idle", "circle"),
        ("maintenance", "idle", "circle"),
        ("breakdown", "alarm", "triangle"),
        ("off", "off", "power"),
    ]
    assert body["entries"][0]["comment"] == "night shift"
    assert (body["undo"], body["earliest"]) == ("act-00001", "2026-11-22T10:00:00.000000Z")


async def test_an_entry_is_handed_on_with_its_author(client: httpx.AsyncClient, desk: Desk) -> None:
    sent = {
        "key": "act-00001",
        "state": "setup",
        "program": "",
        "parts": 5,
        "scrap": 1,
        "at": "2026-11-23T12:30:00+03:00",
    }
    answer = await client.post(PATH, json=sent, headers={"Dispatcher-Author": "%D0%90nna"})
    ((machine, wish, act),) = desk.asked
    assert answer.status_code == 201
    assert (machine, act.key, act.author) == ("m1", "act-00001", "Аnna")
    assert wish == Wish(at=Instant(NOW - HOUR // 2), state=Doing.SETUP, program="", parts=5, scrap=1)
    assert answer.json()["entry"]["key"] == "act-00001"
    assert answer.json()["warnings"][0]["code"] == "correction_scrap_exceeds_parts"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"key": "act-00001", "state": "dancing"},
        {"key": "act-00001", "parts": "5"},
        {"key": "act-00001", "parts": 1.5},
        {"key": "act-00001", "colour": "red"},
        {"key": "act-00001", "at": "yesterday"},
        {"key": "act-00001", "at": "2026-11-23T12:30:00"},
    ],
)
async def test_a_body_that_makes_no_sense(client: httpx.AsyncClient, desk: Desk, body: dict[str, Any]) -> None:
    assert (await client.post(PATH, json=body)).status_code == 422
    assert desk.asked == []


async def test_taking_back(client: httpx.AsyncClient, desk: Desk) -> None:
    answer = await client.post(f"{PATH}/undo", json={"key": "act-00002", "entry": "act-00001"})
    assert (answer.status_code, answer.json()["entry"]["undone"]) == (201, True)
    assert desk.asked[0][:2] == ("m1", "act-00001")


async def test_a_machine_that_has_none_and_one_that_is_not_there(client: httpx.AsyncClient, desk: Desk) -> None:
    desk.refuses = Conflict("manual_not_here", machine="m1")
    assert (await client.get(PATH)).status_code == 409
    assert (await client.get(PATH.replace("m1", "nope"))).status_code == 404


async def test_who_may_not_write_may_look(given: Services, desk: Desk) -> None:
    locked = replace(given, manual=desk, access=Lockable(refused={Permission.MANUAL_WRITE}))  # type: ignore[arg-type]
    transport = httpx.ASGITransport(create_app(locked), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        assert (await client.get(PATH)).status_code == 200
        assert (await client.post(PATH, json={"key": "act-00001", "parts": 1})).status_code == 403
