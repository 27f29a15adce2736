"""Corrections of time: entered by acts that are the same when they come twice, and read as the log they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query

from dispatcher.api import render
from dispatcher.api.auth import Author, get, route
from dispatcher.api.params import From, Language, To, read_instant, window
from dispatcher.api.routers.machines import MachineKey
from dispatcher.api.schemas.common import CodedText
from dispatcher.api.schemas.correction import (
    IDS,
    Correct,
    Corrected,
    CorrectionOut,
    Corrections,
    FillStops,
    ShiftAct,
    UndoCorrection,
)
from dispatcher.api.services import Given, Services
from dispatcher.api.threads import in_thread
from dispatcher.app.corrections.back_date import BackDate
from dispatcher.app.corrections.declare_parts import DeclareParts
from dispatcher.app.corrections.desk import Told
from dispatcher.app.corrections.fill import Fill
from dispatcher.app.corrections.intent import Act, Intent
from dispatcher.app.corrections.merge import Merge
from dispatcher.app.corrections.override_state import OverrideState
from dispatcher.app.corrections.reset import Reset
from dispatcher.app.corrections.set_reason import SetReason
from dispatcher.app.corrections.shifts import AcceptShift, ReopenShift
from dispatcher.app.corrections.split import Split
from dispatcher.app.corrections.undo import Undo
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY
from dispatcher.domain.signal import MachineId
from dispatcher.ports.access import Permission

READ = (401, 403, 404, 422, 503)
WRITE = (401, 403, 404, 409, 422, 503)
LOG_RANGE = 400 * DAY
LOG_LIMIT = 5000

USES = {
    "reason": {"end", "value"},
    "back_date": set[str](),
    "state": {"end", "value", "reason"},
    "split": set[str](),
    "merge": {"end"},
    "reset": {"end"},
    "parts": {"value", "scrap", "rework"},
}
"""Which fields a kind knows beside start and comment."""

router = APIRouter(prefix="/api/v1", tags=["corrections"])


@get(
    router,
    "/machines/{machine}/corrections",
    Permission.CORRECTIONS_READ,
    Corrections,
    *READ,
    summary="What was said about a machine's time",
)
async def of_machine(services: Given, machine: MachineKey, start: From = None, end: To = None) -> Corrections:
    """Every line that bears on [from, to), undone ones too, oldest first."""
    info = services.plant.machine(machine)
    span = window(start, end, services.clock.now(), limit=LOG_RANGE)
    desk = services.corrections
    return await in_thread(lambda: Corrections(last=desk.last(), corrections=_out(desk.of_machine(info.id, span))))


@get(router, "/corrections", Permission.CORRECTIONS_READ, Corrections, *READ, summary="What was entered")
async def entered(
    services: Given,
    start: From = None,
    end: To = None,
    machines: Annotated[str, Query(description="comma separated ids; default: all")] = "",
    limit: Annotated[int, Query(ge=1, le=LOG_LIMIT)] = 200,
) -> Corrections:
    """Lines entered in [from, to), newest first."""
    span = window(start, end, services.clock.now(), limit=LOG_RANGE)
    named = list(dict.fromkeys(name.strip() for name in machines.split(",") if name.strip()))
    wanted = [services.plant.machine(name).id for name in named]
    desk = services.corrections
    return await in_thread(lambda: Corrections(last=desk.last(), corrections=_out(desk.entered(span, wanted, limit))))


@route(
    router,
    "POST",
    "/machines/{machine}/corrections",
    Permission.CORRECTIONS_WRITE,
    Corrected,
    *WRITE,
    summary="Correct a machine's time",
    status=201,
)
async def correct(services: Given, author: Author, lang: Language, machine: MachineKey, body: Correct) -> Corrected:
    """Reason, back-dating, state, split, merge, reset or parts; one act."""
    info = services.plant.machine(machine)
    act = Act(key=body.key, author=author, comment=body.comment, seen=body.seen)
    return await _enter(services, _intent(info.id, body), act, lang)


@route(
    router,
    "POST",
    "/corrections/bulk",
    Permission.CORRECTIONS_WRITE,
    Corrected,
    *WRITE,
    summary="One reason for many stops",
    status=201,
)
async def fill(services: Given, author: Author, lang: Language, body: FillStops) -> Corrected:
    """All of them or none."""
    items = [
        SetReason(
            machine=MachineId(item.machine),
            start=read_instant(item.start, "start"),
            end=None if item.end is None else read_instant(item.end, "end"),
            reason=body.reason,
        )
        for item in body.items
    ]
    return await _enter(services, Fill(items=items), Act(key=body.key, author=author, comment=body.comment), lang)


@route(
    router,
    "POST",
    "/corrections/{id}/undo",
    Permission.CORRECTIONS_WRITE,
    Corrected,
    *WRITE,
    summary="Take a correction back",
    status=201,
)
async def undo(
    services: Given,
    author: Author,
    lang: Language,
    line: Annotated[int, Path(alias="id", ge=1, le=IDS)],
    body: UndoCorrection,
) -> Corrected:
    """Undoing an undo makes the correction hold again."""
    act = Act(key=body.key, author=author, comment=body.comment)
    return await _enter(services, Undo(target=line, whole=body.whole), act, lang)


@route(
    router,
    "POST",
    "/shifts/accept",
    Permission.SHIFTS_ACCEPT,
    Corrected,
    *WRITE,
    summary="Accept a shift",
    status=201,
)
async def accept(services: Given, author: Author, lang: Language, body: ShiftAct) -> Corrected:
    """Nothing in it can be corrected any more."""
    intent = AcceptShift(
        machines=[MachineId(machine) for machine in body.machines],
        start=read_instant(body.start, "start"),
        end=read_instant(body.end, "end"),
    )
    return await _enter(services, intent, Act(key=body.key, author=author, comment=body.comment), lang)


@route(
    router,
    "POST",
    "/shifts/reopen",
    Permission.SHIFTS_ACCEPT,
    Corrected,
    *WRITE,
    summary="Reopen an accepted shift",
    status=201,
)
async def reopen(services: Given, author: Author, lang: Language, body: ShiftAct) -> Corrected:
    """It may be corrected again."""
    intent = ReopenShift(
        machines=[MachineId(machine) for machine in body.machines],
        start=read_instant(body.start, "start"),
        end=read_instant(body.end, "end"),
    )
    return await _enter(services, intent, Act(key=body.key, author=author, comment=body.comment), lang)


def _intent(machine: MachineId, body: Correct) -> Intent:
    """What the body asks for. Raises InvalidInput `correction_field_unused`, `bad_instant`, `instant_without_zone`."""
    for name in ("end", "value", "reason", "scrap", "rework"):
        if getattr(body, name) and name not in USES[body.kind]:
            raise InvalidInput("correction_field_unused", kind=body.kind, field=name)
    start = read_instant(body.start, "start")
    end = None if body.end is None else read_instant(body.end, "end")
    match body.kind:
        case "reason":
            return SetReason(machine=machine, start=start, end=end, reason=body.value)
        case "back_date":
            return BackDate(machine=machine, at=start)
        case "state":
            return OverrideState(machine=machine, start=start, end=end, state=body.value, reason=body.reason)
        case "split":
            return Split(machine=machine, at=start)
        case "merge":
            return Merge(machine=machine, start=start, end=end)
        case "reset":
            return Reset(machine=machine, start=start, end=end)
        case "parts":
            return DeclareParts(machine=machine, at=start, program=body.value, scrap=body.scrap, rework=body.rework)


async def _enter(services: Services, intent: Intent, act: Act, lang: str) -> Corrected:
    desk = services.corrections

    def work() -> Corrected:
        entered = desk.enter(intent, act)
        return Corrected(
            corrections=_out(desk.told(entered.lines)),
            warnings=[
                CodedText(
                    code=warning.code,
                    params=render.params(warning.params),
                    text=services.texts.text(lang, f"warning.{warning.code}", warning.params),
                )
                for warning in entered.warnings
            ],
        )

    return await in_thread(work)


def _out(told: Sequence[Told]) -> list[CorrectionOut]:
    return [
        CorrectionOut(
            id=line.id,
            key=line.key,
            machine=line.machine,
            kind=line.kind.value,
            start=line.start,
            end=line.end,
            value=line.value,
            reason=line.reason,
            comment=line.comment,
            author=line.author,
            at=line.at,
            target=line.target,
            scrap=line.scrap,
            rework=line.rework,
            bulk=line.bulk,
            undone=undone,
        )
        for line, undone in told
    ]
