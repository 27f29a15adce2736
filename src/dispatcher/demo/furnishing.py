"""Furnishes the demo plant's house with what its office and its people know."""

from __future__ import annotations

from collections.abc import Mapping

from dispatcher.app.norms.writing import put
from dispatcher.app.versions import wrap
from dispatcher.demo import office
from dispatcher.demo.people import People
from dispatcher.demo.plant import Plant
from dispatcher.domain.instant import Instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.corrections import CorrectionLog
from dispatcher.ports.norms import Norms
from dispatcher.ports.store import Settings

AUTHOR = "demo"


def furnish(settings: Settings, norms: Norms, plant: Plant, now: Instant) -> None:
    """Put the office's documents in force from ever; what somebody has set already stays as it is."""
    documents: dict[tuple[str, str], Mapping[str, object]] = {
        **{("calendar", code): body for code, body in office.calendars().items()},
        ("calendar-assignment", "plant"): office.assignments(),
        ("figures", "plant"): office.figure_settings(),
        ("stops", "plant"): office.stop_settings(),
        ("targets", "plant"): office.targets(),
    }
    for (kind, key), body in documents.items():
        if not settings.history(kind, key):
            settings.put(kind, key, wrap(body, None), at=now, author=AUTHOR)
    if not norms.count():
        put(norms, office.norms(plant), at=now, author=AUTHOR)


def hear(people: People, log: CorrectionLog, window: Interval) -> int:
    """Write down what people enter in the window; what was heard before changes nothing. How many lines they are."""
    said = people.said(window)
    if said:
        log.append(said)
    return len(said)
