"""What every control says of itself, in the MTConnect vocabulary; an entry of the settings with the same key wins."""

from __future__ import annotations

from collections.abc import Iterable

from dispatcher.connectors.haas_mdc.config import HaasMdcEntry
from dispatcher.connectors.haas_mdc.decode import BUSY, STATUS_FIELD
from dispatcher.domain.signal import Category

_EXECUTION = {"IDLE": "READY", BUSY: "ACTIVE", "FEED HOLD": "FEED_HOLD", "ALARM ON": "STOPPED"}
_MODES = {
    "MEM": "AUTOMATIC",
    "MDI": "MANUAL_DATA_INPUT",
    "JOG": "MANUAL",
    "ZERO RET": "MANUAL",
    "ZERO": "MANUAL",
    "LIST PROG": "EDIT",
    "EDIT": "EDIT",
}


def _event(key: str, kind: str, query: int, *, field: int = 1, values: dict[str, str] | None = None) -> HaasMdcEntry:
    return HaasMdcEntry(key=key, type=kind, component="Path", query=query, field=field, values=values or {})


def _timer(key: str, kind: str, query: int, *, sub_type: str | None = None, slow: bool = False) -> HaasMdcEntry:
    return HaasMdcEntry(
        key=key, category=Category.SAMPLE, type=kind, sub_type=sub_type, units="SECOND", query=query, slow=slow
    )


FIXED: tuple[HaasMdcEntry, ...] = (
    _event("execution", "EXECUTION", 500, field=STATUS_FIELD, values=_EXECUTION),
    HaasMdcEntry(
        key="fault",
        category=Category.CONDITION,
        type="SYSTEM",
        component="Controller",
        query=500,
        field=STATUS_FIELD,
        values={"ALARM ON": "FAULT", "*": "NORMAL"},
    ),
    _event("program", "PROGRAM", 500),
    _event("mode", "CONTROLLER_MODE", 104, values=_MODES),
    _event("parts", "PART_COUNT", 402),
    _event("tool", "TOOL_NUMBER", 201),
    _timer("last_cycle", "x:LAST_CYCLE_TIME", 303),
    _timer("previous_cycle", "x:PREVIOUS_CYCLE_TIME", 304),
    _timer("power_on_time", "EQUIPMENT_TIMER", 300, sub_type="POWERED", slow=True),
    _timer("motion_time", "EQUIPMENT_TIMER", 301, sub_type="WORKING", slow=True),
    HaasMdcEntry(key="tool_changes", type="x:TOOL_CHANGES", units="COUNT", query=200, slow=True),
)


def with_fixed(own: Iterable[HaasMdcEntry]) -> tuple[HaasMdcEntry, ...]:
    """The fixed signals and those of the settings."""
    given = tuple(own)
    taken = {entry.key for entry in given}
    return (*(entry for entry in FIXED if entry.key not in taken), *given)
