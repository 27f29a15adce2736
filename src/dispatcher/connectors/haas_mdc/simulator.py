"""A Haas control in this process, as far as its Machine Data Collection goes; it can cut, refuse, stall and babble."""

from __future__ import annotations

import asyncio
import contextlib

BABBLE = b"\x00\xff\xfe what?\r\n"
ANSWERS = {
    "Q100": "SERIAL NUMBER, 1234567",
    "Q101": "SOFTWARE VERSION, 100.24.000.1024",
    "Q102": "MODEL, VF-2SS",
    "Q104": "MODE, (MEM)",
    "Q200": "TOOL CHANGES, 812",
    "Q201": "USING TOOL, 3",
    "Q300": "P.O. TIME, 00027:50:59",
    "Q301": "C.S. TIME, 00003:02:57",
    "Q303": "LAST CYCLE, 00000:02:13",
    "Q304": "PREV CYCLE, 00000:02:11",
    "Q402": "M30 #1, 0",
    "Q403": "M30 #2, 553",
    "Q500": "PROGRAM, O00097, IDLE, PARTS, 4523",
}


class HaasMdcSimulator:
    """A control on a free port of the loopback; `answers` by question, `macros` by number."""

    def __init__(self) -> None:
        self.port = 0
        self.answers = dict(ANSWERS)
        self.macros: dict[int, str] = {3027: "0.000000"}
        self.serial_line = False
        """Frame answers as over a serial line: STX, ETB."""
        self.first_lost = False
        """The first question of a connection finds no answer."""
        self.overheard = ""
        """What another connection asked for, sent before each answer."""
        self.stalled = False
        self.babbling = False
        self.questions: list[str] = []
        self.asked = asyncio.Event()
        """Set by every question."""
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    async def start(self, port: int = 0) -> int:
        """Listen; on the port it had before, if any. Returns the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port or self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self.port

    def drop(self) -> None:
        """Cut all connections; new ones are accepted."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    def tell(self, line: str) -> None:
        """Say something to all connections, as when another one has asked."""
        for writer in self._writers:
            writer.write(f">{line}\r\n".encode("ascii"))

    async def refuse(self) -> None:
        """Cut all connections and accept no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.drop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        lost = self.first_lost
        with contextlib.suppress(OSError, asyncio.CancelledError):  # cancelled: the event loop ends
            while line := await reader.readline():
                question = line.decode("ascii").strip()
                self.questions = [*self.questions[-99:], question]
                self.asked.set()
                if not (self.stalled or lost):
                    writer.write(BABBLE if self.babbling else self._said(question))
                    await writer.drain()
                lost = False
        self._writers.discard(writer)
        writer.transport.abort()

    def _said(self, question: str) -> bytes:
        lines = [line for line in (self.overheard, self._answer(question)) if line]
        frame = "\x02{}\x17\r\n>" if self.serial_line else ">{}\r\n"
        return "".join(frame.format(line) for line in lines).encode("ascii")

    def _answer(self, question: str) -> str:
        code, _, number = question.removeprefix("?").partition(" ")
        if code == "Q600":
            value = self.macros.get(int(number))
            return "UNKNOWN" if value is None else f"MACRO, {value}"
        return self.answers.get(code, "UNKNOWN")
