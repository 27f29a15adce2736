"""Looking around, bounded in places and in time."""

from __future__ import annotations

import pytest

from dispatcher.app.setup.browsing import Browser
from dispatcher.domain.errors import InvalidInput
from dispatcher.ports.connector import LinkDown, Place
from tests.unit.app.setup.paper import Paper, PaperKit, guard, kind_of

PLACES = [Place(address=f"/{number}", title=str(number), leaf=True) for number in range(5)]


def browser(paper: Paper, most: int = 1000, patience_s: float = 5.0) -> Browser:
    kit = PaperKit({"ink": kind_of("ink"), "lead": kind_of("lead", abilities=())}, {"ink": paper})
    return Browser(kit=kit, guard=guard(), most=most, patience_s=patience_s)


async def test_what_lies_in_a_folder() -> None:
    found, truncated = await browser(Paper(None, PLACES)).browse("ink", {"url": "10.0.0.5"}, "top")

    assert ([place.address for place in found], truncated) == ([f"top/{n}" for n in range(5)], False)


async def test_more_than_can_be_shown_is_cut_and_told() -> None:
    found, truncated = await browser(Paper(None, PLACES), most=3).browse("ink", {"url": "10.0.0.5"}, "")

    assert (len(found), truncated) == (3, True)


async def test_who_does_not_answer_is_left() -> None:
    with pytest.raises(LinkDown) as refused:
        await browser(Paper(None), patience_s=0.02).browse("ink", {"url": "10.0.0.5"}, "")
    assert refused.value.code == "setup_too_slow"


async def test_only_where_one_can_look_around_and_only_in_the_plant() -> None:
    with pytest.raises(InvalidInput) as refused:
        await browser(Paper(None)).browse("lead", {"url": "10.0.0.5"}, "")
    assert refused.value.code == "setup_not_browsable"
    with pytest.raises(InvalidInput) as refused:
        await browser(Paper(None, PLACES)).browse("ink", {"url": "8.8.8.8"}, "")
    assert refused.value.code == "address_not_allowed"
