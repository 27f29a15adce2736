"""Between the library's values and ours; with `client` the only place that knows the library. No input or output."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncua import ua

from dispatcher.connectors.opcua.model import EVENT_FIELDS, Happening, Item, Notice, Reading, Ref, Scalar
from dispatcher.connectors.opcua.namespaces import Namespaces, named
from dispatcher.domain.instant import Instant, format_instant, from_datetime

_PLAIN = frozenset({float, int, str, bool, bytes})
_NO_TIME = -11_644_473_600_000_000
"""The protocol's "no time" is 1601-01-01."""
_YEAR_9999 = 253_370_764_800_000_000
MACHINE_TOOL = "http://opcfoundation.org/UA/MachineTool/"
_ALERT_TYPE = named(MACHINE_TOOL, "i=39")
_CONDITION_FIELDS = frozenset({"condition", "name", "branch", "retain", "enabled"})
_ALARM_FIELDS = frozenset({"active", "suppressed"})


def micros(moment: datetime | None) -> int | None:
    """The instant; None for none, and for the protocol's "no time" (1601) and "no end" (9999)."""
    if moment is None:
        return None
    at = from_datetime(moment)
    return at if _NO_TIME < at < _YEAR_9999 else None


def plain(value: object, names: Namespaces) -> Scalar | tuple[Scalar | None, ...] | None:
    """A value without the library's classes, times as stamps; None for structures."""
    if value is None or type(value) in _PLAIN:
        return value  # type: ignore[return-value]  # the set of types was looked at
    if isinstance(value, ua.NodeId):
        return lasting(value, names)
    if isinstance(value, list):
        return tuple(_one(plain(item, names)) for item in value[:_MOST_ELEMENTS])
    for kind, said in _SAID.items():
        if isinstance(value, kind):
            return said(value)
    return None


_SAID: Mapping[type, Callable[[Any], Scalar | None]] = {
    ua.LocalizedText: lambda value: value.Text or "",
    ua.QualifiedName: lambda value: value.Name or "",
    ua.StatusCode: lambda value: str(value.name),
    datetime: lambda value: None if (at := micros(value)) is None else format_instant(Instant(at)),
    bool: bool,
    int: int,
    float: float,
    str: str,
    bytes: bytes,
    UUID: str,
}
"""Classes of the library, and subclasses of plain ones, as plain values."""
_MOST_ELEMENTS = 10_000


def _one(value: Scalar | tuple[Scalar | None, ...] | None) -> Scalar | None:
    return None if isinstance(value, tuple) else value


def reading(value: ua.DataValue, names: Namespaces, *, kind: bool = False) -> Reading:
    """kind: also name the type, for people."""
    variant = value.Value
    status = value.StatusCode
    return Reading(
        value=None if variant is None else plain(variant.Value, names),
        status=0 if status is None else status.value,
        source_at=micros(value.SourceTimestamp),
        server_at=micros(value.ServerTimestamp),
        kind=variant.VariantType.name if kind and variant is not None else "",
    )


def lasting(node: ua.NodeId, names: Namespaces) -> str:
    """`nsu=…;…`; "" for the null node."""
    if node.is_null():
        return ""
    uri = getattr(node, "NamespaceUri", None)
    text = ua.NodeId(node.Identifier, node.NamespaceIndex).to_string()
    if uri:
        return named(uri, text.rpartition(";")[2] if node.NamespaceIndex else text)
    return names.lasting(text)


def node_id(wire: str) -> ua.NodeId:
    """Of `ns=…;…`. Raises ValueError for what the library cannot read."""
    try:
        return ua.NodeId.from_string(wire)
    except ua.UaError as error:
        raise ValueError(str(error)) from error


def ref(found: ua.ReferenceDescription, names: Namespaces) -> Ref:
    """A node seen while browsing."""
    name = found.BrowseName
    uri = names.uris[name.NamespaceIndex] if name.NamespaceIndex < len(names.uris) else ""
    return Ref(
        node=lasting(found.NodeId, names),
        name=(uri, name.Name or ""),
        title=found.DisplayName.Text or name.Name or "",
        variable=found.NodeClass == ua.NodeClass.Variable,
        type=lasting(found.TypeDefinition, names),
    )


# ---------------------------------------------------------------- subscriptions


def monitored(item: Item, names: Namespaces) -> ua.MonitoredItemCreateRequest:
    """What the server is asked to watch."""
    request = ua.MonitoredItemCreateRequest()
    request.ItemToMonitor.NodeId = node_id(item.node)
    request.MonitoringMode = ua.MonitoringMode.Reporting
    asked = ua.MonitoringParameters()
    asked.ClientHandle = item.handle
    asked.QueueSize = item.queue
    asked.DiscardOldest = True
    if item.sampling_ms is None:
        request.ItemToMonitor.AttributeId = ua.AttributeIds.EventNotifier
        asked.SamplingInterval = 0.0
        asked.Filter = _event_filter(names)
    else:
        request.ItemToMonitor.AttributeId = ua.AttributeIds.Value
        asked.SamplingInterval = float(item.sampling_ms)
        filtered = ua.DataChangeFilter()
        # Not by the time stamp: many servers stamp every look at a value that has not changed.
        filtered.Trigger = ua.DataChangeTrigger.StatusValue
        asked.Filter = filtered
    request.RequestedParameters = asked
    return request


def _selected(names: Namespaces) -> list[tuple[str, ua.SimpleAttributeOperand]]:
    """Our field names and the server's, as far as it has the namespace."""
    selected = []
    for field, path in EVENT_FIELDS.items():
        wanted = [step.removeprefix("mt:") for step in path]
        foreign = any(step.startswith("mt:") for step in path)
        if foreign and MACHINE_TOOL not in names:
            continue
        operand = ua.SimpleAttributeOperand()
        operand.AttributeId = ua.AttributeIds.Value if path else ua.AttributeIds.NodeId
        index = names.uris.index(MACHINE_TOOL) if foreign else 0
        operand.BrowsePath = [ua.QualifiedName(step, index) for step in wanted]
        if field in _CONDITION_FIELDS:
            operand.TypeDefinitionId = ua.NodeId(ua.ObjectIds.ConditionType)
        elif field in _ALARM_FIELDS:
            operand.TypeDefinitionId = ua.NodeId(ua.ObjectIds.AlarmConditionType)
        elif field == "code":
            operand.TypeDefinitionId = node_id(names.wire(_ALERT_TYPE) or "i=2915")
        else:
            operand.TypeDefinitionId = ua.NodeId(ua.ObjectIds.BaseEventType)
        selected.append((field, operand))
    return selected


def _event_filter(names: Namespaces) -> ua.EventFilter:
    chosen = ua.EventFilter()
    chosen.SelectClauses = [operand for _, operand in _selected(names)]
    return chosen


class Notifications:
    """Reads what a server publishes."""

    def __init__(self, names: Namespaces) -> None:
        self._names = names
        self._fields = [field for field, _ in _selected(names)]

    def notice(self, message: ua.NotificationMessage) -> tuple[Notice, int | None]:
        """The notice, and the status of a subscription that the server has ended."""
        notice, ended = Notice(published_at=micros(message.PublishTime)), None
        for data in message.NotificationData or ():
            if isinstance(data, ua.DataChangeNotification):
                notice.changes += [
                    (item.ClientHandle, reading(item.Value, self._names)) for item in data.MonitoredItems
                ]
            elif isinstance(data, ua.EventNotificationList):
                notice.events += [self._happening(event) for event in data.Events]
            elif isinstance(data, ua.StatusChangeNotification):
                ended = data.Status.value
        return notice, ended

    def _happening(self, event: ua.EventFieldList) -> Happening:
        values: Sequence[ua.Variant] = event.EventFields
        fields: Mapping[str, Scalar | None] = {
            field: micros(variant.Value)
            if isinstance(variant.Value, datetime)
            else _one(plain(variant.Value, self._names))
            for field, variant in zip(self._fields, values, strict=False)
        }
        return Happening(event.ClientHandle, fields)
