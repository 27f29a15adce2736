"""What people said and set since the account last heard of it, as marks: corrections, documents, norms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dispatcher.app.accounts.meaning import KINDS, Meanings
from dispatcher.app.plant import Plant
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.versions import ALWAYS, unwrap
from dispatcher.domain.correction import Correction, CorrectionKind
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.ports.account import Accounts, CellQuery, Mark
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.norms import Norms
from dispatcher.ports.store import Settings

CORRECTIONS, NORMS = "corrections", "norms"
"""Names of cursors; those of documents are `kind/key`."""
PAGE = 10_000
_SILENT = frozenset({CorrectionKind.ACCEPT, CorrectionKind.REOPEN})
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What must be reckoned anew, and up to where the logs were read for it."""

    marks: Sequence[Mark]
    cursors: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Reads the three logs. All calls block."""

    accounts: Accounts
    log: CorrectionLog
    settings: Settings
    norms: Norms
    meanings: Meanings
    plant: Plant

    def news(self) -> News:
        """Everything after the cursors."""
        cursors = self.accounts.cursors()
        marks: list[Mark] = []
        moved: dict[str, int] = {}
        for name, last, found in (*self._corrections(cursors), *self._norms(cursors), *self._documents(cursors)):
            moved[name] = last
            marks += found
        return News(marks=marks, cursors=moved)

    def _corrections(self, cursors: Mapping[str, int]) -> Iterator[tuple[str, int, list[Mark]]]:
        last = cursors.get(CORRECTIONS, 0)
        while lines := self.log.after(last, PAGE):
            last = lines[-1].id
            yield CORRECTIONS, last, [mark for line in lines for mark in _touched(line, self.log.get)]

    def _norms(self, cursors: Mapping[str, int]) -> Iterator[tuple[str, int, list[Mark]]]:
        changes = self.norms.changes(cursors.get(NORMS, 0))
        if changes:
            first = min(change.first for change in changes)
            # A plant date begins at different instants in different zones, less than a day from that of UTC.
            yield NORMS, changes[-1].revision, list(self._from(Instant(((first - _EPOCH).days - 1) * DAY)))

    def _documents(self, cursors: Mapping[str, int]) -> Iterator[tuple[str, int, list[Mark]]]:
        for (kind, key), number in self.settings.versions().items():
            name = f"{kind}/{key}"
            seen = cursors.get(name, 0)
            if kind not in KINDS or number <= seen:
                continue
            history = self.settings.history(kind, key)
            start = min(at if document is None else unwrap(document)[0] for _, at, _, document in history[seen:])
            marks = list(self._from(start))
            if kind == "reason-tree":
                marks += self._borrowed(start)
            yield name, history[-1][0], marks

    def _from(self, start: Instant) -> Iterator[Mark]:
        return (Mark(machine=machine, start=start, end=None) for machine in (info.id for info in self.plant.known))

    def _borrowed(self, start: Instant) -> list[Mark]:
        """Machines with reasons in earlier time that the tree of that time does not know: what they mean is taken from
        another tree, and may have changed with it.
        """
        settled = self.accounts.settled()
        query = CellQuery(group=("machine", "reason"), only={})
        whole = {
            machine: [Interval(own.begin, min(own.until, start))]
            for machine, own in settled.items()
            if own.begin < min(own.until, start)
        }
        found = self.accounts.times(query, whole, {})
        book = self.meanings.now().book
        known = _known_always(book, start)
        machines = {
            MachineId(str(machine))
            for machine, code in zip(
                found.column("machine").to_pylist(), found.column("reason").to_pylist(), strict=True
            )
            if code and code not in known
        }
        return [Mark(machine=machine, start=ALWAYS, end=None) for machine in sorted(machines)]


def _known_always(book: ReasonBook, until: Instant) -> frozenset[str]:
    """Codes that every tree in force before `until` knows."""
    starts = [ALWAYS, *(version.start for version in book.trees.versions if version.start < until)]
    known: frozenset[str] | None = None
    for start in starts:
        own = frozenset(book.tree(start).reasons)
        known = own if known is None else known & own
    return known or frozenset()


def _touched(line: Correction, get: Callable[[int], Correction | None]) -> Iterator[Mark]:
    """What a line may change: of an undo, what the undone line may."""
    while line.kind is CorrectionKind.UNDO:
        target = None if line.target is None else get(line.target)
        if target is None:
            return
        line = target
    if line.kind in _SILENT:
        return
    point = line.kind in {CorrectionKind.SPLIT, CorrectionKind.PARTS}
    end = Instant(line.start + 1) if point else line.end
    yield Mark(machine=line.machine, start=line.start, end=end)
