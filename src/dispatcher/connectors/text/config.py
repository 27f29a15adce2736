"""Settings of a device that speaks lines of text, and what its lines mean."""

from __future__ import annotations

import re
from datetime import tzinfo
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator, model_validator

from dispatcher.connectors.sdk.line_patterns import MAX_PATTERN, groups_of
from dispatcher.connectors.sdk.mapping import Entry, told_apart
from dispatcher.connectors.sdk.settings import Settings, setting
from dispatcher.connectors.sdk.targets import Target
from dispatcher.connectors.sdk.time_forms import checked_form
from dispatcher.connectors.sdk.zones import checked_zone, zone_of
from dispatcher.connectors.text.framing import Frame

MAX_SIGNALS = 2_000
LINE = "(?P<value>.+)"
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|([rnt\\]))")
_SIGNS = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\"}
_PROBE_MS = 1_500


class Mode(StrEnum):
    """Who calls whom."""

    CONNECT = "connect"
    LISTEN = "listen"
    LISTEN_SEVERAL = "listen_several"
    SERIAL = "serial"


class Encoding(StrEnum):
    """How letters are written."""

    UTF_8 = "utf-8"
    ASCII = "ascii"
    CP1251 = "cp1251"
    CP866 = "cp866"
    KOI8_R = "koi8-r"
    LATIN_1 = "latin-1"


class Parity(StrEnum):
    """The check bit of a serial port."""

    NONE = "none"
    EVEN = "even"
    ODD = "odd"
    MARK = "mark"
    SPACE = "space"


class Flow(StrEnum):
    """How a serial port holds the other side up."""

    NONE = "none"
    RTS_CTS = "rtscts"
    DSR_DTR = "dsrdtr"
    XON_XOFF = "xonxoff"


class TextEntry(Entry):
    """A signal in the lines: those that the pattern fits, anywhere in the line, give the group `take`; or each of them
    counts one part.
    """

    pattern: str = Field(LINE, min_length=1, max_length=MAX_PATTERN)
    take: str = Field("value", min_length=1, max_length=100)
    count: bool = False

    @model_validator(mode="after")
    def _fitting(self) -> TextEntry:
        groups = groups_of(self.pattern)
        if self.count and self.values:
            raise ValueError("count gives a number; it takes no words (values)")
        if not self.count and self.take not in groups:
            raise ValueError(f"the pattern has no group (?P<{self.take}>…)")
        return self


WHOLE_LINE = TextEntry.model_validate({"key": "line", "type": "MESSAGE"})
"""What a source without a mapping gives: its lines as they are."""


class TextSettings(Settings):
    """One device, or several that call one port of ours."""

    mode: Mode = setting(Mode.CONNECT, key="text.mode", example="connect")
    host: str = setting("", key="text.host", example="192.168.1.40", max_length=253)
    port: int | None = setting(None, key="text.port", example="4001", ge=0, le=65_535)
    serial: str = setting("", key="text.serial", example="/dev/ttyUSB0", max_length=500)
    baud: int = setting(9_600, key="text.baud", unit="Bd", example="9600", ge=50, le=4_000_000)
    data_bits: int = setting(8, key="text.data_bits", example="8", ge=5, le=8)
    parity: Parity = setting(Parity.NONE, key="text.parity", example="even")
    stop_bits: float = setting(1.0, key="text.stop_bits", example="1", ge=1, le=2)
    flow: Flow = setting(Flow.NONE, key="text.flow", example="xonxoff")
    frame: Frame = setting(Frame.LINES, key="text.frame", example="stx_etx")
    frame_length: int = setting(0, key="text.frame_length", unit="B", example="16", ge=0, le=65_536)
    pause_ms: int = setting(100, key="text.pause_ms", unit="ms", example="100", ge=10, le=10_000)
    max_length: int = setting(4_096, key="text.max_length", unit="B", example="4096", ge=1, le=65_536)
    encoding: Encoding = setting(Encoding.UTF_8, key="text.encoding", example="cp1251")
    time_pattern: str = setting("", key="text.time_pattern", example="^(?P<time>[0-9:. ]+);", max_length=MAX_PATTERN)
    time_form: Annotated[str, AfterValidator(checked_form)] = setting(
        "", key="text.time_form", example="%d.%m.%Y %H:%M:%S", max_length=100
    )
    time_zone: Annotated[str, AfterValidator(checked_zone)] = setting(
        "UTC", key="text.time_zone", example="Europe/Moscow"
    )
    greeting: str = setting("", key="text.greeting", example="SIR\\r\\n", max_length=500)
    ask: str = setting("", key="text.ask", example="SI\\r\\n", max_length=500)
    ask_ms: int = setting(1_000, key="text.ask_ms", unit="ms", example="1000", ge=50, le=100_000)
    silence_ms: int = setting(0, key="text.silence_ms", unit="ms", example="30000", ge=0, le=100_000)
    timeout_ms: int = setting(5_000, key="text.timeout_ms", unit="ms", example="5000", ge=100, le=60_000)
    probe_ms: int = setting(2_000, key="text.probe_ms", unit="ms", example="2000", ge=50, le=60_000)
    signals: tuple[TextEntry, ...] = setting(
        (), key="text.signals", example='{ key = "parts", type = "PART_COUNT", pattern = "PART", count = true }'
    )

    @field_validator("host")
    @classmethod
    def _checked_host(cls, host: str) -> str:
        host = host.strip().strip("[]")
        if any(sign in host for sign in " /@?#|") or "://" in host:
            raise ValueError("write only the name or the address of the computer, the port goes into `port`")
        return host

    @field_validator("serial")
    @classmethod
    def _checked_serial(cls, serial: str) -> str:
        serial = serial.strip()
        if "://" in serial and not serial.startswith("rfc2217://"):
            raise ValueError("write the name of a port of this computer, or rfc2217://host:port")
        return serial

    @field_validator("time_pattern")
    @classmethod
    def _checked_time(cls, pattern: str) -> str:
        if pattern and "time" not in groups_of(pattern):
            raise ValueError("the pattern has no group (?P<time>…)")
        return pattern

    @field_validator("signals")
    @classmethod
    def _bounded(cls, signals: tuple[TextEntry, ...]) -> tuple[TextEntry, ...]:
        if len(signals) > MAX_SIGNALS:
            raise ValueError(f"at most {MAX_SIGNALS} signals; make several sources of it")
        return told_apart(signals)

    @model_validator(mode="after")
    def _whole(self) -> TextSettings:
        if self.mode is Mode.CONNECT and not self.host:
            raise ValueError("host is needed: the device to call")
        if self.mode is Mode.SERIAL and not self.serial:
            raise ValueError("serial is needed: the port, like /dev/ttyUSB0 or COM3")
        if self.mode is not Mode.SERIAL and self.port is None:
            raise ValueError("port is needed")
        if self.mode is Mode.CONNECT and self.port == 0:
            raise ValueError("port is 1 to 65535 where we call the device")
        if self.frame is Frame.FIXED and not self.frame_length:
            raise ValueError("frame_length is needed for frames of one length")
        if self.ask and any(entry.count for entry in self.signals):
            raise ValueError("ask and count do not go together: each answer would count a part")
        return self

    @property
    def zone(self) -> tzinfo:
        """Of times in the lines that name none."""
        return zone_of(self.time_zone)

    @property
    def entries(self) -> tuple[TextEntry, ...]:
        """The mapping, or the lines as they are."""
        return self.signals or (WHOLE_LINE,)

    @property
    def shown(self) -> str:
        """Where it points, for people."""
        if self.mode is Mode.SERIAL:
            return self.serial
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host or '*'}:{self.port}"

    @property
    def address(self) -> str:
        """One spelling for every way to write one place (trap 13)."""
        if self.mode is Mode.SERIAL:
            return self.serial if "://" in self.serial else f"serial:{self.serial}"
        host = self.host.rstrip(".").lower()
        host = "127.0.0.1" if host in {"localhost", "::1"} else host
        if self.mode is Mode.CONNECT:
            return f"tcp://[{host}]:{self.port}" if ":" in host else f"tcp://{host}:{self.port}"
        return f"listen://:{self.port}" if self.port else ""

    def bytes_of(self, command: str) -> bytes:
        r"""What is sent for a command: `\r`, `\n`, `\t`, `\\` and `\x02` stand for signs that no form can hold."""

        def sign(found: re.Match[str]) -> str:
            return chr(int(found[1], 16)) if found[1] else _SIGNS[found[2]]

        return _ESCAPE.sub(sign, command).encode(self.encoding, "replace")


def point(target: Target) -> dict[str, Any] | None:
    """Settings that listen to an address for a moment; only where the address says that it is text."""
    if target.port is None:
        return None
    if target.scheme == "rfc2217":
        return {"mode": "serial", "serial": f"rfc2217://{target.authority()}", "probe_ms": _PROBE_MS}
    if target.scheme == "tcp":
        return {"host": target.host, "port": target.port, "probe_ms": _PROBE_MS}
    return None
