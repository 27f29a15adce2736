"""Entries of a manual workplace. They stand in the journal of its source, written with the rows they make, and are read
from there: there is no second book that could say something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dispatcher.domain.instant import Instant, format_instant
from dispatcher.domain.workplace import Doing
from dispatcher.ports.store import SourceNote

ENTERED = "manual_entered"
UNDONE = "manual_undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a person said in one act. at: from when it holds; said: when he said it; None: nothing about that.

    scrap_line: the correction that declares the scrap. undone: it was taken back.
    """

    key: str
    author: str
    comment: str
    said: Instant
    at: Instant
    state: Doing | None = None
    program: str | None = None
    parts: int | None = None
    scrap: int | None = None
    scrap_line: int | None = None
    undone: bool = False

    @property
    def more(self) -> str:
        """What it says beside the state, for people."""
        parts = [
            "" if self.program is None else self.program or "—",
            "" if self.parts is None else f"+{self.parts}",
            "" if self.scrap is None else f"−{self.scrap}",
        ]
        return " ".join(part for part in (*parts, self.comment) if part)

    def code(self, act: str) -> str:
        """Of the line in the journal; each state has its own words."""
        return act if self.state is None else f"{act}_{self.state}"

    def params(self) -> dict[str, str | int]:
        """As they stand in the journal; `who`, `more` and `since` are for people."""
        given: dict[str, str | int | None] = {
            "key": self.key,
            "author": self.author,
            "comment": self.comment,
            "said": self.said,
            "at": self.at,
            "state": self.state,
            "program": self.program,
            "parts": self.parts,
            "scrap": self.scrap,
            "scrap_line": self.scrap_line,
        }
        told = {
            "who": self.author or "—",
            "more": self.more,
            "since": f"{format_instant(self.at)[:16]}Z".replace("T", " "),
        }
        return {name: value for name, value in {**given, **told}.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Book:
    """Entries of one workplace, by the order in which they were said, and the keys of what was taken back."""

    entries: tuple[Entry, ...]
    undoings: Mapping[str, str]
    """Key of an act of undoing -> key of the entry."""

    def find(self, key: str) -> Entry | None:
        """The entry of an act."""
        return next((entry for entry in reversed(self.entries) if entry.key == key), None)

    @property
    def last(self) -> Entry | None:
        """The last one that holds."""
        return next((entry for entry in reversed(self.entries) if not entry.undone), None)

    def standing(self, *, without: Entry | None = None) -> Sequence[Entry]:
        """Those that hold, by the time from which they hold."""
        held = [entry for entry in self.entries if not entry.undone and (without is None or entry.key != without.key)]
        return sorted(held, key=lambda entry: entry.at)  # of one instant, the one said last is the last

    def state_at(self, at: Instant, *, without: Entry | None = None) -> Entry | None:
        """Whose word about the state holds at an instant."""
        words = [entry for entry in self.standing(without=without) if entry.state is not None and entry.at <= at]
        return words[-1] if words else None

    def state_after(self, at: Instant, *, without: Entry | None = None) -> Entry | None:
        """The next word about the state after an instant."""
        standing = self.standing(without=without)
        return next((entry for entry in standing if entry.state is not None and entry.at > at), None)

    def program_after(self, at: Instant, *, without: Entry | None = None) -> Entry | None:
        """The next entry after an instant that names a program."""
        standing = self.standing(without=without)
        return next((entry for entry in standing if entry.program is not None and entry.at > at), None)

    def taken_back(self, after: Instant, until: Instant | None, told: Callable[[Entry], bool]) -> list[Instant]:
        """Instants between at which something was told and taken back: what was said before was said anew there."""
        return sorted(
            {
                entry.at
                for entry in self.entries
                if entry.undone and told(entry) and entry.at > after and (until is None or entry.at < until)
            }
        )

    def program_at(self, at: Instant, *, without: Entry | None = None) -> str:
        """The program in force; "" where nobody named one."""
        named = [entry for entry in self.standing(without=without) if entry.program is not None and entry.at <= at]
        return named[-1].program or "" if named else ""


def book_of(notes: Iterable[SourceNote]) -> Book:
    """From notes of a source, newest first."""
    entries: dict[str, Entry] = {}
    undoings: dict[str, str] = {}
    for note in reversed(list(notes)):
        key = str(note.params.get("key", ""))
        if note.code.startswith(ENTERED):
            entries.setdefault(key, _entry(key, note))
        elif note.code.startswith(UNDONE):
            target = str(note.params.get("target", ""))
            undoings[key] = target
            if target in entries:
                entries[target] = replace(entries[target], undone=True)
    return Book(tuple(entries.values()), undoings)


def _entry(key: str, note: SourceNote) -> Entry:
    given = note.params
    state, program = given.get("state"), given.get("program")
    return Entry(
        key=key,
        author=str(given.get("author", "")),
        comment=str(given.get("comment", "")),
        said=Instant(int(given.get("said", note.at))),
        at=Instant(int(given.get("at", note.at))),
        state=next((doing for doing in Doing if doing.value == state), None),
        program=None if program is None else str(program),
        parts=_number(given.get("parts")),
        scrap=_number(given.get("scrap")),
        scrap_line=_number(given.get("scrap_line")),
    )


def _number(given: str | int | None) -> int | None:
    return None if given is None else int(given)
