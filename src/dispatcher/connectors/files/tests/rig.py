"""A machine that writes a file and can misbehave, for the suite of conduct."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from dispatcher.connectors.files.config import FilesSettings
from dispatcher.connectors.files.connector import FilesConnector
from dispatcher.connectors.sdk.conformance import Fault, StepClock
from dispatcher.domain.instant import HOUR, Instant, format_instant
from dispatcher.domain.signal import MachineId
from dispatcher.ports.connector import Batch, Binding

QUICK = {"poll_ms": 50, "settle_ms": 0, "silence_ms": 1_000, "timeout_ms": 2_000}
ENTRIES = ({"key": "parts", "type": "PART_COUNT", "column": "Parts"},)


class Rig:
    """`connectors.sdk.conformance.Rig` for files: the peer is a folder, its connection the path to it."""

    faults = frozenset((Fault.DROP, Fault.REFUSE, Fault.SILENCE, Fault.BABBLE, Fault.SKEW, Fault.WRONG_PROTOCOL))
    secrets: Sequence[str] = ()
    bindings: Sequence[Binding] = (Binding(device="", machine=MachineId("mill")),)
    keepalive_s = 1.0
    keeps = True

    def __init__(self) -> None:
        self.clock = StepClock()
        self._skew = 0
        self._silent = self._refused = False

    async def __aenter__(self) -> Self:
        self._root = tempfile.TemporaryDirectory()
        self._share = Path(self._root.name) / "share"
        self._away = Path(self._root.name) / "away"
        self._share.mkdir()
        (self._share / "log.csv").write_text("Time;Parts\n")
        (self._share / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" * 50)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._root.cleanup()

    def connector(self) -> FilesConnector:
        if not self._refused:
            self._back()
        return self._to("log.csv")

    def misdirected(self, fault: Fault) -> FilesConnector:
        return self._to("photo.jpg" if fault is Fault.WRONG_PROTOCOL else "nothing.csv")

    async def say(self, value: int) -> None:
        if self._silent:
            return
        at = format_instant(Instant(self.clock.now() + self._skew))
        await self._write(f"{at};{value}\n".encode())

    def heard(self, batch: Batch) -> list[int]:
        return [int(number) for number in batch.rows.num if number is not None]

    async def listening(self) -> None:
        """A file keeps what is said before anybody listens."""

    async def fault(self, fault: Fault) -> None:
        match fault:
            case Fault.SILENCE:
                self._silent = True
            case Fault.BABBLE:
                await self._write(b"\x00\xff\xfe \x80\x81 ;;; 7\n")
            case Fault.SKEW:
                self._skew = -5 * HOUR
            case _:
                self._refused = fault is Fault.REFUSE
                self._share.rename(self._away)

    async def mend(self) -> None:
        self._silent = self._refused = False
        self._skew = 0
        self._back()

    async def _write(self, data: bytes) -> None:
        with (self._away if self._away.exists() else self._share).joinpath("log.csv").open("ab") as file:
            file.write(data)
        await asyncio.sleep(0)

    def _back(self) -> None:
        if self._away.exists():
            self._away.rename(self._share)

    def _to(self, name: str) -> FilesConnector:
        given = {"path": str(self._share / name), "time": ["Time"], "signals": ENTRIES, **QUICK}
        return FilesConnector(FilesSettings.model_validate(given), self.clock)
