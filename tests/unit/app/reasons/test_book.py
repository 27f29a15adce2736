"""Which tree and which rules are in force when, and what a code means long after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dispatcher.app.plant import MachineInfo, MachineKind
from dispatcher.app.reasons.documents import PLANT, RULES, STOPS, TREE
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.versions import wrap
from dispatcher.domain.instant import MINUTE, SECOND, Instant
from dispatcher.domain.reason import ReasonKind
from dispatcher.engine.reasons.facts import StopFacts
from dispatcher.stores.memory import MemorySettings
from tests.unit.engine.reasons.shop import M, alarm, at, clock, facts

MACHINE = MachineInfo(id=M, name="M", area="Turning", kind=MachineKind.TURNING)


def reason(code: str, kind: str = "unplanned", **more: object) -> dict[str, object]:
    words = {"en": code, "ru": code}
    return {"code": code, "words": words, "kind": kind, "color": "reason-1", "shape": "circle", **more}


def rule(name: str, code: str, when: object, **more: object) -> dict[str, object]:
    return {"id": name, "reason": code, "when": when, **more}


def book(*documents: tuple[str, Mapping[str, object], Instant | None]) -> ReasonBook:
    settings = MemorySettings()
    for kind, body, start in documents:
        settings.put(kind, PLANT, wrap(body, start), at=Instant(0), author="")
    return ReasonBook.of(settings)


def given(found: ReasonBook, around: StopFacts, machine: MachineInfo = MACHINE) -> list[str]:
    return [f"{clock(part.start)}-{clock(part.end)} {part.reason} {part.rule}" for part in found.judge(machine, around)]


def test_a_plant_that_set_nothing_has_what_it_starts_with() -> None:
    around = facts("11:30-13:00", alarms=[alarm("12:45-12:50", "1")])
    assert given(book(), around) == ["12:00-12:30 break break@0", "12:45-13:00 machine_alarm fault@0"]


def test_at_each_instant_the_rules_in_force_there_decide() -> None:
    found = book(
        (RULES, {"rules": [rule("r", "break", {"in_break": True})]}, None),
        (RULES, {"rules": [rule("r", "meeting", {"in_break": True})]}, at("12:10")),
        (RULES, {"rules": []}, at("12:20")),
    )
    assert given(found, facts("11:00-13:00")) == ["12:00-12:10 break r@1", "12:10-12:20 meeting r@2"]


def test_a_rule_whose_reason_may_not_be_given_says_nothing() -> None:
    tree = {
        "reasons": [
            reason("off", active=False),
            reason("group"),
            reason("milling", scopes=["kind:milling"], parent="group"),
            reason("here", scopes=["area:Turning"]),
        ]
    }
    rules = {"rules": [rule(f"r{n}", code, {"in_break": True}) for n, code in enumerate(("off", "group", "milling"))]}
    found = book((TREE, tree, None), (RULES, rules, None))
    assert given(found, facts("12:00-12:30")) == []
    rules["rules"].append(rule("r3", "here", {"in_break": True}))
    found = book((TREE, tree, None), (RULES, rules, None))
    assert given(found, facts("12:00-12:30")) == ["12:00-12:30 here r3@1"]


def test_a_rule_may_be_meant_for_some_machines() -> None:
    found = book((RULES, {"rules": [rule("r", "break", {"in_break": True}, scopes=["kind:milling"])]}, None))
    assert given(found, facts("12:00-12:30")) == []
    assert len(given(found, facts("12:00-12:30"), replace(MACHINE, kind=MachineKind.MILLING))) == 1


def test_a_reason_switched_off_from_a_date_on_is_given_until_then() -> None:
    on, off = ({"reasons": [reason("a", active=active)]} for active in (True, False))
    rules = {"rules": [rule("r", "a", {"in_break": True})]}
    found = book((RULES, rules, None), (TREE, on, None), (TREE, off, at("12:10")))
    assert given(found, facts("11:00-13:00")) == ["12:00-12:10 a r@1"]


def test_a_code_keeps_its_meaning_for_the_past_and_one_that_came_later_is_known_before() -> None:
    found = book(
        (TREE, {"reasons": [reason("a", "failure"), reason("gone")]}, at("08:00")),
        (TREE, {"reasons": [reason("a", "planned"), reason("new", "changeover")]}, at("10:00")),
    )

    def kind(code: str, when: str) -> ReasonKind | None:
        known = found.reason(code, at(when))
        return None if known is None else known.kind

    assert (kind("a", "09:00"), kind("a", "11:00")) == (ReasonKind.FAILURE, ReasonKind.PLANNED)
    assert kind("new", "09:00") is ReasonKind.CHANGEOVER
    assert kind("gone", "11:00") is ReasonKind.UNPLANNED
    assert kind("break", "11:00") is ReasonKind.PLANNED, "what a plant starts with stays known"
    assert kind("never", "11:00") is None


def test_settings_of_stops_have_a_date_and_machines_that_differ() -> None:
    body = {"default": {"micro_stop_s": 60}, "machines": {"m": {"strict": True}}}
    found = book((STOPS, body, at("08:00")))
    before, after = found.stop(MACHINE, at("07:00")), found.stop(MACHINE, at("09:00"))
    assert (before.micro, before.strict) == (2 * MINUTE, False)
    assert (after.micro, after.strict) == (60 * SECOND, True)


def test_a_draft_is_tried_without_being_stored() -> None:
    found = book()
    draft = found.with_draft(RULES, at("12:15"), {"rules": [rule("mine", "meeting", {"in_break": True})]})
    assert given(draft, facts("12:00-12:30")) == ["12:00-12:15 break break@0", "12:15-12:30 meeting mine@0"]
    assert given(found, facts("12:00-12:30")) == ["12:00-12:30 break break@0"]
    tree = found.with_draft(TREE, at("00:00"), {"reasons": [reason("a")]})
    assert given(tree, facts("12:00-12:30")) == []
    stops = found.with_draft(STOPS, at("00:00"), {"default": {"micro_stop_s": 5}, "machines": {}})
    assert stops.stop(MACHINE, at("09:00")).micro == 5 * SECOND
