"""Answers of any size: made a piece at a time in worker threads, never faster than the reader takes them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator, Mapping
from urllib.parse import quote

from anyio import CancelScope, create_task_group, fail_after
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from dispatcher.api.threads import in_thread
from dispatcher.domain.errors import DispatcherError

_log = logging.getLogger(__name__)

PATIENCE = 120.0
"""Seconds a reader may leave a piece untaken. Whoever sleeps longer would hold an old snapshot of the journal."""


def download(name: str) -> Mapping[str, str]:
    """Headers that make a browser keep the answer as a file of this name (RFC 6266)."""
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"}


class Streamed(Response):
    """`first` and then the pieces of `rest`, which is closed whatever happens: also when the reader goes away.

    Where `rest` fails on the way, the answer stays without its end, so that nobody takes a part for the whole.
    Not compressed: columns are already, and pressing texts would keep the event loop from everybody else.
    """

    def __init__(
        self,
        first: bytes,
        rest: Iterator[bytes],
        media: str,
        headers: Mapping[str, str],
        *,
        ended: Callable[[], None] | None = None,
    ) -> None:
        """`ended` is called on the event loop when it is over, however it ended."""
        self.status_code = 200
        self.background = None
        self.media_type = media
        self._first, self._rest, self._ended = first, rest, ended
        self.init_headers({"Content-Encoding": "identity", **headers})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        del scope
        try:
            async with create_task_group() as group:

                async def watch() -> None:
                    while (await receive())["type"] != "http.disconnect":
                        pass
                    group.cancel_scope.cancel()

                group.start_soon(watch)
                await self._send(send)
                group.cancel_scope.cancel()
        finally:
            with CancelScope(shield=True):
                await in_thread(self._close)
            if self._ended is not None:
                self._ended()

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        piece: bytes | None = self._first
        try:
            while piece is not None:
                if piece:
                    with fail_after(PATIENCE):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = await in_thread(lambda: next(self._rest, None))
        except (DispatcherError, TimeoutError) as error:
            _log.warning("an answer ended before its end: %s", error)
            return
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _close(self) -> None:
        if isinstance(self._rest, Generator):
            self._rest.close()
