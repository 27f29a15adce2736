"""The server's configuration for the demo plant, as a document and as TOML text."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dispatcher.demo.design import Design
from dispatcher.demo.designs import DESIGNS, SITE
from dispatcher.demo.machine import Machine
from dispatcher.demo.plant import reachable, source_id
from dispatcher.demo.schedule import ZONE_NAME
from dispatcher.demo.wires.settings import settings_of

Table = dict[str, object]


def config(
    addresses: Mapping[str, str], *, devices: Mapping[str, str] | None = None, language: str = "en"
) -> dict[str, object]:
    """The configuration: site, machines, sources.

    addresses: machine id -> address, as the live plant prints them. devices: machine id -> path of the
    device model written from `wires.device_document`, for the SHDR machines. language: of names ("en", "ru").
    """
    files = devices or {}
    there = [reachable(design) for design in DESIGNS if design.id in addresses]
    return {
        "site": {"name": SITE.of(language), "time_zone": ZONE_NAME},
        "machine": [_machine(design, language) for design in there],
        "source": [_source(design, addresses[design.id], files.get(design.id)) for design in there],
    }


def _machine(design: Design, language: str) -> Table:
    """One [[machine]]."""
    table: Table = {
        "id": design.id,
        "name": design.name.of(language),
        "area": design.area.of(language),
        "line": design.line.of(language),
        "kind": design.kind,
        "manufacturer": design.manufacturer,
        "model": design.model,
    }
    if design.profile:
        table["profile"] = design.profile
    return table


def _source(design: Design, address: str, devices: str | None) -> Table:
    """One [[source]]."""
    settings = settings_of(Machine(0, design), address)
    if devices is not None:
        settings["devices"] = devices
    return {"id": source_id(design), "connector": design.wire.value, "machine": design.id, "settings": settings}


def toml_text(document: Mapping[str, object]) -> str:
    """The document as TOML: tables of plain values, arrays of tables, one level of inner tables."""
    blocks: list[str] = []
    for name, value in document.items():
        tables = value if isinstance(value, list) else [value]
        head = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
        blocks += [_table(head, name, table) for table in tables if isinstance(table, dict)]
    return "\n".join(blocks)


def _table(head: str, name: str, table: Mapping[str, object]) -> str:
    """One table with its inner tables after its plain values."""
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    lines = [head, *(f"{key} = {_value(value)}" for key, value in plain.items())]
    for key, value in table.items():
        if isinstance(value, dict):
            lines += [f"[{name}.{key}]", *(f"{inner} = {_value(given)}" for inner, given in value.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """A TOML value on one line; JSON's strings, numbers and booleans are TOML's."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_value(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        return "[\n" + "".join(f"  {_value(item)},\n" for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
