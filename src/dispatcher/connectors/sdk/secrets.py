"""Where the secrets of a connector's settings are: found by the model, never by the look of a value."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretBytes, SecretStr
from pydantic.fields import FieldInfo

from dispatcher.ports.connector import ConfigRejected

Change = Callable[[str, Any], Any]
"""(place, value) -> what stands there instead; place as `signals.0.password`."""

SECRET_SIZE = 65_536
"""Longest file that may hold one secret, bytes."""


def is_secret(field: FieldInfo) -> bool:
    """Whether a field of settings is a secret, or a list or table of them."""
    extra = field.json_schema_extra
    told = isinstance(extra, dict) and bool(extra.get("secret"))
    return told or any(part in (SecretStr, SecretBytes) for part in _parts(field.annotation))


def with_secrets(model: type[BaseModel], values: Mapping[str, Any], change: Change) -> dict[str, Any]:
    """The values as they came, each secret in them replaced by `change`. Nothing is validated."""
    return _walk(model, values, change, "")


def _walk(model: type[BaseModel], values: Mapping[str, Any], change: Change, place: str) -> dict[str, Any]:
    fields = dict(model.model_fields)
    fields |= {field.alias: field for field in model.model_fields.values() if field.alias}
    found: dict[str, Any] = {}
    for name, value in values.items():
        field, here = fields.get(name), f"{place}{name}"
        if field is None:
            found[name] = value
        elif is_secret(field):
            found[name] = _leaves(value, change, here)
        else:
            found[name] = _inside(_models(field.annotation), value, change, here)
    return found


def _leaves(value: Any, change: Change, place: str) -> Any:  # noqa: ANN401 - what JSON can hold
    if isinstance(value, list | tuple):
        return [_leaves(item, change, f"{place}.{number}") for number, item in enumerate(value)]
    return change(place, value)


def _inside(models: list[type[BaseModel]], value: Any, change: Change, place: str) -> Any:  # noqa: ANN401 - as above
    if not models:
        return value
    if isinstance(value, list | tuple):
        return [_inside(models, item, change, f"{place}.{number}") for number, item in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    known = [model for model in models if set(value) & set(model.model_fields)]
    if known:
        for model in known:
            value = _walk(model, value, change, f"{place}.")
        return value
    return {name: _inside(models, item, change, f"{place}.{name}") for name, item in value.items()}


def _parts(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - a type expression
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)


def _models(annotation: Any) -> list[type[BaseModel]]:  # noqa: ANN401 - a type expression
    return [part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel)]


def fetched(connector: str) -> Change:
    """What a configuration file may write for a secret: itself, `{ env = "NAME" }` or `{ file = "path" }`.

    The change raises ConfigRejected `secret_env_missing`, `secret_file_unreadable`; never with the secret.
    """

    def fetch(place: str, value: Any) -> Any:  # noqa: ANN401 - what TOML can hold
        match value:
            case {"env": str(name), **rest} if not rest:
                told = os.environ.get(name)
                if told is None:
                    raise ConfigRejected("secret_env_missing", connector=connector, field=place, name=name)
                return told
            case {"file": str(path), **rest} if not rest:
                return _read(connector, place, Path(path))
            case _:
                return value

    return fetch


def _read(connector: str, place: str, path: Path) -> str:
    """Without the line end that editors put at the end of a file."""
    try:
        with path.open("rb") as file:
            text = file.read(SECRET_SIZE + 1).decode()
    except (OSError, UnicodeDecodeError) as error:
        problem = (error.strerror if isinstance(error, OSError) else None) or "no UTF-8 text"
        raise ConfigRejected(
            "secret_file_unreadable", connector=connector, field=place, path=str(path), problem=problem
        ) from None
    if len(text) > SECRET_SIZE:
        raise ConfigRejected(
            "secret_file_unreadable", connector=connector, field=place, path=str(path), problem="too long"
        )
    return text.rstrip("\r\n")
