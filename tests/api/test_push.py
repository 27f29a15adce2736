"""The door for programs: what it hands on, and what it answers."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.app.deliveries import Deliveries
from dispatcher.ports.access import Permission
from dispatcher.ports.connector import AccessDenied, Busy, ConnectorError, Delivery, Garbled, Note, Receipt
from tests.api.plant import Lockable
from tests.unit.app.test_deliveries import House, Taker

PLACE = Note(code="http_push_no_value", params={"place": 3})


class Teller(Taker):
    """Answers with something refused."""

    async def receive(self, delivery: Delivery) -> Receipt:
        await super().receive(delivery)
        return Receipt(taken=2, known=1, refused=(PLACE,))


async def posted(services: Services, taker: Taker, path: str = "/api/v1/push/saw", **headers: str) -> httpx.Response:
    app = create_app(replace(services, deliveries=Deliveries(House(saw=taker))))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        return await client.post(path, content=b"[1]", headers=headers)


async def test_everything_is_handed_on_and_the_answer_comes_back(given: Services) -> None:
    taker = Teller()
    headers = {"Authorization": "Bearer  s3cret ", "Content-Encoding": "gzip", "Content-Type": "text/plain", "X-A": "b"}
    answer = await posted(given, taker, "/api/v1/push/saw?precision=s&lang=ru", **headers)
    (delivery,) = taker.taken
    assert answer.status_code == 200
    assert (answer.json()["taken"], answer.json()["known"]) == (2, 1)
    assert (answer.json()["refused"][0]["code"], answer.json()["refused"][0]["params"]) == (PLACE.code, {"place": 3})
    assert (delivery.body, delivery.credential, delivery.encoding, delivery.content_type) == (
        b"[1]",
        "s3cret",
        "gzip",
        "text/plain",
    )
    assert (delivery.query["precision"], delivery.headers["x-a"]) == ("s", "b")
    assert "authorization" not in delivery.headers


@pytest.mark.parametrize(
    ("authorization", "credential"), [("Token abc", "abc"), ("bearer abc", "abc"), ("Basic abc", ""), ("", "")]
)
async def test_schemes(given: Services, authorization: str, credential: str) -> None:
    taker = Taker()
    await posted(given, taker, Authorization=authorization)
    assert taker.taken[0].credential == credential


@pytest.mark.parametrize(
    ("error", "status", "again"),
    [
        (AccessDenied("not_signed_in", permission="-"), 401, None),
        (Garbled("internal"), 400, None),
        (Busy("internal", retry_after_s=7), 503, "7"),
    ],
)
async def test_refusals_are_problem_details(
    given: Services, error: ConnectorError, status: int, again: str | None
) -> None:
    answer = await posted(given, Taker(error))
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, again)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] != given.texts.text("en", "api.title.500")


async def test_a_page_of_another_site_may_push_and_only_that(given: Services) -> None:
    """The token is not something a browser brings along by itself."""
    assert (await posted(given, Taker(), Origin="http://elsewhere")).status_code == 200
    other = await posted(given, Taker(), "/api/v1/corrections/bulk", Origin="http://elsewhere")
    assert other.status_code == 403


async def test_the_policy_is_asked(given: Services) -> None:
    locked = replace(given, access=Lockable(refused={Permission.SOURCES_PUSH}))
    assert (await posted(locked, Taker())).status_code == 403
