"""The manual workplace: people enter states, programs and parts of a machine without signals."""

from __future__ import annotations

from fastapi import APIRouter

from dispatcher.api import render
from dispatcher.api.auth import Author, get, route
from dispatcher.api.params import Language, read_instant
from dispatcher.api.routers.machines import MachineKey
from dispatcher.api.schemas.common import CodedText
from dispatcher.api.schemas.manual import (
    EnterManual,
    Manual,
    ManualChoice,
    ManualEntry,
    ManualSaid,
    ManualStanding,
    UndoManual,
)
from dispatcher.api.services import Given, Services
from dispatcher.app.corrections.intent import Act
from dispatcher.app.manual.desk import Said, Wish, Workplace
from dispatcher.app.manual.entries import Entry
from dispatcher.domain.signal import MachineId
from dispatcher.domain.state import BaseState
from dispatcher.domain.workplace import Doing
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1", tags=["manual"])


@get(
    router,
    "/machines/{machine}/manual",
    Permission.MACHINES_READ,
    Manual,
    *(401, 403, 404, 409, 503),
    summary="What people said of a machine",
)
async def look(services: Given, machine: MachineKey, lang: Language) -> Manual:
    """The word that holds, what can be entered, the last entries. 409: the machine has no manual workplace."""
    info = services.plant.machine(machine)
    await services.settle()
    return _manual(services, info.id, await services.manual.look(info.id), lang)


@route(
    router,
    "POST",
    "/machines/{machine}/manual",
    Permission.MANUAL_WRITE,
    ManualSaid,
    *(401, 403, 404, 409, 422, 429, 503),
    summary="Enter what a machine does",
    status=201,
)
async def enter(services: Given, author: Author, lang: Language, machine: MachineKey, body: EnterManual) -> ManualSaid:
    """Answered when it is stored. The same key again is the same act."""
    info = services.plant.machine(machine)
    wish = Wish(
        at=None if body.at is None else read_instant(body.at, "at"),
        state=None if body.state is None else Doing(body.state),
        program=body.program,
        parts=body.parts,
        scrap=body.scrap,
    )
    said = await services.manual.enter(info.id, wish, Act(key=body.key, author=author, comment=body.comment))
    return _said(services, info.id, said, lang)


@route(
    router,
    "POST",
    "/machines/{machine}/manual/undo",
    Permission.MANUAL_WRITE,
    ManualSaid,
    *(401, 403, 404, 409, 422, 429, 503),
    summary="Take the last entry back",
    status=201,
)
async def undo(services: Given, author: Author, lang: Language, machine: MachineKey, body: UndoManual) -> ManualSaid:
    """What had been said before it holds again. Then the one before may be taken back, too."""
    info = services.plant.machine(machine)
    said = await services.manual.undo(info.id, body.entry, Act(key=body.key, author=author, comment=body.comment))
    return _said(services, info.id, said, lang)


def _said(services: Services, machine: MachineId, said: Said, lang: str) -> ManualSaid:
    return ManualSaid(
        entry=_entry(said.entry),
        manual=_manual(services, machine, said.workplace, lang),
        warnings=[
            CodedText(
                code=warning.code,
                params=render.params(warning.params),
                text=services.texts.text(lang, f"warning.{warning.code}", warning.params),
            )
            for warning in said.warnings
        ],
    )


def _manual(services: Services, machine: MachineId, workplace: Workplace, lang: str) -> Manual:
    word = workplace.state
    shown = services.board.summary(machine, workplace.now).state
    return Manual(
        machine=machine,
        source=workplace.source,
        link=workplace.link,
        now=workplace.now,
        earliest=workplace.earliest,
        state=None
        if word is None or word.state is None
        else ManualStanding(
            code=word.state.value,
            text=_text(services, word.state, lang),
            since=word.at,
            said=word.said,
            author=word.author,
            holds=shown.base is not BaseState.NO_DATA,
        ),
        program=workplace.program,
        choices=[_choice(services, doing, lang) for doing in Doing],
        entries=[_entry(entry) for entry in workplace.entries],
        undo=None if workplace.undo is None else workplace.undo.key,
    )


def _choice(services: Services, doing: Doing, lang: str) -> ManualChoice:
    look = next(kind for kind in services.plant.states if kind.code == doing.base.value)
    return ManualChoice(
        code=doing.value, text=_text(services, doing, lang), base=doing.base, color=look.color, shape=look.shape
    )


def _text(services: Services, doing: Doing, lang: str) -> str:
    return services.texts.text(lang, f"manual.state.{doing.value}")


def _entry(entry: Entry) -> ManualEntry:
    return ManualEntry(
        key=entry.key,
        author=entry.author,
        comment=entry.comment,
        said=entry.said,
        at=entry.at,
        state=None if entry.state is None else entry.state.value,
        program=entry.program,
        parts=entry.parts,
        scrap=entry.scrap,
        undone=entry.undone,
    )
