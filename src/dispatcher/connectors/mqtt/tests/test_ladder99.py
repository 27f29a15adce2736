"""Real recordings of a label print-and-apply cell, played through a real broker, give the faults of its list."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from dispatcher.connectors.mqtt.tests.conftest import Connect
from dispatcher.connectors.mqtt.tests.test_connector import opened
from dispatcher.connectors.sdk.mqtt_session import Session
from dispatcher.domain.signal import Condition, Level
from dispatcher.ports.connector import Batch

STATUS = "l99/{device}/evt/status"
READ = {"topic": "l99/{device}/evt/read", "time_path": "_ts", "time_format": "ms"}
SIGNALS = [
    {
        "key": "faults",
        "category": "CONDITION",
        "type": "SYSTEM",
        "topic": STATUS,
        "path": "faults",
        "alarms": {"text": "description", "fault": {"hard": "1"}},
        "time_path": "_ts",
        "time_format": "ms",
    },
    {"key": "step", "type": "PROGRAM", "topic": STATUS, "path": "step", "time_path": "_ts", "time_format": "ms"},
    {
        "key": "red",
        "type": "LIGHT_STATE",
        "path": "value",
        "where": {"address": "%Q0.10"},
        "values": {"1": "ON", "0": "OFF"},
        **READ,
    },
]
LEVEL = {"Hard": Level.FAULT, "Soft": Level.WARNING}


def recorded(file: Path) -> list[tuple[str, str, bool]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [
            (row["topic"].replace("${deviceId}", "mill"), row["message"], row["retain"] == "1")
            for row in csv.DictReader(rows)
        ]


@pytest.mark.shared_data
@pytest.mark.parametrize("run", ["run1", "run2", "run3", "run4", "run5"])
async def test_the_faults_are_those_of_the_list(shared_data: Path, device: Session, connect: Connect, run: str) -> None:
    folder = shared_data / "ladder99" / "print-apply-mqtt"
    messages = recorded(folder / f"{run}.csv")
    with (folder / "faults.csv").open(encoding="utf-8", newline="") as rows:
        listed = {row["Number"]: (row["Description"], LEVEL[row["Severity"]]) for row in csv.DictReader(rows)}
    documents = [(topic, json.loads(message)) for topic, message, _ in messages]
    statuses = [document for topic, document in documents if topic.endswith("evt/status")]
    wanted = {code for status in statuses for code in status["faults"]}
    reads = [sample for topic, document in documents if topic.endswith("evt/read") for sample in document]
    red = [sample["value"] for sample in reads if sample["address"] == "%Q0.10"]

    batches: list[Batch] = []
    async with opened(connect(*SIGNALS)) as stream:
        batches.append(await anext(stream))
        for topic, message, retain in messages:
            await device.publish(topic, message.encode(), retain=retain)
        await device.publish("l99/mill/evt/status", b'{"faults": {}, "step": "the end"}')
        while "the end" not in [text for batch in batches for text in batch.rows.text]:
            batches.append(await anext(stream))

    key = {declared.handle: declared.spec.key for batch in batches for declared in batch.declared} or {
        0: "faults",
        2: "red",
    }
    conditions = [value for batch in batches for value in batch.rows.rich.values() if isinstance(value, Condition)]
    active = {each.native_code: (each.message, each.level) for each in conditions if each.level is not Level.NORMAL}
    assert set(active) == wanted
    assert active == {code: listed[code] for code in wanted}
    cleared = [each.native_code for each in conditions if each.level is Level.NORMAL and each.native_code]
    assert set(cleared) == wanted
    lamps = [
        text
        for batch in batches
        for signal, text in zip(batch.rows.signal, batch.rows.text, strict=True)
        if key[signal] == "red"
    ]
    assert lamps == ["ON" if value else "OFF" for value in red]
