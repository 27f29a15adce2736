"""What a delivery is made of: kinds by their headers, gzip within a limit."""

from __future__ import annotations

import gzip

import pytest

from dispatcher.connectors.http_push.unpack import kind_of, unpacked
from dispatcher.ports.connector import Delivery, Garbled, TooLarge, Unsupported

LIMIT = 10_000


def delivery(body: bytes = b"", content_type: str = "", encoding: str = "", **query: str) -> Delivery:
    return Delivery(body=body, content_type=content_type, encoding=encoding, query=query)


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [
        ("", "json"),
        ("application/json", "json"),
        ("Application/JSON; charset=UTF-8", "json"),
        ("application/x-www-form-urlencoded", "json"),
        ("application/x-ndjson", "lines"),
        ("text/plain; charset=utf-8", "influx"),
    ],
)
def test_kinds_by_their_header(content_type: str, kind: str) -> None:
    assert kind_of(delivery(content_type=content_type)) == kind


def test_the_address_has_the_last_word() -> None:
    assert kind_of(delivery(content_type="text/csv", format="lines")) == "lines"


@pytest.mark.parametrize(
    "content_type", ["text/csv", "application/xml", "application/json; charset=cp1251", "rubbish;"]
)
def test_other_kinds_are_named(content_type: str) -> None:
    with pytest.raises(Unsupported) as error:
        kind_of(delivery(content_type=content_type))
    assert error.value.code == "http_push_type"


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP"])
def test_gzip(encoding: str) -> None:
    packed = gzip.compress(b"hello ") + gzip.compress(b"there")
    assert unpacked(delivery(packed, encoding=encoding), LIMIT) == b"hello there"


def test_just_within_the_limit() -> None:
    body = b"x" * LIMIT
    assert unpacked(delivery(body), LIMIT) == body
    assert unpacked(delivery(gzip.compress(body), encoding="gzip"), LIMIT) == body


@pytest.mark.parametrize("body", [b"x" * (LIMIT + 1), b"x" * 10 * LIMIT])
def test_too_much(body: bytes) -> None:
    with pytest.raises(TooLarge):
        unpacked(delivery(body), LIMIT)
    with pytest.raises(TooLarge):
        unpacked(delivery(gzip.compress(body), encoding="gzip"), LIMIT)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 200_000_000))
    packed = gzip.decompress(bomb)
    with pytest.raises(TooLarge):
        unpacked(delivery(packed, encoding="gzip"), LIMIT)


@pytest.mark.parametrize(
    "body",
    [b"not gzip", gzip.compress(b"hello")[:-4], gzip.compress(b"hello") + b"tail", gzip.compress(b"") * 17],
)
def test_what_is_not_whole(body: bytes) -> None:
    with pytest.raises(Garbled) as error:
        unpacked(delivery(body, encoding="gzip"), LIMIT)
    assert error.value.code == "http_push_gzip"


def test_other_packing() -> None:
    with pytest.raises(Unsupported) as error:
        unpacked(delivery(b"", encoding="br"), LIMIT)
    assert error.value.code == "http_push_encoding"
