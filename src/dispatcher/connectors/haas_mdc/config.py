"""Settings: each declared once; form, parser, schema and documentation come from here."""

from __future__ import annotations

from pydantic import Field, model_validator

from dispatcher.connectors.haas_mdc.decode import LABELS, Question
from dispatcher.connectors.sdk.mapping import Entry, twice
from dispatcher.connectors.sdk.settings import Settings, setting

PORT = 5051
"""The port of the manual's example; whoever sets the control up chooses it (Setting 143)."""


class HaasMdcEntry(Entry):
    """A signal and what is asked for it: one of the numbered questions, or a macro or system variable."""

    query: int | None = None
    macro: int | None = Field(default=None, ge=1, le=99_999)
    field: int = Field(default=1, ge=1, le=9)
    slow: bool = False

    @model_validator(mode="after")
    def _one_question(self) -> HaasMdcEntry:
        if (self.query is None) == (self.macro is None):
            raise ValueError("give either query (what is asked) or macro (the number of a variable)")
        if self.query is not None and self.query not in LABELS:
            raise ValueError(f"query is one of {', '.join(map(str, LABELS))}")
        return self

    @property
    def question(self) -> Question:
        """What is asked for it."""
        return Question(self.query, self.macro)


class HaasMdcSettings(Settings):
    """One machine."""

    host: str = setting(key="haas_mdc.host", example="192.168.1.30", min_length=1, max_length=253)
    port: int = setting(PORT, key="haas_mdc.port", example="5051", ge=1, le=65_535)
    poll_ms: int = setting(1_000, key="haas_mdc.poll_ms", unit="ms", example="1000", ge=10, le=3_600_000)
    slow_ms: int = setting(60_000, key="haas_mdc.slow_ms", unit="ms", example="60000", ge=10, le=3_600_000)
    timeout_ms: int = setting(3_000, key="haas_mdc.timeout_ms", unit="ms", example="3000", ge=100, le=60_000)
    signals: tuple[HaasMdcEntry, ...] = setting((), key="haas_mdc.signals", example="[]", max_length=500)

    @model_validator(mode="after")
    def _each_once(self) -> HaasMdcSettings:
        if (key := twice(self.signals)) is not None:
            raise ValueError(f"signal {key!r} is declared twice")
        return self

    @property
    def address(self) -> str:
        """One spelling for every way to write the address of one device."""
        host = self.host.rstrip(".").lower()
        return f"haas://{'127.0.0.1' if host in {'localhost', '::1'} else host}:{self.port}"
