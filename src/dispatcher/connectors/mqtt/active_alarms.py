"""The alarms of a device as conditions: what is new, changed, over."""

from __future__ import annotations

from collections.abc import Iterator

from dispatcher.connectors.mqtt.config import KEY, Alarms, MqttEntry
from dispatcher.connectors.mqtt.paths import find, parsed
from dispatcher.connectors.mqtt.payloads import raw_of, says
from dispatcher.connectors.sdk.mapping import as_word
from dispatcher.domain.signal import Condition, Level

_MOST = 1_000
"""Alarms of one signal at a time."""


class ActiveAlarms:
    """What one condition said last: a list of active alarms, or one at a time."""

    def __init__(self, entry: MqttEntry) -> None:
        self._entry = entry
        self._told = entry.alarms or Alarms()
        self._active: dict[str, Condition] | None = None

    def changed(self, found: object) -> Iterator[Condition | None]:
        """What is reported anew; None = unavailable. The first report says first that nothing else is active."""
        if self._entry.alarms is None:
            one = self._entry.condition(raw_of(found))
            if one is None:
                self.forget()
                yield None
                return
            found = one
        now = {condition.native_code: condition for condition in self._read(found)}
        before = self._active
        self._active = now
        if before is None:
            yield Condition(level=Level.NORMAL)
            before = {}
        for code in (code for code in before if code not in now):
            yield Condition(level=Level.NORMAL, native_code=code)
        for code, condition in now.items():
            if before.get(code) != condition:
                yield condition

    def forget(self) -> None:
        """Nothing is known any more."""
        self._active = None

    def _read(self, found: object) -> Iterator[Condition]:
        if isinstance(found, Condition):
            if found.level is not Level.NORMAL:
                yield found
            return
        if isinstance(found, dict):
            members = list(found.items())
        elif isinstance(found, list):
            members = [(str(at), member) for at, member in enumerate(found)]
        else:
            return
        for name, member in members[:_MOST]:
            fault = not self._told.fault or says(member, self._told.fault)
            yield Condition(
                level=Level.FAULT if fault else Level.WARNING,
                native_code=self._word(name, member, self._told.code) or name,
                message=self._word(name, member, self._told.text) if self._told.text else "",
            )

    def _word(self, name: str, member: object, path: str) -> str:
        if path == KEY:
            return name
        found = raw_of(find(member, parsed(path)))
        return "" if found is None else as_word(found)
