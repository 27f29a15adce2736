"""Payloads of Sparkplug B as values: metrics with names or aliases, templates taken apart, compressed bodies. Pure."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dispatcher.connectors.sparkplug import messages
from dispatcher.connectors.sparkplug.datatypes import DataType, Plain, Value, datatype, read, write
from dispatcher.domain.instant import Instant
from dispatcher.domain.signal import DataSet

COMPRESSED = "SPBV1.0_COMPRESSED"
MAX_BODY = 16 * 1024 * 1024
"""Bytes of an unpacked body: what unpacks to more is a bomb."""
MAX_METRICS = 20_000
MAX_ROWS = 1_000
_DEPTH = 8
_AUTOMATIC = 47  # zlib finds out itself whether it is zlib or gzip
_GOOD = 192
_LATEST_MS = 4_102_444_800_000  # 2100: what is later is a mistake, and no time


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric. name: "" where it comes by alias only; at: its own time, or the payload's; good: its quality."""

    name: str
    alias: int | None
    at: Instant | None
    kind: DataType
    value: Value | DataSet
    historical: bool = False
    transient: bool = False
    good: bool = True
    units: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What one message carries."""

    at: Instant | None
    seq: int | None
    metrics: tuple[Metric, ...] = ()

    def number(self, name: str) -> int | None:
        """The whole number a metric of that name has."""
        for metric in self.metrics:
            if metric.name == name and isinstance(metric.value, int):
                return metric.value
        return None


def decode(data: bytes) -> Payload:
    """Raises ValueError for bytes that are no payload, are too much, or unpack to too much."""
    message = messages.parsed(data)
    if message.uuid == COMPRESSED:
        message = messages.parsed(_unpacked(message.body))
    at = _instant(message.timestamp) if message.HasField("timestamp") else None
    metrics = tuple(_metrics(message.metrics, at, "", 0))
    if len(metrics) > MAX_METRICS:
        problem = f"more than {MAX_METRICS} metrics"
        raise ValueError(problem)
    seq = message.seq if message.HasField("seq") else None
    return Payload(at=at, seq=None if seq is None else seq % 256, metrics=metrics)


def encode(payload: Payload, *, compressed: bool = False) -> bytes:
    """The bytes of a payload, for the little we send and for the simulator."""
    message = messages.new()
    if payload.at is not None:
        message.timestamp = payload.at // 1000
    if payload.seq is not None:
        message.seq = payload.seq
    for metric in payload.metrics:
        _write(message.metrics.add(), metric)
    data: bytes = message.SerializeToString()
    if not compressed:
        return data
    outer = messages.new()
    outer.uuid = COMPRESSED
    outer.body = zlib.compress(data)
    if payload.seq is not None:
        outer.seq = payload.seq
    packed: bytes = outer.SerializeToString()
    return packed


# ------------------------------------------------------------------------ reading


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(_AUTOMATIC)
    try:
        data = unpacker.decompress(body, MAX_BODY)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if unpacker.unconsumed_tail:
        problem = f"unpacks to more than {MAX_BODY} bytes"
        raise ValueError(problem)
    return data


def _instant(stamp: int) -> Instant | None:
    return Instant(stamp * 1000) if 0 < stamp < _LATEST_MS else None


def _metrics(raw: Iterable[Any], at: Instant | None, prefix: str, depth: int) -> Iterator[Metric]:
    for metric in raw:
        own = _instant(metric.timestamp) if metric.HasField("timestamp") else None
        alias = metric.alias if metric.HasField("alias") else None
        name = f"{prefix}{metric.name}"
        if metric.HasField("template_value") and not metric.is_null:
            yield Metric(name=name, alias=alias, at=own or at, kind=DataType.TEMPLATE, value=None)
            yield from _template(metric, own or at, name or by_alias(alias), depth)
            continue
        kind = datatype(metric.datatype)
        quality, units = _properties(metric)
        yield Metric(
            name=name,
            alias=alias,
            at=own or at,
            kind=kind,
            value=None if metric.is_null else _value(kind, metric),
            historical=metric.is_historical,
            transient=metric.is_transient,
            good=quality in {None, _GOOD},
            units=units,
            description=metric.metadata.description if metric.HasField("metadata") else "",
        )


def by_alias(alias: int | None) -> str:
    """What stands for the name of a template that came by its alias only; its members are below it."""
    return f"@{alias}"


def _template(metric: Any, at: Instant | None, name: str, depth: int) -> Iterator[Metric]:  # noqa: ANN401 - protobuf
    """An instance is the folder of its members. A definition says only what instances will look like: no value."""
    template = metric.template_value
    if template.is_definition or depth >= _DEPTH:
        return
    flags = {"historical": metric.is_historical, "transient": metric.is_transient}
    for member in _metrics(template.metrics, at, f"{name}/", depth + 1):
        marked = {key: getattr(member, key) or value for key, value in flags.items()}
        yield replace(member, **marked)
    for parameter in template.parameters:
        kind = datatype(parameter.type)
        value = read(kind, _raw(parameter))
        yield Metric(name=f"{name}/{parameter.name}", alias=None, at=at, kind=kind, value=value)


def _value(kind: DataType, metric: Any) -> Value | DataSet:  # noqa: ANN401 - protobuf
    field = metric.WhichOneof("value")
    if field == "dataset_value":
        return _table(metric.dataset_value)
    if kind is DataType.FILE:
        return metric.metadata.file_name or f"{len(metric.bytes_value)} B"
    return None if field is None else read(kind, getattr(metric, field))


def _raw(message: Any) -> Any:  # noqa: ANN401 - protobuf
    field = message.WhichOneof("value")
    return None if field is None else getattr(message, field)


def _table(dataset: Any) -> DataSet | None:  # noqa: ANN401 - protobuf
    """Rows by their number; None where headers and types do not belong together."""
    columns = list(dataset.columns)
    if len(columns) != len(dataset.types) or dataset.num_of_columns not in {0, len(columns)}:
        return None
    kinds = [datatype(number) for number in dataset.types]
    rows: dict[str, Mapping[str, float | str | None]] = {}
    for at, row in enumerate(dataset.rows[:MAX_ROWS]):
        cells = zip(columns, kinds, row.elements, strict=False)
        rows[str(at)] = {column: cell(read(kind, _raw(element))) for column, kind, element in cells}
    return DataSet(rows, reset="DATASET")


def cell(value: Value) -> float | str | None:
    """A value inside a table."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | bytes):
        return str(value)
    return value


def _properties(metric: Any) -> tuple[int | None, str]:  # noqa: ANN401 - protobuf
    """Quality (0 bad, 192 good, 500 stale) and the unit, where they are said."""
    if not metric.HasField("properties"):
        return None, ""
    found: dict[str, Plain] = {}
    for key, value in zip(metric.properties.keys, metric.properties.values, strict=False):
        if key in {"Quality", "quality", "engUnit"} and not value.is_null:
            plain = read(datatype(value.type), _raw(value))
            if isinstance(plain, int | str):
                found[key.casefold()] = plain
    quality = found.get("quality")
    return quality if isinstance(quality, int) else None, str(found.get("engunit", ""))


# ------------------------------------------------------------------------ writing


def _write(message: Any, metric: Metric) -> None:  # noqa: ANN401 - protobuf
    if metric.name:
        message.name = metric.name
    if metric.alias is not None:
        message.alias = metric.alias
    if metric.at is not None:
        message.timestamp = metric.at // 1000
    if metric.kind is not DataType.UNKNOWN:
        message.datatype = metric.kind
    message.is_historical = metric.historical
    message.is_transient = metric.transient
    if metric.value is None or isinstance(metric.value, DataSet):
        message.is_null = True
    else:
        field, raw = write(metric.kind, metric.value)
        setattr(message, field, raw)
    if not metric.good:
        message.properties.keys.append("Quality")
        quality = message.properties.values.add()
        quality.type, quality.int_value = int(DataType.INT32), 0
