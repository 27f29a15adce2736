"""Device models, a clock that is set by hand, and the public schemas, for the agent's tests."""

from __future__ import annotations

import gzip
import re
from functools import cache
from pathlib import Path
from typing import Any, cast

from lxml import etree

from dispatcher.agent import Agent, Component, Composition, DataItem, Device, Filter, Settings
from dispatcher.domain.instant import SECOND, Instant, parse_instant
from dispatcher.domain.signal import Category, Representation

START = parse_instant("2026-03-02T06:00:00Z")
VERSIONS = ("1.3", "1.7", "2.0", "2.4")


class HandClock:
    """Shows what it was set to."""

    def __init__(self, at: Instant = START) -> None:
        self.at = at

    def now(self) -> Instant:
        return self.at


def sample(id_: str, type_: str, units: str, **more: object) -> DataItem:
    return DataItem(id=id_, category=Category.SAMPLE, type=type_, units=units, **more)  # type: ignore[arg-type]


def event(id_: str, type_: str, **more: object) -> DataItem:
    return DataItem(id=id_, category=Category.EVENT, type=type_, **more)  # type: ignore[arg-type]


def condition(id_: str, type_: str, **more: object) -> DataItem:
    return DataItem(id=id_, category=Category.CONDITION, type=type_, **more)  # type: ignore[arg-type]


def mill(uuid: str = "m-1", prefix: str = "", *, modern: bool = False) -> Device:
    """A small mill; `modern` adds what schema 1.7 and later know."""
    p = prefix
    path_items = [
        event(f"{p}exec", "EXECUTION", name=f"{p}execution"),
        event(f"{p}mode", "CONTROLLER_MODE"),
        event(f"{p}program", "PROGRAM", name=f"{p}program"),
        event(f"{p}line", "LINE", source="lineno"),
        event(f"{p}parts", "PART_COUNT", sub_type="ALL"),
        event(f"{p}message", "MESSAGE", representation=Representation.DISCRETE),
        sample(f"{p}feed", "PATH_FEEDRATE", "MILLIMETER/SECOND", native_units="FOOT/MINUTE", sub_type="ACTUAL"),
        sample(f"{p}tip", "PATH_POSITION", "MILLIMETER_3D", native_units="INCH_3D"),
        condition(f"{p}logic", "LOGIC_PROGRAM"),
    ]
    if modern:
        path_items += [
            event(f"{p}vars", "VARIABLE", representation=Representation.DATA_SET),
            event(f"{p}offsets", "WORK_OFFSET", representation=Representation.TABLE),
            event(f"{p}counter", "PART_COUNT", sub_type="GOOD", discrete=True, reset_trigger="DAY"),
        ]
    return Device(
        id=f"{p}d",
        name=f"{p}Mill",
        uuid=uuid,
        manufacturer="ЗАО «Станок»" if modern else "Stanok",
        model="MX-5",
        serial="17",
        description='A mill with <tags> & "quotes"',
        items=(
            event(f"{p}avail", "AVAILABILITY"),
            event(f"{p}achg", "ASSET_CHANGED"),
            event(f"{p}arem", "ASSET_REMOVED"),
        ),
        components=(
            Component(
                id=f"{p}ax",
                type="Axes",
                components=(
                    Component(
                        id=f"{p}x",
                        type="Linear",
                        name="X",
                        native_name="X1",
                        items=(
                            sample(f"{p}xpos", "POSITION", "MILLIMETER", name=f"{p}Xact", sub_type="ACTUAL"),
                            sample(f"{p}xload", "LOAD", "PERCENT", filter=Filter(minimum_delta=5.0)),
                            condition(f"{p}xtravel", "POSITION"),
                        ),
                    ),
                    Component(
                        id=f"{p}c",
                        type="Rotary",
                        name="C",
                        items=(
                            event(f"{p}cmode", "ROTARY_MODE", values=("SPINDLE",)),
                            sample(
                                f"{p}speed",
                                "ROTARY_VELOCITY",
                                "REVOLUTION/MINUTE",
                                native_units="REVOLUTION/SECOND",
                                minimum=0.0,
                                maximum=7000.0,
                            ),
                            sample(f"{p}temp", "TEMPERATURE", "CELSIUS", filter=Filter(period=10 * SECOND)),
                            sample(
                                f"{p}vib",
                                "ACCELERATION",
                                "MILLIMETER/SECOND^2",
                                representation=Representation.TIME_SERIES,
                                sample_rate=100.0,
                            ),
                        ),
                        compositions=(Composition(id=f"{p}motor", type="MOTOR"),) if modern else (),
                    ),
                ),
            ),
            Component(
                id=f"{p}cn",
                type="Controller",
                name="controller",
                items=(event(f"{p}estop", "EMERGENCY_STOP"), condition(f"{p}sys", "SYSTEM")),
                components=(Component(id=f"{p}path", type="Path", name="path", items=tuple(path_items)),),
            ),
        ),
    )


def agent(*, version: str = "2.0", devices: tuple[Device, ...] | None = None, **settings: object) -> Agent:
    """An agent over one mill, started at START as instance 7."""
    model = (mill(modern=version != "1.3"),) if devices is None else devices
    told = Settings(version=version, **settings)  # type: ignore[arg-type]
    return Agent(model, clock=HandClock(), settings=told, instance_id=7)


def later(seconds: float) -> Instant:
    return Instant(START + round(seconds * SECOND))


@cache
def schema(folder: Path, kind: str, version: str) -> etree.XMLSchema:
    """The public schema of a document kind, with its import taken from the same folder."""

    text = gzip.decompress((folder / f"MTConnect{kind}_{version}_1.0.xsd.gz").read_bytes())
    here = str(folder / "xlink.xsd").encode()
    return etree.XMLSchema(etree.fromstring(text.replace(b"xlink.xsd", here)))


# The standard's text lets a time series be UNAVAILABLE, with a sampleCount of 0, and agents in the field write that;
# the schemas since 1.7 declare its content as a list of numbers only and forgot the word.
FORGOTTEN = re.compile(
    r"Element '\{urn:mtconnect\.org:MTConnectStreams:[\d.]+\}\w+TimeSeries': "
    r"'UNAVAILABLE' is not a valid value of the local (atomic|list) type\."
)


def faults_of(shared_data: Path, kind: str, version: str, document: bytes) -> list[str]:
    """What the schema says against a document, but for FORGOTTEN; empty where it is valid."""
    checker = schema(shared_data / "mtconnect-schema", kind, version)
    checker.validate(etree.fromstring(document))
    return [
        f"{entry.line}: {entry.message}"
        for entry in cast("list[Any]", checker.error_log)
        if FORGOTTEN.match(entry.message) is None
    ]


def elements(document: bytes) -> list[tuple[str, dict[str, str], str]]:
    """Every observation of a streams document: element name, attributes, text."""
    root = etree.fromstring(document)
    return [
        (etree.QName(one).localname, {str(k): str(v) for k, v in one.attrib.items()}, one.text or "")
        for one in root.iter(tag=etree.Element)
        if one.get("dataItemId")
    ]


def header(document: bytes) -> dict[str, str]:
    """The attributes of a document's header."""
    root = etree.fromstring(document)
    return {str(name): str(value) for name, value in root[0].attrib.items()}
