"""Health of every source."""

from __future__ import annotations

from fastapi import APIRouter

from dispatcher.api import render
from dispatcher.api.auth import get
from dispatcher.api.params import Language
from dispatcher.api.schemas.source import Sources
from dispatcher.api.services import Given
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1", tags=["sources"])


@get(router, "/sources", Permission.SOURCES_READ, Sources, 401, 403, summary="All sources")
async def sources(services: Given, lang: Language) -> Sources:
    """Link, freshness, lag, clock skew and last error of every source."""
    return Sources(sources=[render.source(status, services.texts, lang) for status in services.board.all_sources()])
