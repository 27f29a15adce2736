"""Connectors, and the forms in which their settings are filled in."""

from __future__ import annotations

from pydantic import Field, JsonValue

from dispatcher.api.schemas.common import Answer
from dispatcher.ports.kit import FieldType


class SettingField(Answer):
    """One setting of a connector, in the reader's language."""

    name: str
    title: str
    help: str
    type: FieldType
    secret: bool = Field(description="never shown again, also where it is a list of secrets")
    required: bool
    default: JsonValue
    unit: str = Field(description='what the number counts ("ms"); empty where it counts nothing')
    example: str
    choices: list[str] | None = Field(description="of a choice; null elsewhere")
    minimum: float | None
    maximum: float | None
    columns: list[SettingField] | None = Field(description="of a table: the fields of each row; null elsewhere")


class ConnectorKind(Answer):
    """A protocol the house can read."""

    id: str
    title: str
    summary: str
    delivery: str
    guarantee: str
    abilities: list[str]
    extra: str = Field(description="the optional package it needs; empty = none")
    tier: str
    available: bool = Field(description="false: its library is not installed, and its settings are not known")
    schemes: list[str]
    port: int | None = Field(description="the usual one")
    findable: bool = Field(description="an address leads to it: it takes part when one is recognised")
    mapped: bool = Field(description="its signals are entries that people write, `settings.signals`")
    settings: list[SettingField]


class Connectors(Answer):
    """GET /connectors, by id."""

    connectors: list[ConnectorKind]
