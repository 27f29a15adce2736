"""Which protocols the house can read, and how a source of each is filled in."""

from __future__ import annotations

from fastapi import APIRouter

from dispatcher.api import setup_json
from dispatcher.api.auth import get
from dispatcher.api.params import Language
from dispatcher.api.schemas.connectors import Connectors
from dispatcher.api.services import Given
from dispatcher.api.threads import in_thread
from dispatcher.ports.access import Permission

router = APIRouter(prefix="/api/v1", tags=["setting up"])


@get(router, "/connectors", Permission.SOURCES_READ, Connectors, 401, 403, summary="Protocols and their settings")
async def connectors(services: Given, lang: Language) -> Connectors:
    """Every connector with the form of its settings. One whose library is not installed is named all the same."""
    kinds = await in_thread(services.setup.kit.kinds)
    return Connectors(connectors=[setup_json.kind(kind, services.texts, lang) for kind in kinds])
