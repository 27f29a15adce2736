"""What a report is made of: where it reads, what was asked, and the words it speaks with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from dispatcher.app.figures.desk import Desk, When
from dispatcher.app.figures.engine import Figure
from dispatcher.app.figures.selection import Filters, Range
from dispatcher.app.plant import Plant
from dispatcher.app.reasons.tree import ReasonBook
from dispatcher.app.reports.document import Block, Cell, Document, Fact, Kind, Missing, Note, Tone
from dispatcher.app.reports.formats import Formats
from dispatcher.app.texts import Texts
from dispatcher.domain.account import TimeClass
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.kpi import Unit
from dispatcher.domain.signal import MachineId
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.store import Journal

MACHINE_DAYS = 3500
"""What a report that goes through single stretches looks at: machines times days."""
KINDS = {Unit.RATIO: Kind.RATIO, Unit.DURATION: Kind.DURATION, Unit.COUNT: Kind.COUNT, Unit.RATE: Kind.NUMBER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Everything reports read. All of it blocks."""

    plant: Plant
    desk: Desk
    journal: Journal
    corrections: CorrectionLog
    book: Callable[[], ReasonBook]
    texts: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question for a report. `options`: those its kind knows, already checked."""

    when: When
    filters: Filters
    language: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sheet:
    """A report in the making: the readers, the question, and the words in its language."""

    readers: Readers
    ask: Ask
    code: str
    given: Range = field(init=False)
    now: Instant = field(init=False)
    blocks: list[Block] = field(default_factory=list)
    _book: ReasonBook | None = None

    def __post_init__(self) -> None:
        """Find the range. Raises NotFound `machine_unknown`, InvalidInput `scope_empty`."""
        self.given = self.readers.desk.given(self.ask.when, self.ask.filters)
        self.now = self.readers.desk.clock.now()

    # ------------------------------------------------------------------ words

    def say(self, key: str, /, **params: object) -> str:
        """A text of the topic `reports`."""
        return self.readers.texts.text(self.ask.language, f"reports.{key}", params)

    def words(self, words: Mapping[str, str], code: str) -> str:
        """The word of the language, else of the other one, else the code."""
        return words.get(self.ask.language) or words.get("en") or code

    def machine(self, machine: str) -> str:
        """The name of a machine."""
        return self.readers.plant.machine(machine).name

    def state(self, code: str) -> str:
        """The word of a state."""
        return next(
            (self.words(kind.words, code) for kind in self.readers.plant.states if kind.code == code), code or "–"
        )

    def time_class(self, code: TimeClass) -> str:
        """How time counts."""
        return self.say(f"class.{code.value}")

    def reason(self, code: str, at: Instant | None = None) -> str:
        """The word of a reason as the tree said at the instant; "without a reason" for none."""
        if not code:
            return self.say("no_reason")
        if self._book is None:
            self._book = self.readers.book()
        reason = self._book.reason(code, self.end if at is None else at)
        return code if reason is None else self.words(reason.words, code)

    def color(self, code: str) -> str:
        """The colour token of a reason."""
        if self._book is None:
            self._book = self.readers.book()
        reason = self._book.reason(code, self.end) if code else None
        return "reason-none" if reason is None else reason.color

    def why(self, code: str | None) -> Missing:
        """Why there is no value."""
        text = self.readers.texts.text(self.ask.language, f"figures.why.{code}")
        return Missing(self.say("not_available", why=text))

    @property
    def formats(self) -> Formats:
        """How values are written."""
        return Formats(self.ask.language, ZoneInfo(self.readers.plant.site.time_zone))

    # ---------------------------------------------------------------- figures

    def value(self, figure: Figure) -> Cell:
        """A figure as a cell."""
        return self.why(figure.why) if figure.value is None else figure.value

    def fact(self, figure: Figure) -> Fact:
        """A figure in large, with its target."""
        book = self.readers.desk.shelf().book_at(self.end)
        definition = book.kpis[figure.kpi]
        note = "" if figure.target is None else self.say("target", target=f"{figure.target * 100:g}")
        return Fact(
            title=self.words(definition.words, figure.kpi),
            kind=KINDS[figure.unit],
            value=self.value(figure),
            status=figure.status.value,
            note=note if figure.unit is Unit.RATIO else "",
        )

    def kpi(self, code: str) -> str:
        """The word of a figure."""
        return self.words(self.readers.desk.shelf().book_at(self.end).kpis[code].words, code)

    def trust(self, figure: Figure) -> None:
        """Say how far the figures go."""
        trust = figure.trust
        if trust.pending:
            self.note(self.say("trust.pending", count=trust.pending), Tone.WARN)
        for name, share, best in (
            ("observed", trust.observed, 1.0),
            ("unexplained", trust.unexplained, 0.0),
            ("late", trust.late, 0.0),
            ("normed", trust.normed, 1.0),
        ):
            if share is not None and share != best:
                self.note(self.say(f"trust.{name}", share=self.formats.number(share * 100, 1)), Tone.WARN)

    # ------------------------------------------------------------------- frame

    @property
    def end(self) -> Instant:
        """The last instant asked about that was."""
        return Instant(max(self.given.shown.start, min(self.given.shown.end, self.now) - 1))

    @property
    def machines(self) -> tuple[MachineId, ...]:
        """The machines asked about, in the order of the plant."""
        return tuple(info.id for info in self.ask.filters.chosen(self.readers.plant))

    @property
    def past(self) -> Interval:
        """The range as far as it was; never empty."""
        window = self.given.shown
        return Interval(window.start, Instant(max(window.start + 1, min(window.end, self.now))))

    def narrow(self) -> None:
        """Refuse what would go through too many stretches. Raises InvalidInput `report_too_long`."""
        if self.past.length * len(self.machines) > MACHINE_DAYS * DAY:
            raise InvalidInput("report_too_long", limit=MACHINE_DAYS)

    def add(self, *blocks: Block) -> None:
        """Put blocks at the end."""
        self.blocks.extend(blocks)

    def note(self, text: str, tone: Tone = Tone.INFO) -> None:
        """Put a sentence at the end."""
        self.blocks.append(Note(text, tone))

    def document(self, *, wide: bool = False) -> Document:
        """The finished report."""
        plant = self.readers.plant
        return Document(
            code=self.code,
            title=self.say(f"{self.code}.title"),
            site=plant.site.name,
            zone=plant.site.time_zone,
            language=self.ask.language,
            window=self.given.shown,
            scope=self._scope(),
            made_at=self.now,
            blocks=tuple(self.blocks),
            wide=wide,
        )

    def _scope(self) -> str:
        filters = self.ask.filters
        named = [self.machine(machine) for machine in filters.machines]
        parts = [
            (", ".join(named[:6]) + (f" … ({len(named)})" if len(named) > 6 else "")) if named else "",  # noqa: PLR2004
            filters.area,
            filters.line,
            self.say("scope.shift", shift=filters.shift) if filters.shift else "",
            self.say("scope.team", team=filters.team) if filters.team else "",
            self.say("scope.program", program=filters.program or "–") if filters.program is not None else "",
        ]
        return " · ".join(part for part in parts if part) or self.say("scope.all")
