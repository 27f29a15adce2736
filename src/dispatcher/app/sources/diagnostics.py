"""Everything that helps to find a source's fault, in one document that may be sent to anybody."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping

from dispatcher.app.discretion import hidden
from dispatcher.app.sources.entries import SourceEntry
from dispatcher.app.sources.gaps import gaps
from dispatcher.app.sources.sealing import shown
from dispatcher.domain.instant import DAY, Instant, format_instant
from dispatcher.domain.interval import Interval
from dispatcher.ports.store import Journal

SPAN = 7 * DAY
NOTES, GAPS = 500, 500


def document(
    journal: Journal,
    entry: SourceEntry,
    status: Mapping[str, object],
    *,
    version: str,
    now: Instant,
    since: Instant | None = None,
    secrets: Iterable[str] = (),
) -> str:
    """As JSON. Settings are shown without secrets, and should one stand anywhere else all the same (in what a peer
    answered, for instance), it is blotted out of the text. Blocks.
    """
    window = Interval(Instant(now - SPAN), now)
    machines = list(dict.fromkeys(entry.bindings.values()))
    signals = [stored for stored in journal.signals() if stored.source == entry.id]
    position = next((own for own in journal.positions() if own.source == entry.id), None)
    told = {
        "made_at": format_instant(now),
        "dispatcher": version,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
        "source": dict(status),
        "settings": shown(entry.settings),
        "position": None
        if position is None
        else {
            "cursor": None if position.cursor is None else dict(position.cursor),
            "session": position.session,
            "contact_at": format_instant(position.contact_at),
        },
        "signals": {machine: sum(own.machine == machine for own in signals) for machine in machines},
        "gaps": [
            {
                "machine": gap.machine,
                "start": format_instant(gap.start),
                "end": None if gap.end is None else format_instant(gap.end),
                "code": gap.code,
                "params": dict(gap.params),
            }
            for gap in gaps(journal, entry.id, machines, since, window, now)[:GAPS]
        ],
        "notes": [
            {"at": format_instant(note.at), "code": note.code, "params": dict(note.params)}
            for note in journal.notes(entry.id, Interval(window.start, Instant(now + 1)), NOTES)
        ],
    }
    text = json.dumps(told, ensure_ascii=False, indent=2, default=str)
    written = [json.dumps(secret, ensure_ascii=False)[1:-1] for secret in secrets]
    return hidden(text, written)
