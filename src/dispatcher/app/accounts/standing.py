"""Which part of the stored account stands, and which must be reckoned anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dispatcher.app.accounts.inputs import AccountInputs, Ask
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval, union, without
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import Accounts, Mark, Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Of the machines asked for. false: stored pieces that may be false, sorted, disjoint, by whole pieces. earlier:
    machines of which something may be known from before what is stored.
    """

    settled: Mapping[MachineId, Settled]
    false: Mapping[MachineId, Sequence[Interval]]
    earlier: frozenset[MachineId]

    def stands(self, machine: MachineId) -> Sequence[Interval]:
        """Where the stored account of the machine is true."""
        own = self.settled.get(machine)
        if own is None:
            return ()
        return without([Interval(own.begin, own.until)], self.false.get(machine, ()))


def standing(
    accounts: Accounts, inputs: AccountInputs, machines: Iterable[MachineId], marks: Sequence[Mark], now: Instant
) -> Standing:
    """A mark makes false what it covers, the whole stops it touches, and every stored piece these lie in. Blocks."""
    wanted = set(machines)
    settled = {machine: own for machine, own in accounts.settled().items() if machine in wanted}
    touching = [mark for mark in marks if mark.machine in settled and mark.start <= settled[mark.machine].reach]
    asks: list[Ask] = []
    goes_on: list[bool] = []
    rough: dict[MachineId, list[Interval]] = {}
    for mark in touching:
        own = settled[mark.machine]
        if mark.start <= own.begin and mark.end is None:
            rough.setdefault(mark.machine, []).append(Interval(own.begin, own.until))
            continue
        start = max(mark.start, own.begin)
        end = Instant(start + 1) if mark.end is None else max(mark.end, Instant(start + 1))
        asks.append((mark.machine, Interval(start, end)))
        goes_on.append(mark.end is None)
    for (machine, _), open_end, reach in zip(asks, goes_on, inputs.reaches(asks, now), strict=True):
        own = settled[machine]
        start, end = max(reach.start, own.begin), own.until if open_end else min(reach.end, own.until)
        if start < end:
            rough.setdefault(machine, []).append(Interval(start, end))
    earlier = frozenset(mark.machine for mark in touching if mark.start < settled[mark.machine].begin)
    return Standing(settled=settled, false=_whole_pieces(accounts, rough), earlier=earlier)


def _whole_pieces(
    accounts: Accounts, rough: Mapping[MachineId, Sequence[Interval]]
) -> dict[MachineId, Sequence[Interval]]:
    if not rough:
        return {}
    bounds = {machine: [at for own in windows for at in (own.start, own.end)] for machine, windows in rough.items()}
    stored = accounts.pieces(bounds)
    return {
        machine: union(
            [
                *windows,
                *(
                    piece
                    for piece in stored[machine]
                    if any(piece.start < own.end and piece.end > own.start for own in windows)
                ),
            ]
        )
        for machine, windows in rough.items()
    }
