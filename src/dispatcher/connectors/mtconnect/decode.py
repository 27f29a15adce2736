"""From documents to what the house takes: rows in sequence, declarations, assets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from dispatcher.connectors.sdk.mtconnect_xml import AssetsDocument, DeviceModel, StreamsDocument
from dispatcher.domain.instant import Instant
from dispatcher.ports.connector import Asset, Binding, ConfigRejected, Note, Rows

_NAMED = 20
"""So many rejected observations of one document are named; the rest is counted."""


def bound_devices(models: Sequence[DeviceModel], bindings: Iterable[Binding], *, url: str) -> dict[str, DeviceModel]:
    """The devices that are wanted, by the name the binding uses (name or uuid; "" = the only machine).

    Raises ConfigRejected where a device does not exist or "" is ambiguous; both name what there is.
    """
    machines = [model for model in models if not model.is_agent]
    known = ", ".join(model.device.name for model in machines)
    found: dict[str, DeviceModel] = {}
    for binding in bindings:
        if not binding.device:
            if len(machines) != 1:
                raise ConfigRejected("mtconnect_device_needed", url=url, known=known, machine=binding.machine)
            found[machines[0].device.name] = machines[0]
            continue
        named = [model for model in models if binding.device in {model.device.name, model.device.uuid}]
        if not named:
            raise ConfigRejected("mtconnect_device_unknown", url=url, device=binding.device, known=known)
        found[binding.device] = named[0]
    return found


def in_sequence(rows: Rows) -> Rows:
    """The rows in the order of their sequence: documents group them by component."""
    sequence = rows.sequence
    order = sorted(range(len(sequence)), key=sequence.__getitem__)
    return rows if order == list(range(len(sequence))) else _taken(rows, order)


def between(rows: Rows, first: int, following: int) -> Rows:
    """Only the rows with a sequence in [first, following), in order."""
    kept = [row for row, number in enumerate(rows.sequence) if first <= number < following]
    return _taken(rows, sorted(kept, key=rows.sequence.__getitem__))


def joined(left: Rows, right: Rows) -> Rows:
    """The rows of the left, then those of the right."""
    shift = len(left)
    return Rows(
        signal=left.signal + right.signal,
        source_at=left.source_at + right.source_at,
        sequence=left.sequence + right.sequence,
        num=left.num + right.num,
        text=left.text + right.text,
        rich={**left.rich, **{row + shift: value for row, value in right.rich.items()}},
    )


def _taken(rows: Rows, order: Sequence[int]) -> Rows:
    """These rows in this order."""
    if len(order) < 2:  # noqa: PLR2004 - an itemgetter of one gives no tuple
        return Rows(
            signal=[rows.signal[row] for row in order],
            source_at=[rows.source_at[row] for row in order],
            sequence=[rows.sequence[row] for row in order],
            num=[rows.num[row] for row in order],
            text=[rows.text[row] for row in order],
            rich={place: rows.rich[row] for place, row in enumerate(order) if row in rows.rich},
        )
    take, rich = itemgetter(*order), rows.rich
    return Rows(
        signal=list(take(rows.signal)),
        source_at=list(take(rows.source_at)),
        sequence=list(take(rows.sequence)),
        num=list(take(rows.num)),
        text=list(take(rows.text)),
        rich={place: rich[row] for place, row in enumerate(order) if row in rich} if rich else {},
    )


def asset_values(document: AssetsDocument, labels: Mapping[str, str], now: Instant) -> tuple[Asset, ...]:
    """The assets of the wanted devices. `labels`: uuid -> device as bound; an asset that names no device
    belongs to the only one, where there is only one. An asset without a time gets the document's, else `now`.
    """
    names = set(labels.values())
    only = next(iter(names)) if len(names) == 1 else None
    kept: list[Asset] = []
    for asset in document.assets:
        device = labels.get(asset.device) if asset.device else only
        if device is None:
            continue
        at = asset.at if asset.at is not None else document.header.created_at
        kept.append(
            Asset(
                device=device,
                asset_id=asset.asset_id,
                type=asset.type,
                at=now if at is None else at,
                removed=asset.removed,
                document=asset.document,
            )
        )
    return tuple(kept)


def notes_of(document: StreamsDocument) -> tuple[Note, ...]:
    """What was wrong with a document that could be read all the same."""
    notes: list[Note] = []
    if document.repaired:
        notes.append(Note(code="mtconnect_repaired", params={"sequence": document.header.next or 0}))
    notes.extend(
        Note(
            code="mtconnect_rejected",
            params={"reason": rejected.code, "item": rejected.item, "sequence": rejected.sequence},
        )
        for rejected in document.rejected[:_NAMED]
    )
    if len(document.rejected) > _NAMED:
        notes.append(Note(code="mtconnect_rejected_more", params={"count": len(document.rejected)}))
    return tuple(notes)
