"""Signals by machine and key, kept at hand so that a question need not read them all again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

from dispatcher.domain.errors import NotFound
from dispatcher.domain.signal import MachineId, SignalId
from dispatcher.ports.store import Journal, StoredSignal


class Catalogue:
    """All declared signals. Safe from any thread; `forget` it whenever signals were declared."""

    def __init__(self, journal: Journal) -> None:
        """Reads nothing yet."""
        self._journal = journal
        self._lock = Lock()
        self._machines: Mapping[MachineId, Mapping[str, StoredSignal]] | None = None

    def forget(self) -> None:
        """The journal has new declarations: read them at the next question."""
        with self._lock:
            self._machines = None

    def of(self, machine: MachineId) -> Sequence[StoredSignal]:
        """The machine's signals in the order they were declared; empty before the first contact."""
        return tuple(self._read().get(machine, {}).values())

    def by_id(self, machine: MachineId) -> Mapping[SignalId, StoredSignal]:
        """The machine's signals by the id the house gave them."""
        return {stored.id: stored for stored in self.of(machine)}

    def signal(self, machine: MachineId, key: str) -> StoredSignal:
        """By key. Raises NotFound `signal_unknown`."""
        found = self._read().get(machine, {}).get(key)
        if found is None:
            raise NotFound("signal_unknown", machine=machine, signal=key)
        return found

    def _read(self) -> Mapping[MachineId, Mapping[str, StoredSignal]]:
        with self._lock:
            if self._machines is None:
                machines: dict[MachineId, dict[str, StoredSignal]] = {}
                for stored in self._journal.signals():
                    machines.setdefault(stored.machine, {})[stored.spec.key] = stored
                self._machines = machines
            return self._machines
