"""Forms: the fields of a settings model as people fill them in. One declaration, so form and parser cannot disagree."""

from __future__ import annotations

import types
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from dispatcher.connectors.sdk.mapping import Entry
from dispatcher.ports.kit import FieldType, FormField

_PLAIN: Mapping[type, FieldType] = {
    bool: FieldType.BOOLEAN,
    int: FieldType.INTEGER,
    float: FieldType.NUMBER,
    str: FieldType.TEXT,
    SecretStr: FieldType.SECRET,
    Path: FieldType.PATH,
}


def form(model: type[BaseModel], prefix: str) -> tuple[FormField, ...]:
    """The fields in the order they are declared; `prefix` stands before the locale keys of those that name none."""
    return tuple(_field(info.alias or name, info, prefix) for name, info in model.model_fields.items())


def _field(name: str, info: FieldInfo, prefix: str) -> FormField:
    said = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    own = f"entry.{name}" if name in Entry.model_fields else f"{prefix}.{name}"
    key = str(said.get("title_key", own))
    bare = _bare(info.annotation)
    kind, inner = _kind(bare)
    secret = SecretStr in (bare, *map(_bare, get_args(bare)))
    least, most = _limits(info.metadata, whole=kind is FieldType.INTEGER)
    return FormField(
        name=name,
        title=key,
        help=f"{key}.help",
        type=kind,
        secret=secret,
        required=info.is_required(),
        default=None if info.is_required() else _json(info.get_default(call_default_factory=True)),
        unit=str(said.get("unit", "")),
        example=str(said.get("example", "")),
        choices=_choices(bare),
        minimum=least,
        maximum=most,
        columns=() if inner is None else form(inner, f"{prefix}.{name}"),
    )


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - an annotation may be anything
    """Without `| None` and `Annotated`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        return _bare(parts[0]) if len(parts) == 1 else str
    return annotation


def _kind(bare: Any) -> tuple[FieldType, type[BaseModel] | None]:  # noqa: ANN401 - as above
    """The type of field, and the model of its rows."""
    origin = get_origin(bare) or bare
    if origin is Literal:
        return FieldType.CHOICE, None
    if not isinstance(origin, type):
        return FieldType.TEXT, None
    if issubclass(origin, Enum):
        return FieldType.CHOICE, None
    for plain, kind in _PLAIN.items():
        if issubclass(origin, plain):
            return kind, None
    if issubclass(origin, Mapping):
        return FieldType.MAP, None
    if issubclass(origin, Sequence | frozenset | set):
        row = _bare(next(iter(get_args(bare)), str))
        if isinstance(row, type) and issubclass(row, BaseModel):
            return FieldType.TABLE, row
        if row is SecretStr:
            return FieldType.SECRET, None
        return FieldType.LIST, None
    return FieldType.TEXT, None


def _choices(bare: Any) -> tuple[str, ...]:  # noqa: ANN401 - as above
    if get_origin(bare) is Literal:
        return tuple(str(choice) for choice in get_args(bare))
    if isinstance(bare, type) and issubclass(bare, Enum):
        return tuple(str(choice.value) for choice in bare)
    return ()


def _limits(metadata: Sequence[object], *, whole: bool) -> tuple[float | None, float | None]:
    """The least and the greatest number allowed. A limit that is excluded itself is moved by one where numbers are
    whole; elsewhere the parser has the last word.
    """
    least: float | None = None
    most: float | None = None
    for item in metadata:
        match item:
            case annotated_types.Ge(ge=limit) if isinstance(limit, int | float):
                least = limit
            case annotated_types.Gt(gt=limit) if isinstance(limit, int | float):
                least = limit + whole
            case annotated_types.Le(le=limit) if isinstance(limit, int | float):
                most = limit
            case annotated_types.Lt(lt=limit) if isinstance(limit, int | float):
                most = limit - whole
            case _:
                pass
    return least, most


def _json(value: object) -> Any:  # noqa: ANN401 - whatever JSON can say
    """A default as JSON would write it; a secret has none."""
    match value:
        case SecretStr() | None:
            return None
        case Enum():
            return value.value
        case bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(name): _json(item) for name, item in value.items()}
        case BaseModel():
            return value.model_dump(mode="json")
        case list() | tuple() | set() | frozenset():
            return [_json(item) for item in value]
        case _:
            return str(value)
