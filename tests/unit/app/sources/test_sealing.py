"""Secrets are sealed where they are kept, hidden where they are shown, and kept where they were left out."""

from __future__ import annotations

import pytest

from dispatcher.app.discretion import BLOT, hidden, hidden_in
from dispatcher.app.sources.sealing import is_sealed, opened, sealed, secrets_in, shown, with_left_out
from dispatcher.domain.errors import InvalidInput
from tests.support.sources import unseal

STORED = {
    "url": "http://a",
    "password": sealed("drow"),
    "tls": {"ca": "x.pem", "key": sealed("yek")},
    "tokens": [sealed("1t"), sealed("2t")],
}


def test_a_document_is_opened_for_the_connector_alone() -> None:
    assert opened(STORED, unseal) == {
        "url": "http://a",
        "password": "word",
        "tls": {"ca": "x.pem", "key": "key"},
        "tokens": ["t1", "t2"],
    }
    assert sorted(secrets_in(STORED, unseal)) == ["key", "t1", "t2", "word"]


def test_of_a_secret_people_see_that_it_is_there() -> None:
    there = {"secret": True, "set": True}
    assert shown(STORED) == {
        "url": "http://a",
        "password": there,
        "tls": {"ca": "x.pem", "key": there},
        "tokens": [there, there],
    }


def test_what_comes_back_as_it_was_shown_is_what_is_stored() -> None:
    assert with_left_out(shown(STORED), STORED) == STORED


def test_several_secrets_in_one_field_are_kept_as_one() -> None:
    there = {"secret": True, "set": True}
    assert with_left_out({"tokens": there}, {"tokens": STORED["tokens"]}) == {"tokens": STORED["tokens"]}
    assert with_left_out({}, {"tokens": STORED["tokens"]}) == {"tokens": STORED["tokens"]}
    assert with_left_out({"tokens": None}, {"tokens": STORED["tokens"]}) == {}
    assert with_left_out({"tokens": "t3 t4"}, {"tokens": STORED["tokens"]}) == {"tokens": "t3 t4"}


def test_a_secret_that_is_left_out_stays_and_null_takes_it_away() -> None:
    stored = {"url": "http://a", "password": STORED["password"]}
    assert with_left_out({"url": "http://b"}, stored) == {"url": "http://b", "password": STORED["password"]}
    assert with_left_out({"url": "http://b", "password": None}, stored) == {"url": "http://b"}
    assert with_left_out({"url": "u", "password": "new"}, STORED)["password"] == "new"
    assert with_left_out({"url": "u", "password": {"secret": True, "set": False}}, {}) == {"url": "u"}


@pytest.mark.parametrize("given", [{"secret": True, "set": True}, sealed("drow")])
def test_nobody_gets_a_secret_by_handing_in_what_is_none(given: object) -> None:
    with pytest.raises(InvalidInput, match="secret_left_out"):
        with_left_out({"password": given}, {})
    with pytest.raises(InvalidInput, match="secret_left_out"):
        with_left_out({"user": sealed("drow")}, STORED)


def test_a_sealed_word_cannot_be_moved_to_a_setting_that_is_shown() -> None:
    with pytest.raises(InvalidInput, match="secret_left_out"):
        with_left_out({"url": {"secret": True, "set": True}}, STORED)


@pytest.mark.parametrize("value", [None, "sealed", {"sealed": 1}, {"sealed": "x", "more": 1}, ["sealed"]])
def test_other_things_are_no_sealed_secrets(value: object) -> None:
    assert not is_sealed(value)


def test_words_are_blotted_out_of_sentences() -> None:
    assert hidden("login bob:hunter22 refused", ["hunter22"]) == f"login bob:{BLOT} refused"
    assert hidden("a1 is no word of its own", ["a1"]) == "a1 is no word of its own"
    assert hidden_in({"url": "x?t=hunter22", "port": 5, "at": None}, ["hunter22"]) == {
        "url": f"x?t={BLOT}",
        "port": 5,
        "at": None,
    }
