"""A small plant, an engine over a listed account, and one day whose figures are known by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dispatcher.app.figures.engine import Engine, Figure, Group, Request
from dispatcher.app.figures.ranges import exact
from dispatcher.app.figures.selection import Filters, Range
from dispatcher.app.figures.shelf import Shelf
from dispatcher.app.plant import MachineInfo, PartsSource, Plant, Site, standard_states
from dispatcher.app.versions import wrap
from dispatcher.domain.instant import DAY, Instant
from dispatcher.domain.interval import Interval
from dispatcher.domain.signal import MachineId
from dispatcher.stores.memory.settings import MemorySettings
from tests.support.account import M1, MIDNIGHT, ListedAccount

M2, M3 = MachineId("m2"), MachineId("m3")
THE_DAY = Interval(MIDNIGHT, Instant(MIDNIGHT + DAY))
NOW = Instant(MIDNIGHT + 7 * DAY)

PLANT = Plant(
    site=Site(name="Works", time_zone="UTC"),
    machines=(
        MachineInfo(id=M2, name="Second", area="Shop 1", line="A", parts=PartsSource.COUNTER),
        MachineInfo(id=M1, name="First", area="Shop 1", line="A", parts=PartsSource.COUNTER),
        MachineInfo(id=M3, name="Third", area="Shop 2", parts=PartsSource.NONE),
    ),
    states=standard_states(),
)

REPORTED: Mapping[str, Any] = {"scrap": "reported", "norms_at_least": 1.0, "late_after_s": 1800}


def settings_with(documents: Mapping[tuple[str, str], Mapping[str, Any]] | None = None) -> MemorySettings:
    settings = MemorySettings()
    for (kind, key), body in {("figures", "plant"): REPORTED, **(documents or {})}.items():
        settings.put(kind, key, wrap(body, None), at=Instant(0), author="")
    return settings


def engine(account: ListedAccount, settings: MemorySettings | None = None, plant: Plant = PLANT) -> Engine:
    return Engine(plant, account, Shelf.of(settings or settings_with()), NOW)


def ask(
    account: ListedAccount,
    *kpis: str,
    group_by: tuple[str, ...] = (),
    given: Range | None = None,
    filters: Filters | None = None,
    settings: MemorySettings | None = None,
    plant: Plant = PLANT,
) -> list[Group]:
    filters = filters or Filters(machines=("m1",))
    machines = [info.id for info in filters.chosen(plant)]
    request = Request(kpis=kpis, group_by=group_by, given=given or exact(THE_DAY, machines), filters=filters)
    return engine(account, settings, plant).figures(request)


def one(account: ListedAccount, kpi: str, **asked: Any) -> Figure:
    """The figure of a question with one answer."""
    (group,) = ask(account, kpi, **asked)
    (figure,) = group.figures
    return figure


def without_counter(plant: Plant = PLANT) -> Plant:
    """The plant whose machines count nothing."""
    return replace(plant, machines=tuple(replace(info, parts=PartsSource.NONE) for info in plant.machines))
