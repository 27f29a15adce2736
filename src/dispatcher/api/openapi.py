"""The OpenAPI document, with the socket messages in it; `python -m dispatcher.api.openapi` prints it.

The document does not depend on what runs behind the doors, so it is made without any services.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from dispatcher import __version__
from dispatcher.api.routes import api_routes
from dispatcher.api.schemas.live import CLIENT_MESSAGES, SERVER_MESSAGES
from dispatcher.api.schemas.problem import Problem
from dispatcher.ports.access import Permission

LIVE_PATH = "/api/v1/live"
_REF = "#/components/schemas/{model}"
_GENERATED_VALIDATION = ("HTTPValidationError", "ValidationError")


def describe(routes: Sequence[BaseRoute], version: str) -> dict[str, Any]:
    """OpenAPI 3.1 of these routes plus problem details and the live socket's messages."""
    document = get_openapi(
        title="Dispatcher",
        version=version,
        summary="Machine data collection: live states, timelines and signals of a plant",
        description=(
            "Instants are RFC 3339 UTC with microseconds; durations are integers in microseconds. "
            "Refusals are problem details (RFC 9457) with a code and its parameters. "
            f"The live socket `{LIVE_PATH}` speaks `ServerMessage` (several of them as an array) and "
            "`ClientMessage`."
        ),
        routes=routes,
    )
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _GENERATED_VALIDATION:
        schemas.pop(name, None)
    _, extra = models_json_schema(
        [
            (Problem, "serialization"),
            *((model, "serialization") for model in SERVER_MESSAGES),
            *((model, "validation") for model in CLIENT_MESSAGES),
        ],
        ref_template=_REF,
    )
    schemas.update(extra["$defs"])
    schemas["ServerMessage"] = _union([model.__name__ for model in SERVER_MESSAGES], schemas)
    schemas["ClientMessage"] = _union([model.__name__ for model in CLIENT_MESSAGES], schemas)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    _problems_instead_of_validation_errors(document)
    document["x-websockets"] = {
        LIVE_PATH: {
            "x-permission": Permission.MACHINES_READ.value,
            "query": {
                "after": "last seq received; with `epoch` the missed messages are sent instead of a snapshot",
                "epoch": "epoch of that seq",
            },
            "server": {"$ref": _REF.format(model="ServerMessage")},
            "client": {"$ref": _REF.format(model="ClientMessage")},
            "close": {"4001": "not signed in", "4003": "not allowed", "4008": "client too slow"},
            "x-permissions": {
                **{model.__name__: model.permission.value for model in SERVER_MESSAGES},
                **{model.__name__: model.permission.value for model in CLIENT_MESSAGES},
            },
        }
    }
    return document


def _union(names: list[str], schemas: dict[str, Any]) -> dict[str, Any]:
    """A union tagged by `type`."""
    return {
        "oneOf": [{"$ref": _REF.format(model=name)} for name in names],
        "discriminator": {
            "propertyName": "type",
            "mapping": {schemas[name]["properties"]["type"]["const"]: _REF.format(model=name) for name in names},
        },
    }


def _problems_instead_of_validation_errors(document: dict[str, Any]) -> None:
    """The framework declares its own 422; ours are problem details like every other refusal."""
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model=Problem.__name__)}}}
    for path in document["paths"].values():
        for operation in path.values():
            if "422" in operation["responses"]:
                operation["responses"]["422"] = {
                    "description": "Problem details (RFC 9457)",
                    "content": problem,
                }


def main() -> None:
    """Print the document, as committed under docs/reference/openapi.json."""
    json.dump(describe(api_routes(), __version__), sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
