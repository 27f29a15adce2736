"""Alarms and conditions of a server as conditions and messages of a machine. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from dispatcher.connectors.opcua.decode import Numbers, add_condition
from dispatcher.connectors.opcua.model import REFRESH_END, REFRESH_START, Happening, Scalar
from dispatcher.domain.signal import Category, Condition, Level, SignalSpec
from dispatcher.ports.connector import Declared, Rows

CONDITIONS = SignalSpec(
    key="conditions", name="conditions", category=Category.CONDITION, type="SYSTEM", component="Controller",
    component_type="Controller",
)  # fmt: skip
MESSAGES = SignalSpec(
    key="message", name="message", category=Category.EVENT, type="MESSAGE", component="Controller",
    component_type="Controller",
)  # fmt: skip


class Watch:
    """The conditions of one device under one event item: `handle` is theirs, `handle + 1` that of its messages."""

    def __init__(self, device: str, handle: int, fault_severity: int) -> None:
        self.handle = handle
        self.device = device
        self._fault_severity = fault_severity
        self._began = 0
        self.declared = (
            Declared(handle=handle, device=device, spec=CONDITIONS),
            Declared(handle=handle + 1, device=device, spec=MESSAGES),
        )

    def begin(self, rows: Rows, numbers: Numbers, at: int, *, told: bool) -> None:
        """A new link: what held before is not known to hold. told: the server repeats what holds now."""
        self._began = at
        level = Level.NORMAL if told else Level.UNAVAILABLE
        add_condition(rows, numbers, self.handle, Condition(level=level), at)

    def take(self, rows: Rows, numbers: Numbers, happening: Happening, received_at: int) -> None:
        """One event: a condition's row, a message, or nothing where it is neither."""
        fields = happening.fields
        if _text(fields, "type") in {REFRESH_START, REFRESH_END}:
            return
        told = fields.get("time")
        at = told if isinstance(told, int) and not isinstance(told, bool) else received_at
        if _text(fields, "condition"):
            # A condition that is repeated after a new link bears its old stamp, but holds after the clearing above.
            add_condition(rows, numbers, self.handle, self._condition(fields), max(at, self._began + 1))
        elif _text(fields, "identifier"):
            rows.signal.append(self.handle + 1)
            rows.source_at.append(at)
            rows.sequence.append(numbers.next(self.handle + 1, at))
            rows.num.append(None)
            rows.text.append(_text(fields, "message") or _text(fields, "identifier"))

    def _condition(self, fields: Mapping[str, Scalar | None]) -> Condition:
        severity = fields.get("severity")
        weight = int(severity) if isinstance(severity, int | float) else 0
        # An alarm says whether it is active; a condition that is none holds as long as it is worth keeping.
        holds = fields["active"] if isinstance(fields.get("active"), bool) else fields.get("retain")
        level = Level.NORMAL
        if holds and fields.get("enabled") is not False:
            level = Level.FAULT if weight >= self._fault_severity else Level.WARNING
        node, branch = _text(fields, "condition"), _text(fields, "branch")
        return Condition(
            level=level,
            native_code=_text(fields, "code") or _text(fields, "name") or node,
            native_severity=str(weight) if weight else "",
            message=_text(fields, "message"),
            condition_id=f"{node}#{branch}" if branch else node,
        )


def _text(fields: Mapping[str, Scalar | None], name: str) -> str:
    value = fields.get(name)
    return "" if value is None else str(value)
