"""Who is who: the numbers the house gives to signals and sessions, loaded once, kept with each commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import MachineId, SignalId, SignalSpec, SourceId
from dispatcher.engine.recipe import Wire
from dispatcher.ports.store import StoredSession, StoredSignal


class Registry:
    """Signals by (machine, key) and sessions by (source, name). A signal that is declared anew with
    other properties keeps its number and gets the new properties.
    """

    def __init__(self, signals: Iterable[StoredSignal], sessions: Iterable[StoredSession]) -> None:
        """Start from what the journal holds."""
        self._signals: dict[tuple[MachineId, str], StoredSignal] = {}
        self._by_id: dict[SignalId, StoredSignal] = {}
        self._of_machine: dict[MachineId, dict[SignalId, Wire]] = {}
        self._named: dict[int, tuple[MachineId, str]] = {}
        self._sessions = {(session.source, session.name): session for session in sessions}
        self._session_names = {session.id: session.name for session in self._sessions.values()}
        self.heard: dict[SourceId, Instant] = {}
        """Since when something is known of each source."""
        for known in self._sessions.values():
            self._hear(known)
        self._new_signals: dict[SignalId, StoredSignal] = {}
        self._new_sessions: list[StoredSession] = []
        for signal in signals:
            self._keep(signal)
        self._next_signal = max(self._by_id, default=0) + 1
        self._next_session = max((session.id for session in self._sessions.values()), default=0) + 1

    def _keep(self, signal: StoredSignal) -> None:
        self._signals[signal.machine, signal.spec.key] = signal
        self._by_id[signal.id] = signal
        self._named[signal.id] = (signal.machine, signal.spec.key)
        wire = Wire(signal=signal.id, source=signal.source, spec=signal.spec)
        self._of_machine.setdefault(signal.machine, {})[signal.id] = wire

    def _hear(self, session: StoredSession) -> None:
        first = self.heard.get(session.source, session.first_seen_at)
        self.heard[session.source] = min(first, session.first_seen_at)

    def signal(self, machine: MachineId, source: SourceId, spec: SignalSpec) -> tuple[StoredSignal, bool]:
        """The signal, declared or known, and whether anything about it is new."""
        known = self._signals.get((machine, spec.key))
        if known is not None and known.spec == spec and known.source == source:
            return known, False
        number = known.id if known is not None else SignalId(self._next_signal)
        if known is None:
            self._next_signal += 1
        signal = StoredSignal(id=number, machine=machine, source=source, spec=spec)
        self._keep(signal)
        self._new_signals[number] = signal
        return signal, True

    def session(self, source: SourceId, name: str, at: Instant) -> StoredSession:
        """The session, known or new."""
        known = self._sessions.get((source, name))
        if known is not None:
            return known
        session = StoredSession(id=self._next_session, source=source, name=name, first_seen_at=at)
        self._next_session += 1
        self._sessions[source, name] = session
        self._session_names[session.id] = name
        self._hear(session)
        self._new_sessions.append(session)
        return session

    def wires(self, machine: MachineId) -> Mapping[SignalId, Wire]:
        """All signals of a machine."""
        return self._of_machine.get(machine, {})

    def stored(self, signal: SignalId) -> StoredSignal:
        """By number. Raises KeyError."""
        return self._by_id[signal]

    def named(self, signal: int) -> tuple[MachineId, str]:
        """Machine and key of a signal. Raises KeyError."""
        return self._named[signal]

    def session_names(self) -> Mapping[int, str]:
        """Session number -> name."""
        return self._session_names

    def put_back(self, signals: Iterable[StoredSignal], sessions: Iterable[StoredSession]) -> None:
        """What was taken with `take_new` and came to nothing; newer declarations stand."""
        self._new_signals = {stored.id: stored for stored in signals} | self._new_signals
        self._new_sessions = [*sessions, *self._new_sessions]

    def take_new(self) -> tuple[tuple[StoredSignal, ...], tuple[StoredSession, ...]]:
        """What was declared since the last call; the next commit must carry it."""
        found = tuple(self._new_signals.values()), tuple(self._new_sessions)
        self._new_signals, self._new_sessions = {}, []
        return found
