"""Commands that ask a running server: its answers, and its refusals as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import orjson
import typer

from dispatcher.cli.common import REFUSED
from dispatcher.domain.errors import InvalidInput, Unavailable

PATIENCE = 120.0
"""Seconds a server may take to answer."""


def ask(server: str, path: str, params: Mapping[str, str], body: object = None) -> bytes:
    """The body of the answer; with a body of ours it is posted. Raises InvalidInput `server_address`, Unavailable
    `server_silent`; what the server refuses ends the command with its sentence.
    """
    if urlsplit(server).scheme not in ("http", "https"):
        raise InvalidInput("server_address", address=server)
    url = f"{server.rstrip('/')}{path}?{urlencode(params)}"
    data = None if body is None else orjson.dumps(body)
    headers = {} if body is None else {"content-type": "application/json"}
    request = Request(url, data=data, headers=headers)  # noqa: S310 - the scheme was looked at
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - as above
            found: bytes = answer.read()
            return found
    except HTTPError as refusal:
        typer.echo(_detail(refusal.read()) or str(refusal), err=True)
        raise typer.Exit(REFUSED) from refusal
    except (URLError, OSError) as error:
        raise Unavailable("server_silent", address=server, reason=str(error)) from error


def _detail(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["detail"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""
