"""The door for programs that bring observations: each source has its own token, whatever people may or may not."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.requests import ClientDisconnect

from dispatcher.api import render
from dispatcher.api.auth import route
from dispatcher.api.params import Language
from dispatcher.api.schemas.common import CodedText
from dispatcher.api.schemas.push import Receipt
from dispatcher.api.services import Given
from dispatcher.app.deliveries import Slow
from dispatcher.ports.access import Permission
from dispatcher.ports.connector import Delivery

SCHEMES = frozenset(("bearer", "token"))

router = APIRouter(prefix="/api/v1", tags=["sources"])


_OBSERVATION = {
    "type": "object",
    "required": ["signal", "value"],
    "additionalProperties": False,
    "properties": {
        "signal": {"type": "string", "description": "its name; what it means is said by `type` or in the settings"},
        "value": {"type": ["number", "string", "boolean", "null"], "description": "null: there is no value just now"},
        "at": {
            "type": ["string", "number"],
            "description": "RFC 3339, or a number since 1970 in `precision`; default: when it comes",
        },
        "seq": {"type": "integer", "minimum": 0, "description": "the sender's own number; the same again is known"},
        "device": {"type": "string"},
        "type": {"type": "string", "description": "in the MTConnect vocabulary: EXECUTION, PART_COUNT, LOAD …"},
        "sub_type": {"type": "string"},
        "category": {"enum": ["EVENT", "SAMPLE", "CONDITION"]},
        "units": {"type": "string"},
        "component": {"type": "string"},
        "level": {
            "enum": ["NORMAL", "WARNING", "FAULT", "UNAVAILABLE"],
            "description": "a condition, instead of value",
        },
        "code": {"type": "string"},
        "message": {"type": "string"},
        "severity": {"type": "string"},
    },
}
_ENVELOPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["observations"],
    "properties": {
        "device": {"type": "string"},
        "session": {"type": "string", "description": "names the numbering of `seq`; new when it begins anew"},
        "clock": {"type": ["string", "number"], "description": "the sender's idea of now"},
        "observations": {"type": "array", "items": _OBSERVATION},
    },
}
_TEXT = {"schema": {"type": "string"}}
BODY: dict[str, Any] = {
    "required": True,
    "description": "May come with Content-Encoding: gzip.",
    "content": {
        "application/json": {"schema": {"anyOf": [_ENVELOPE, {"type": "array", "items": _OBSERVATION}, _OBSERVATION]}},
        "application/x-ndjson": _TEXT,
        "text/plain": {"schema": {"type": "string", "description": "Influx line protocol"}},
    },
}


@route(
    router,
    "POST",
    "/push/{source}",
    Permission.SOURCES_PUSH,
    Receipt,
    *(400, 401, 403, 404, 408, 409, 413, 415, 429, 503),
    summary="Bring observations",
    takes=BODY,
    anywhere=True,
)
async def push(
    services: Given,
    request: Request,
    lang: Language,
    source: Annotated[str, Path(description="source id", max_length=200)],
) -> Receipt:
    """`Authorization: Bearer` and a token of the source. The answer comes when all of it is stored. 429 and 503 say
    with Retry-After when to come again; whatever was not answered with 200 has to be sent again.
    """
    headers = {name.lower(): value for name, value in request.headers.items()}
    scheme, _, credential = headers.pop("authorization", "").partition(" ")

    delivery = Delivery(
        body=b"",
        content_type=headers.get("content-type", ""),
        encoding=headers.get("content-encoding", ""),
        credential=credential.strip() if scheme.lower() in SCHEMES else "",
        query=dict(request.query_params),
        headers=headers,
    )
    try:
        receipt = await services.deliveries.take(source, delivery, request.stream())
    except ClientDisconnect:
        raise Slow("delivery_cut") from None
    return Receipt(
        taken=receipt.taken,
        known=receipt.known,
        refused=[
            CodedText(
                code=note.code,
                params=render.params(note.params),
                text=services.texts.text(lang, f"note.{note.code}", note.params),
            )
            for note in receipt.refused
        ],
    )
