"""Reasons: what is in force, what was, and putting something new in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, cast

from fastapi import APIRouter, Query

from dispatcher.api.auth import Author, get, route
from dispatcher.api.params import At, read_instant
from dispatcher.api.schemas.common import Words
from dispatcher.api.schemas.reason import (
    MachineStopSetting,
    PutReasons,
    PutRules,
    PutStops,
    ReasonFields,
    ReasonOut,
    ReasonRules,
    Reasons,
    RuleOut,
    RulesHistory,
    RulesVersion,
    Saved,
    StopSettingOut,
    StopSettingsOut,
    TreeHistory,
    TreeVersion,
)
from dispatcher.api.services import Given, Services
from dispatcher.api.threads import in_thread
from dispatcher.app.reasons.desk import Kept
from dispatcher.app.reasons.documents import RULES, STOPS, TREE, read_tree
from dispatcher.app.reasons.tree import scopes_of
from dispatcher.domain.instant import Instant
from dispatcher.domain.reason import Reason, ReasonTree
from dispatcher.ports.access import Permission

READ = (401, 403, 422, 503)
WRITE = (401, 403, 409, 422, 503)

router = APIRouter(prefix="/api/v1", tags=["reasons"])


def _instant(services: Services, at: str | None) -> Instant:
    return read_instant(at, "at") if at else services.clock.now()


def _start(given: str | None) -> Instant | None:
    return None if given is None else read_instant(given, "effective_from")


@get(router, "/reasons", Permission.REASONS_READ, Reasons, *READ, 404, summary="The reason tree")
async def reasons(
    services: Given,
    machine: Annotated[str | None, Query(description="say what may be given on this machine")] = None,
    at: At = None,
) -> Reasons:
    """The tree in force at the instant, in its order."""
    scopes = None if machine is None else scopes_of(services.plant.machine(machine))
    instant = _instant(services, at)

    def read() -> Reasons:
        kept = services.reasons.in_force(TREE, instant)
        tree = read_tree(kept.body)
        return Reasons(
            version=kept.number,
            last=services.reasons.last(TREE),
            effective_from=kept.start,
            reasons=[_reason(reason, tree, scopes) for reason in tree.reasons.values()],
        )

    return await in_thread(read)


@route(router, "PUT", "/reasons", Permission.REASONS_WRITE, Saved, *WRITE, summary="Put a reason tree in force")
async def put_reasons(services: Given, author: Author, body: PutReasons) -> Saved:
    """All or nothing. A code that was ever given to a stop stays; it may be switched off."""
    start = _start(body.effective_from)
    desk, document = services.reasons, {"reasons": body.reasons}
    return Saved(version=await in_thread(lambda: desk.put_tree(document, start, seen=body.seen, author=author)))


@get(router, "/reasons/history", Permission.REASONS_READ, TreeHistory, *READ, summary="Versions of the reason tree")
async def reasons_history(services: Given) -> TreeHistory:
    """Every version that was entered; a later one takes over from its date on."""

    def read() -> TreeHistory:
        return TreeHistory(
            versions=[
                TreeVersion(
                    **_entered(kept),
                    reasons=[ReasonFields(**_fields(reason)) for reason in read_tree(kept.body).reasons.values()],
                )
                for kept in services.reasons.history(TREE)
            ]
        )

    return await in_thread(read)


@get(router, "/reason-rules", Permission.REASONS_READ, ReasonRules, *READ, summary="Rules that give reasons")
async def reason_rules(services: Given, at: At = None) -> ReasonRules:
    """The rules in force at the instant, in their order."""
    instant = _instant(services, at)

    def read() -> ReasonRules:
        desk = services.reasons
        kept, tree = desk.in_force(RULES, instant), desk.book().tree(instant)
        return ReasonRules(
            version=kept.number,
            last=desk.last(RULES),
            effective_from=kept.start,
            rules=_rules(kept.body, tree),
        )

    return await in_thread(read)


@route(router, "PUT", "/reason-rules", Permission.REASONS_WRITE, Saved, *WRITE, summary="Put reason rules in force")
async def put_reason_rules(services: Given, author: Author, body: PutRules) -> Saved:
    """All or nothing; the first rule that fits an instant of a stop wins."""
    start = _start(body.effective_from)
    desk, document = services.reasons, {"rules": body.rules}
    return Saved(version=await in_thread(lambda: desk.put_rules(document, start, seen=body.seen, author=author)))


@get(router, "/reason-rules/history", Permission.REASONS_READ, RulesHistory, *READ, summary="Versions of the rules")
async def rules_history(services: Given) -> RulesHistory:
    """Every version that was entered; a later one takes over from its date on."""

    def read() -> RulesHistory:
        versions = services.reasons.history(RULES)
        return RulesHistory(
            versions=[RulesVersion(**_entered(kept), **cast("dict[str, Any]", kept.body)) for kept in versions]
        )

    return await in_thread(read)


@get(router, "/stop-settings", Permission.REASONS_READ, StopSettingsOut, *READ, summary="How stops are taken")
async def stop_settings(services: Given, at: At = None) -> StopSettingsOut:
    """Micro-stop threshold and strictness in force at the instant."""
    instant = _instant(services, at)

    def read() -> StopSettingsOut:
        kept = services.reasons.in_force(STOPS, instant)
        body: Mapping[str, Any] = kept.body
        return StopSettingsOut(
            version=kept.number,
            last=services.reasons.last(STOPS),
            effective_from=kept.start,
            default=StopSettingOut(**body["default"]),
            machines={
                machine: MachineStopSetting(micro_stop_s=own.get("micro_stop_s"), strict=own.get("strict"))
                for machine, own in body["machines"].items()
            },
        )

    return await in_thread(read)


@route(router, "PUT", "/stop-settings", Permission.REASONS_WRITE, Saved, *WRITE, summary="Set how stops are taken")
async def put_stop_settings(services: Given, author: Author, body: PutStops) -> Saved:
    """What a machine leaves out, or gives as null, is as the plant's."""
    start = _start(body.effective_from)
    own = {machine: _given(setting) for machine, setting in body.machines.items()}
    desk, document = services.reasons, {"default": _given(body.default), "machines": own}
    return Saved(version=await in_thread(lambda: desk.put_stops(document, start, seen=body.seen, author=author)))


def _given(setting: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in setting.items() if value is not None}


def _entered(kept: Kept) -> dict[str, Any]:
    return {
        "version": kept.number,
        "effective_from": kept.start,
        "entered_at": kept.at,
        "author": kept.author,
    }


def _reason(reason: Reason, tree: ReasonTree, scopes: frozenset[str] | None) -> ReasonOut:
    usable = tree.active(reason.code) if scopes is None else tree.usable(reason.code, scopes)
    return ReasonOut(**_fields(reason), order=reason.order, usable=usable)


def _fields(reason: Reason) -> dict[str, Any]:
    return {
        "code": reason.code,
        "parent": reason.parent,
        "words": _words(reason.words),
        "kind": reason.kind.value,
        "color": reason.color,
        "shape": reason.shape.value,
        "scopes": list(reason.scopes),
        "active": reason.active,
        "against_running": reason.against_running.value,
        "against_person": reason.against_person.value,
        "carry_hours": reason.carry_hours,
        "hint": _words(reason.hint),
    }


def _words(words: Mapping[str, str]) -> Words:
    return Words(en=words.get("en", ""), ru=words.get("ru", ""))


def _rules(body: Mapping[str, Any], tree: ReasonTree) -> list[RuleOut]:
    return [RuleOut(**rule, usable=tree.active(rule["reason"])) for rule in body["rules"]]
