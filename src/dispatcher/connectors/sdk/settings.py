"""The settings of a connector, declared once: form, parser, schema and docs come from the same fields."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dispatcher.ports.connector import ConfigRejected


class Settings(BaseModel):
    """Frozen; an unknown field is an error, not a silent typo."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def setting(  # a field's type is that of its annotation, as with pydantic's own Field
    default: Any = ...,  # noqa: ANN401
    *,
    key: str,
    example: str,
    unit: str = "",
    secret: bool = False,
    **limits: Any,  # noqa: ANN401
) -> Any:  # noqa: ANN401
    """A field: `key` and `key.help` are locale keys, `unit` is what the number counts ("s", "ms", "").

    `default` left out makes the field compulsory; `limits` are pydantic's (`gt`, `le`, `max_length`).
    """
    return Field(
        default,
        json_schema_extra={"title_key": key, "unit": unit, "example": example, "secret": secret},
        **limits,
    )


def validated(model: type[Settings], values: dict[str, Any], *, connector: str) -> Settings:
    """The settings. Raises ConfigRejected("setting_invalid") naming the first wrong field, never its value.

    The value may be a secret.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        raise ConfigRejected(
            "setting_invalid",
            connector=connector,
            field=".".join(map(str, first["loc"])),
            problem=first["msg"],
        ) from None
