"""The plant's present, kept in memory: fed after each commit, tells the hub only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dispatcher.app.holding import Holding
from dispatcher.app.live import Freshness, FreshnessChanged, Hub, MachineChanged, MachineGone
from dispatcher.app.plant import MachineInfo, MachineSummary, Newest, Plant, SourceStatus
from dispatcher.domain.instant import SECOND, Instant, Micros
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.domain.state import PartsPatch, Track, TrackPatch
from dispatcher.domain.wall import day_of, midnight, zone_of
from dispatcher.ports.store import Journal

FRESHNESS: Micros = 2 * SECOND
"""How often a summary is published in which only the freshness of the data moved."""
SHOWN = (Track.STATE, Track.MODE, Track.PROGRAM, Track.ALARM)


class Board:
    """Summaries of all machines. Everything but `load` belongs to the event loop's thread."""

    def __init__(self, plant: Plant, hub: Hub, *, freshness: Micros = FRESHNESS) -> None:
        """An empty board; `load` fills it from the journal."""
        self._plant = plant
        self._hub = hub
        self._freshness = freshness
        self._sites = {info.id: plant.site_of(info).id for info in plant.machines}
        self._zones = {site.id: zone_of(site.time_zone) for site in plant.sites}
        self._bases = {kind.code: kind.base for kind in plant.states}
        self._held = {info.id: Holding(info, self._bases) for info in plant.machines}
        self._sources: dict[SourceId, SourceStatus] = {}
        self._of: dict[MachineId, list[SourceId]] = {info.id: [] for info in plant.machines}
        self._shown: dict[MachineId, tuple[MachineSummary, Instant]] = {}
        self._waiting: set[MachineId] = set()
        self._days: Mapping[str, Instant] | None = None

    def load(self, journal: Journal, now: Instant) -> None:
        """Take the present from the journal: spans in effect, parts since midnight. Blocks."""
        days = self._midnights(now)
        self._fill(self._held, journal, now)
        self._days = days
        self._shown = {machine: (self._summary(machine, days), now) for machine in self._held}

    def _fill(self, held: Mapping[MachineId, Holding], journal: Journal, now: Instant) -> None:
        days = self._midnights(now)
        machines = list(held)
        for span in journal.spans(machines, SHOWN, Interval(now, Instant(now + 1))):
            held[span.machine].take_span(span)
        for count in journal.part_counts(machines, Interval(min(days.values()), Instant(now + 1))):
            if count.at >= days[self._plant.site_of(held[count.machine].info).id]:
                held[count.machine].take_count(count)
        for machine, totals in journal.totals().items():
            if machine in held and totals.last_at is not None:
                last = totals.last_at
                held[machine].seen(last)
                if not held[machine].has_state:
                    for span in journal.spans([machine], [Track.STATE], Interval(last, Instant(last + 1))):
                        held[machine].ended(span)

    def read(self, info: MachineInfo, journal: Journal, now: Instant) -> Holding:
        """What the journal says of a machine that is not on the board. Any thread; blocks."""
        holding = Holding(info, self._bases)
        self._fill({info.id: holding}, journal, now)
        return holding

    def past(self, info: MachineInfo, journal: Journal, now: Instant) -> MachineSummary:
        """The summary of a former machine. Any thread; blocks."""
        return self.read(info, journal, now).summary([], self._midnights(now)[self._plant.site_of(info).id])

    def put(self, info: MachineInfo, holding: Holding | None, now: Instant) -> None:
        """A machine is on the board from now on (with what `read` found), or is described anew."""
        held = self._held.get(info.id)
        if held is not None:
            held.describe(info)
        elif holding is not None:
            self._held[info.id] = holding
            self._of[info.id] = [status.id for status in self._sources.values() if info.id in status.machines]
        self._sites[info.id] = self._plant.site_of(info).id
        self._publish({info.id}, now)

    def remove(self, machine: MachineId, now: Instant) -> None:
        """The machine is off the board."""
        if self._held.pop(machine, None) is None:
            return
        self._of.pop(machine, None)
        self._sites.pop(machine, None)
        self._shown.pop(machine, None)
        self._waiting.discard(machine)
        self._hub.publish(MachineGone(machine=machine), now)

    def forget(self, source: SourceId, now: Instant) -> None:
        """The source was removed."""
        status = self._sources.pop(source, None)
        if status is not None:
            machines = {machine for machine in status.machines if machine in self._of}
            for machine in machines:
                self._of[machine].remove(source)
            self._publish(machines, now)

    def apply(
        self,
        patches: Iterable[TrackPatch] = (),
        parts: Iterable[PartsPatch] = (),
        values: Mapping[MachineId, Mapping[str, Newest]] | None = None,
        sources: Iterable[SourceStatus] = (),
        *,
        now: Instant,
    ) -> None:
        """Take what was just committed and publish what changed by it.

        patches, parts: as stored, machines mixed, in the order stored. values: the newest value of
        each signal that came, by machine and signal key. sources: every status that changed.
        """
        touched = set(self._waiting)
        for patch in patches:
            if patch.machine in self._held:
                self._held[patch.machine].take_patch(patch, now)
                touched.add(patch.machine)
                self._hub.publish_patch(patch, now)
        for change in parts:
            if change.machine in self._held:
                self._held[change.machine].take_parts(change)
                touched.add(change.machine)
        for machine, newest in (values or {}).items():
            if machine in self._held:
                self._held[machine].take_values(newest)
                touched.add(machine)
                self._hub.publish_values(machine, newest, now)
        for status in sources:
            touched.update(self._take_source(status))
        self._publish(touched, now)

    def tick(self, now: Instant) -> None:
        """Time alone passed: a new day empties the part counts; held-back freshness is published."""
        self.apply(now=now)

    def summary(self, machine: MachineId, now: Instant) -> MachineSummary:
        """One machine as it is now."""
        return self._summary(machine, self._midnights(now))

    def summaries(self, now: Instant) -> list[MachineSummary]:
        """All machines in the order of the board."""
        days = self._midnights(now)
        return [self._summary(machine, days) for machine in self._held]

    def shown(self, now: Instant) -> list[MachineSummary]:
        """What was last published of each machine, in the order of the board: the board as it is at
        the hub's present number. The same object as long as nothing was published.
        """
        return [
            self._shown[machine][0] if machine in self._shown else self.summary(machine, now) for machine in self._held
        ]

    def newest(self, machine: MachineId) -> Mapping[str, Newest]:
        """The newest values that came since the start, by signal key."""
        held = self._held.get(machine)
        return {} if held is None else dict(held.newest)

    def sources(self, machine: MachineId) -> Sequence[SourceStatus]:
        """The machine's sources."""
        return tuple(self._sources[source] for source in self._of.get(machine, ()))

    def all_sources(self) -> Sequence[SourceStatus]:
        """Every source, by id."""
        return tuple(self._sources[source] for source in sorted(self._sources))

    def machine_ids(self) -> frozenset[MachineId]:
        """Every machine of the board."""
        return frozenset(self._held)

    def _midnights(self, now: Instant) -> Mapping[str, Instant]:
        """When the present day began, by site."""
        return {site: midnight(day_of(now, zone), zone) for site, zone in self._zones.items()}

    def _summary(self, machine: MachineId, days: Mapping[str, Instant]) -> MachineSummary:
        sources = [self._sources[source] for source in self._of[machine]]
        return self._held[machine].summary(sources, days[self._sites[machine]])

    def _take_source(self, status: SourceStatus) -> list[MachineId]:
        before = self._sources.get(status.id)
        if before == status:
            return []
        self._sources[status.id] = status
        for machine in before.machines if before else ():
            if machine in self._of and machine not in status.machines:
                self._of[machine].remove(status.id)
        for machine in status.machines:
            if machine in self._of and status.id not in self._of[machine]:
                self._of[machine].append(status.id)
        return [machine for machine in {*status.machines, *(before.machines if before else ())} if machine in self._of]

    def _publish(self, touched: set[MachineId], now: Instant) -> None:
        days = self._midnights(now)
        if days != self._days:
            before_days, self._days = self._days or {}, days
            begun = {site for site, day in days.items() if before_days.get(site) != day}
            touched |= {machine for machine in self._held if self._sites[machine] in begun}
        self._waiting = set()
        fresher: list[Freshness] = []
        for machine in self._held if len(touched) == len(self._held) else sorted(touched):
            summary = self._summary(machine, days)
            before, at = self._shown.get(machine, (None, now))
            if before == summary:
                continue
            if before is None or not _same_but_fresher(before, summary):
                self._shown[machine] = (summary, now)
                self._hub.publish(MachineChanged(summary=summary), now)
            elif now - at < self._freshness:
                self._waiting.add(machine)
            else:
                self._shown[machine] = (summary, now)
                fresher.append(_freshness(summary))
        if fresher:
            self._hub.publish(FreshnessChanged(machines=fresher), now)


def _freshness(summary: MachineSummary) -> Freshness:
    return Freshness(
        machine=summary.info.id,
        last_data_at=summary.last_data_at,
        last_contact_at=summary.last_contact_at,
        clock_skew=summary.clock_skew,
    )


def _same_but_fresher(before: MachineSummary, after: MachineSummary) -> bool:
    """Whether only the age of the data differs."""
    return after == replace(
        before,
        last_data_at=after.last_data_at,
        last_contact_at=after.last_contact_at,
        clock_skew=after.clock_skew,
    )
