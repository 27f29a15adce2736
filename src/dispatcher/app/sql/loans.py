"""What the house lends to questions: the plant as it is configured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dispatcher.app.plant import Plant
from dispatcher.app.sql.questions import Loan, loan
from dispatcher.ports.access import Permission

TEXT = "VARCHAR"


def plant_loans(plant: Plant) -> list[Loan]:
    """`machines` and `states`."""

    def machines() -> Sequence[Mapping[str, object]]:
        return [
            {
                "machine": info.id,
                "name": info.name,
                "area": info.area,
                "line": info.line,
                "kind": info.kind.value,
                "manufacturer": info.manufacturer,
                "model": info.model,
                "profile": info.profile,
                "site": plant.site_of(info).name,
                "zone": plant.site_of(info).time_zone,
            }
            for info in plant.machines
        ]

    def states() -> Sequence[Mapping[str, object]]:
        return [
            {"state": kind.code, "base": kind.base.value, "en": kind.words.get("en"), "ru": kind.words.get("ru")}
            for kind in plant.states
        ]

    return [
        loan(
            "machines",
            Permission.MACHINES_READ,
            machines,
            machine=TEXT,
            name=TEXT,
            area=TEXT,
            line=TEXT,
            kind=TEXT,
            manufacturer=TEXT,
            model=TEXT,
            profile=TEXT,
            site=TEXT,
            zone=TEXT,
        ),
        loan("states", Permission.MACHINES_READ, states, state=TEXT, base=TEXT, en=TEXT, ru=TEXT),
    ]
