"""Backups of the running house. Where they go stands in the configuration, never in a request."""

from __future__ import annotations

from fastapi import APIRouter

from dispatcher.api.auth import get, route
from dispatcher.api.params import Language
from dispatcher.api.render import params
from dispatcher.api.schemas.backup import BackupIn, BackupItem, BackupList, BackupOutcome
from dispatcher.api.schemas.common import CodedText
from dispatcher.api.services import Given, Services
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1", tags=["backups"])


@get(router, "/backups", Permission.BACKUP_RUN, BackupList, 401, 403, summary="Backups, and the one under way")
async def backups(services: Given, lang: Language) -> BackupList:
    """Whole ones, newest first; `last` tells how the last one since the start of the server ended."""
    return await _told(services, lang)


@route(
    router,
    "POST",
    "/backups",
    Permission.BACKUP_RUN,
    BackupList,
    *(401, 403, 409, 422),
    summary="Take a backup now",
    status=202,
)
async def take(services: Given, lang: Language, body: BackupIn) -> BackupList:
    """Begins one and answers at once; ask `GET /backups` until `since` is null, `last` is its outcome then. The key of
    the secrets goes with it only where the body asks for it.
    """
    services.backups.start(with_key=body.with_key)
    return await _told(services, lang)


async def _told(services: Services, lang: str) -> BackupList:
    keeper = services.backups
    since, last, found = keeper.since, keeper.last, await keeper.listed()
    return BackupList(
        directory=None if keeper.folder is None else str(keeper.folder),
        data=str(keeper.data),
        since=since,
        last=None
        if last is None
        else BackupOutcome(
            at=last.at,
            name=None if last.backup is None else last.backup.path.name,
            problem=None
            if last.backup is not None
            else CodedText(
                code=last.code,
                params=params(last.params),
                text=services.texts.text(lang, f"error.{last.code}", last.params),
            ),
        ),
        backups=[
            BackupItem(
                name=own.path.name,
                at=own.manifest.at,
                version=own.manifest.version,
                files=len(own.manifest.files),
                bytes=own.manifest.size,
                scheduled=own.manifest.scheduled,
                with_key=own.manifest.with_key,
            )
            for own in found
        ],
    )
