"""What the board holds of one machine, and how a summary is made of it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Mapping, Sequence
from operator import attrgetter

from dispatcher.app.plant import (
    AlarmNow,
    AlarmsNow,
    LinkState,
    MachineInfo,
    MachineSummary,
    ModeNow,
    Newest,
    NoDataReason,
    PartsNow,
    PartsSource,
    ProgramNow,
    SourceStatus,
    StateNow,
)
from dispatcher.domain.instant import Instant, Micros
from dispatcher.domain.signal import Level
from dispatcher.domain.state import BaseState, PartCount, PartsPatch, Span, Track, TrackPatch

NOT_CONFIGURED = "counter:not_configured"
"""End of the rule of a zero part count that says: the counter stands still while cycles complete."""

_at = attrgetter("at")


class Holding:
    """The spans in effect, the counts of the day, and the newest values of one machine."""

    def __init__(self, info: MachineInfo, bases: Mapping[str, BaseState]) -> None:
        """Nothing seen yet. `bases`: state code -> base state."""
        self.info = info
        self.newest: dict[str, Newest] = {}
        self._bases = bases
        self._spans: dict[Track, Span] = {}
        self._alarms: dict[tuple[Instant, str], Span] = {}
        self._counts: list[PartCount] = []
        self._counted = info.parts is not PartsSource.NONE
        self._last_data_at: Instant | None = None
        self._gone_since: Instant | None = None

    @property
    def has_state(self) -> bool:
        """Whether a state is in effect."""
        return Track.STATE in self._spans

    def take_span(self, span: Span) -> None:
        """A stored span that is in effect."""
        if span.track is Track.ALARM:
            self._alarms[span.start, span.value] = span
        elif span.track not in self._spans or span.start >= self._spans[span.track].start:
            self._spans[span.track] = span

    def ended(self, span: Span) -> None:
        """The last stored state, over by now: what comes after it is not covered."""
        self._gone_since = span.end

    def take_count(self, count: PartCount) -> None:
        """A stored part count."""
        self._counted = True
        insort(self._counts, count, key=_at)

    def seen(self, at: Instant) -> None:
        """There is data of that instant."""
        self._last_data_at = at if self._last_data_at is None else max(self._last_data_at, at)

    def take_patch(self, patch: TrackPatch, now: Instant) -> None:
        """Spans whose start lies in the patch go; of the new ones keep those in effect."""
        if patch.track is Track.ALARM:
            for key in [key for key in self._alarms if _inside(key[0], patch.start, patch.end)]:
                del self._alarms[key]
        elif patch.track in self._spans and _inside(self._spans[patch.track].start, patch.start, patch.end):
            gone = self._spans.pop(patch.track)
            if patch.track is Track.STATE:
                self._gone_since = max((s.end for s in patch.spans if s.end is not None), default=gone.start)
        for span in patch.spans:
            if span.start <= now and (span.end is None or span.end > now):
                self.take_span(span)

    def take_parts(self, patch: PartsPatch) -> None:
        """Replace the counts of the patch's window."""
        self._counts = [count for count in self._counts if not _inside(count.at, patch.start, patch.end)]
        for count in patch.counts:
            self.take_count(count)

    def take_values(self, values: Mapping[str, Newest]) -> None:
        """Keep each value that is not older than the one held."""
        if not values:
            return
        instants = [value.at for value in values.values()]
        if self._last_data_at is None or min(instants) >= self._last_data_at:
            self.newest.update(values)
        else:
            for key, value in values.items():
                held = self.newest.get(key)
                if held is None or value.at >= held.at:
                    self.newest[key] = value
        self.seen(max(instants))

    def summary(self, sources: Sequence[SourceStatus], day: Instant) -> MachineSummary:
        """All the board says; counts before `day` are let go. Of paused sources only the pause is told."""
        working = [source for source in sources if source.paused is None]
        paused, sources = bool(sources) and not working, working or sources
        return MachineSummary(
            info=self.info,
            state=self._state(paused=paused),
            mode=self._mode(),
            program=self._program(),
            alarms=self._active(),
            parts=self._parts(day),
            last_data_at=self._last_data_at,
            last_contact_at=max((s.last_contact_at for s in sources if s.last_contact_at is not None), default=None),
            link=link_of([source.link for source in sources]),
            clock_skew=_worst_skew(sources),
        )

    def describe(self, info: MachineInfo) -> None:
        """The machine is described anew; what was seen of it stays."""
        self._counted = self._counted or info.parts is not PartsSource.NONE
        self.info = info

    def _state(self, *, paused: bool) -> StateNow:
        span = self._spans.get(Track.STATE)
        if span is None:
            never = self._last_data_at is None
            reason = NoDataReason.NEVER_SEEN if never else NoDataReason.NOT_COVERED
            reason = NoDataReason.PAUSED if paused else reason
            since = None if never else self._gone_since
            return StateNow(
                code=BaseState.NO_DATA.value, base=BaseState.NO_DATA, since=since, rule="", reason=reason.value
            )
        base = self._bases.get(span.value, BaseState.NO_DATA)
        reason_text = str(span.detail.get("reason") or NoDataReason.NOT_COVERED.value)
        reason_text = NoDataReason.PAUSED.value if paused else reason_text
        return StateNow(
            code=span.value,
            base=base,
            since=span.start,
            rule=span.rule,
            reason=reason_text if base is BaseState.NO_DATA else None,
        )

    def _mode(self) -> ModeNow:
        span = self._spans.get(Track.MODE)
        return ModeNow() if span is None else ModeNow(code=span.value, since=span.start)

    def _program(self) -> ProgramNow | None:
        span = self._spans.get(Track.PROGRAM)
        return None if span is None or not span.value else ProgramNow(name=span.value, since=span.start)

    def _active(self) -> AlarmsNow:
        faults = [span for span in self._alarms.values() if span.detail.get("level") == Level.FAULT]
        warnings = [span for span in self._alarms.values() if span.detail.get("level") == Level.WARNING]
        first = min(faults or warnings, key=lambda span: (span.start, span.value), default=None)
        return AlarmsNow(
            fault=len(faults),
            warning=len(warnings),
            first=None
            if first is None
            else AlarmNow(
                code=str(first.detail.get("code") or first.value),
                message=str(first.detail.get("message") or ""),
                since=first.start,
            ),
        )

    def _parts(self, day: Instant) -> PartsNow:
        if self._counts and self._counts[0].at < day:
            self._counts = [count for count in self._counts if count.at >= day]
        made = sum(count.parts for count in self._counts)
        doubted = made == 0 and any(count.rule.endswith(NOT_CONFIGURED) for count in self._counts)
        inferred = self.info.parts is PartsSource.INFERRED or any(count.inferred for count in self._counts)
        counted = self._counted or bool(self._counts)  # other rules may count since the start
        return PartsNow(count=made if counted and not doubted else None, inferred=inferred, since=day)


def link_of(links: Sequence[LinkState]) -> LinkState:
    """The link of a machine with several sources: the one somebody should look at."""
    if all(link is LinkState.NEVER for link in links):
        return LinkState.NEVER
    if LinkState.DOWN in links or LinkState.NEVER in links:
        return LinkState.DOWN
    return LinkState.FLAPPING if LinkState.FLAPPING in links else LinkState.UP


def _worst_skew(sources: Sequence[SourceStatus]) -> Micros | None:
    return max((s.clock_skew for s in sources if s.clock_skew is not None), key=abs, default=None)


def _inside(at: Instant, start: Instant, end: Instant | None) -> bool:
    return at >= start and (end is None or at < end)
