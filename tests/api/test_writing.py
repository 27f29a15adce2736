"""What every route that writes has in common: foreign pages are refused, and whoever writes has a name."""

from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from dispatcher.api.auth import Forbidden, caller_of, refuse_foreign
from dispatcher.api.services import Services


def connection(**headers: str) -> HTTPConnection:
    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return HTTPConnection({"type": "http", "headers": raw, "client": ("192.0.2.7", 1)})


def test_a_page_of_another_origin_may_not_write(given: Services) -> None:
    with pytest.raises(Forbidden) as refusal:
        refuse_foreign(given, connection(origin="http://evil.example", host="plant:8080"))
    assert refusal.value.code == "foreign_origin"


@pytest.mark.parametrize("headers", [{"origin": "http://plant:8080", "host": "plant:8080"}, {"host": "plant:8080"}])
def test_own_pages_and_programs_may(given: Services, headers: dict[str, str]) -> None:
    refuse_foreign(given, connection(**headers))


def test_a_person_names_himself_in_any_script() -> None:
    named = connection(dispatcher_author="%D0%98%D0%B2%D0%B0%D0%BD%0A%20%D0%9F%D0%B5%D1%82%D1%80%D0%BE%D0%B2")
    assert caller_of(named).named == "Иван Петров"
