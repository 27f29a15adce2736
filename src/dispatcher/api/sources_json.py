"""From sources, as the house knows them, to response models, in the reader's language and without secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dispatcher.api import render, setup_json
from dispatcher.api.schemas import source as schemas
from dispatcher.api.schemas.connectors import SettingField
from dispatcher.api.schemas.machine import MachineBody
from dispatcher.api.services import Services
from dispatcher.app.plant import SourceStatus
from dispatcher.app.sources.advice import advice
from dispatcher.app.sources.entries import MachineEntry, Origin, SourceEntry, bindings_of
from dispatcher.app.sources.gaps import Gap, Lacking
from dispatcher.app.sources.sealing import is_all_sealed, shown
from dispatcher.app.texts import Texts
from dispatcher.domain.errors import InvalidInput
from dispatcher.domain.signal import MachineId, SourceId
from dispatcher.ports.connector import ConfigRejected
from dispatcher.ports.kit import FieldType

_NOTHING = Lacking()


def source(services: Services, status: SourceStatus, lacking: Lacking | None, language: str) -> schemas.Source:
    """A source with everything that is known of it."""
    texts, lacks, paused = services.texts, lacking or _NOTHING, status.paused
    entry = services.sources.directory.sources.get(status.id)
    trade = services.sources.workshop.trade(status.connector)
    say = advice(status, services.clock.now(), texts.has)
    return schemas.Source(
        **dict(render.source(status, texts, language)),
        connector_title=texts.text(language, trade.title) if texts.has(trade.title) else status.connector,
        machines=list(dict.fromkeys(status.machines)),
        devices={} if entry is None else dict(entry.bindings),
        paused=paused is not None,
        paused_by="" if paused is None else paused.by,
        paused_reason="" if paused is None else paused.reason,
        paused_at=None if paused is None else paused.since,
        origin=Origin.FILE if entry is None else entry.origin,
        observations=status.observations,
        duplicates=status.duplicates,
        out_of_order=status.out_of_order,
        gaps_24h=lacks.count,
        gap_time_24h_us=lacks.time,
        abilities=list(trade.abilities),
        advice=texts.text(language, say.key, say.params) if say.key else "",
    )


def form(services: Services, connector: str, language: str) -> list[SettingField]:
    """The form of its settings; empty where the connector is not there any more."""
    try:
        kind = services.setup.kit.kind(connector)
    except ConfigRejected:
        return []
    return [setup_json.field(own, services.texts, language) for own in kind.settings]


def settings(given: Mapping[str, Any], fields: Sequence[SettingField]) -> dict[str, Any]:
    """What was set; of every secret whether there is one."""
    found: dict[str, Any] = dict(shown(given))
    for own in fields:
        if own.type is FieldType.SECRET:  # several of them are one field, too
            found[own.name] = {"secret": True, "set": is_all_sealed(given.get(own.name))}
    return found


def gap(given: Gap, texts: Texts, language: str) -> schemas.Gap:
    """A gap, its reason in the reader's words."""
    return schemas.Gap(
        machine=given.machine,
        start=given.start,
        end=given.end,
        code=given.code,
        params=render.params(given.params),
        text=texts.text(language, given.key, given.params),
    )


def entry(body: schemas.SourceBody, source: str | None = None) -> SourceEntry:
    """What was handed in. Raises InvalidInput `source_binding`, `entry_id_differs`."""
    _same_id(body.id, source)
    return SourceEntry(
        id=SourceId(body.id),
        connector=body.connector,
        bindings=bindings_of(body.id, body.machine, body.devices),
        settings=body.settings,
    )


def machine(body: MachineBody, known: str | None = None) -> MachineEntry:
    """What was handed in. Raises InvalidInput `entry_id_differs`."""
    _same_id(body.id, known)
    return MachineEntry(
        id=MachineId(body.id),
        name=body.name,
        site=body.site,
        area=body.area,
        line=body.line,
        kind=body.kind,
        manufacturer=body.manufacturer,
        model=body.model,
        profile=body.profile,
    )


def _same_id(given: str, known: str | None) -> None:
    if known is not None and given != known:
        raise InvalidInput("entry_id_differs", id=known, given=given)
