"""The web server as an object: starts inside a running loop, tells its real port."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from fastapi import FastAPI


class Door(uvicorn.Server):
    """The web server; `opened` is set once it listens and `port` is then the real one."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        """Listen on host:port; port 0 chooses a free one."""
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                ws="websockets-sansio",
                ws_per_message_deflate=False,
                log_level="warning",
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=3,
            )
        )
        self.opened = asyncio.Event()
        self.port = port

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        if self.servers:
            self.port = self.servers[0].sockets[0].getsockname()[1]
        self.opened.set()
