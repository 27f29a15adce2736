"""The reason tree: what grows into one, what does not, and who may use what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.reason import Reason, ReasonKind, ReasonTree, check_change, grow
from dispatcher.domain.state import Shape


def reason(code: str, parent: str = "", **more: object) -> Reason:
    plain = Reason(
        code=code,
        parent=parent,
        words={"en": code.title(), "ru": "Причина"},
        kind=ReasonKind.UNPLANNED,
        color="reason-1",
        shape=Shape.CIRCLE,
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # each test changes other fields


def tree(*reasons: Reason) -> ReasonTree:
    return grow(reasons)


GOOD = (reason("group"), reason("leaf", "group"), reason("alone"))


def test_groups_are_those_that_have_others_below_them() -> None:
    assert tree(*GOOD).groups == {"group"}


@pytest.mark.parametrize(
    ("reasons", "code", "params"),
    [
        ([reason("a"), reason("a")], "reason_twice", {"code": "a"}),
        ([reason("a", "b")], "reason_parent_unknown", {"code": "a", "parent": "b"}),
        ([reason("a", "a")], "reason_cycle", {"path": "a > a"}),
        ([reason("a", "c"), reason("b", "a"), reason("c", "b")], "reason_cycle", {"path": "a > b > c > a"}),
        ([reason("x", "a"), reason("a", "b"), reason("b", "a")], "reason_cycle", {"path": "a > b > a"}),
        ([reason("a", words={"en": "A", "ru": " "})], "reason_words_missing", {"code": "a", "language": "ru"}),
        ([reason("no job")], "reason_code_bad", {"code": "no job"}),
        ([reason("")], "reason_code_bad", {"code": ""}),
        ([reason("a", color="red")], "reason_color_unknown", {"code": "a", "given": "red"}),
        ([reason("a", scopes=("shop:1",))], "reason_scope_bad", {"code": "a", "given": "shop:1"}),
        ([reason("a", scopes=("kind:",))], "reason_scope_bad", {"code": "a", "given": "kind:"}),
        ([reason("a", carry_hours=0)], "reason_carry_bad", {"code": "a", "given": 0, "limit": 744}),
    ],
)
def test_what_is_no_tree_is_refused(reasons: list[Reason], code: str, params: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refused:
        grow(reasons)
    assert (refused.value.code, refused.value.params) == (code, params)


def test_a_tree_has_at_most_eight_levels() -> None:
    line = [reason("r0"), *(reason(f"r{n}", f"r{n - 1}") for n in range(1, 9))]
    grow(line[:8])
    with pytest.raises(InvalidInput, match="reason_too_deep"):
        grow(line)


def test_a_reason_may_be_used_where_its_scopes_and_those_above_it_allow() -> None:
    found = tree(reason("group", scopes=("area:Turning", "kind:milling")), reason("leaf", "group", scopes=("line:A",)))
    assert found.usable("leaf", frozenset({"machine:m1", "area:Turning", "line:A"}))
    assert not found.usable("leaf", frozenset({"machine:m1", "area:Turning", "line:B"}))
    assert not found.usable("leaf", frozenset({"machine:m1", "area:Grinding", "line:A"}))


def test_a_group_that_is_switched_off_takes_its_reasons_with_it() -> None:
    assert not tree(reason("group", active=False), reason("leaf", "group")).active("leaf")


def test_a_code_that_was_used_neither_vanishes_nor_becomes_a_group() -> None:
    check_change(tree(*GOOD), frozenset({"leaf", "alone"}))
    with pytest.raises(InvalidInput, match="reason_vanished"):
        check_change(tree(*GOOD), frozenset({"leaf", "gone"}))
    with pytest.raises(InvalidInput) as refused:
        check_change(tree(*GOOD), frozenset({"group"}))
    assert (refused.value.code, refused.value.params) == ("reason_became_group", {"code": "group", "below": "leaf"})
