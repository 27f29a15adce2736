"""Looking at a broker without a link: what is published there, as devices and signals, or as a tree of places."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from dispatcher.connectors.mqtt.config import DEVICE, MqttEntry, MqttSettings
from dispatcher.connectors.mqtt.decode import SESSION, Decoder
from dispatcher.connectors.mqtt.paths import MISSING, find, join, parsed
from dispatcher.connectors.mqtt.payloads import Payload, raw_of
from dispatcher.connectors.sdk.mapping import Entry, as_number, as_word
from dispatcher.connectors.sdk.mqtt_session import Message, Session
from dispatcher.domain.signal import Category
from dispatcher.ports.clock import Clock
from dispatcher.ports.connector import Batch, Declared, Device, Place, Probe, Rows, derived_sequence

_QUIET_S = 0.4
"""A broker has said what it keeps when it pauses this long."""
_TOPICS = 2_000
_PLACES = 1_000
_SHOWN = 200
_DEPTH = 6
_SPARKPLUG = "spBv1.0/"


class Heard:
    """What is published in a moment: the newest message of each topic."""

    def __init__(self, session: Session, wait_s: float) -> None:
        self._session = session
        self._wait_s = wait_s

    async def on(self, filters: Sequence[str], *, patient: bool) -> list[Message]:
        """In the order in which the topics were first heard. patient: wait to the end for those that speak seldom."""
        await self._session.subscribe(filters, 0)
        newest: dict[str, Message] = {}
        loop = asyncio.get_running_loop()
        end = loop.time() + self._wait_s
        while (left := end - loop.time()) > 0 and len(newest) < _TOPICS:
            try:
                async with asyncio.timeout(left if patient or not newest else min(left, _QUIET_S)):
                    messages = await self._session.take()
            except TimeoutError:
                break
            newest.update((message.topic, message) for message in messages)
        return list(newest.values())[:_TOPICS]


# ------------------------------------------------------------------------ probe


async def look_at(heard: Heard, settings: MqttSettings, clock: Clock, version: str) -> Probe:
    """What a mapping finds; without one, everything."""
    protocol = {"protocol": "MQTT", "version": version}
    if not settings.signals:
        messages = await heard.on(["#"], patient=True)
        return Probe(**protocol, devices=(Device(name="", uuid=""),), now=_present(messages, clock))
    filters = dict.fromkeys(entry.topic.replace(DEVICE, settings.device or "+") for entry in settings.signals)
    messages = await heard.on(list(filters), patient=False)
    names = (settings.device,) if settings.device else devices_of(messages, settings.signals) or ("",)
    decoder = Decoder(names, settings.signals, settings.zone)
    now = clock.now()
    rows, notes = decoder.feed(messages, now)
    return Probe(
        **protocol,
        devices=tuple(Device(name=name, uuid="") for name in names),
        now=Batch(received_at=now, session=SESSION, rows=rows, declared=decoder.declared, notes=notes),
    )


def devices_of(messages: Sequence[Message], entries: Sequence[MqttEntry]) -> tuple[str, ...]:
    """The names that stand in the topics where a mapping has `{device}`, and those it names itself."""
    patterns = [_pattern(topic) for topic in {entry.topic for entry in entries if DEVICE in entry.topic}]
    found = {match[1] for pattern in patterns for message in messages if (match := pattern.fullmatch(message.topic))}
    return tuple(sorted(found | {entry.device for entry in entries if entry.device}))


def _pattern(topic: str) -> re.Pattern[str]:
    before, _, after = topic.partition(DEVICE)
    parts = [re.escape(part).replace(r"\+", "[^/]+").replace(r"/\#", "(?:/.*)?") for part in (before, after)]
    return re.compile(f"{parts[0]}([^/]+){parts[1].replace(re.escape(DEVICE), '[^/]+')}")


def _present(messages: Sequence[Message], clock: Clock) -> Batch:
    """Every value there is, as a signal named by its address: for a person to choose from."""
    now = clock.now()
    rows = Rows()
    declared: list[Declared] = []
    for message in messages:
        if message.topic.startswith(_SPARKPLUG):
            continue  # a language of its own, for a connector of its own
        for place in _leaves(message)[:_SHOWN]:
            if len(declared) >= _TOPICS:
                break
            number = as_number(place.value) if place.type == "number" else None
            name = re.split(r"[/#.]", place.address)[-1]
            entry = Entry(
                key=re.sub(r"[\s|]+", "_", place.address)[:200],
                name=name,
                category=Category.EVENT if number is None else Category.SAMPLE,
                type=(re.sub(r"\W+", "_", name).strip("_") or "VALUE").upper()[:100],
                component=message.topic,
            )
            handle = len(declared)
            declared.append(Declared(handle=handle, device="", spec=entry.spec()))
            rows.signal.append(handle)
            rows.source_at.append(now)
            rows.sequence.append(derived_sequence(now, 0))
            rows.num.append(number)
            rows.text.append(place.value if number is None else None)
    return Batch(received_at=now, session=SESSION, rows=rows, declared=tuple(declared))


# ----------------------------------------------------------------------- browse


async def look_around(heard: Heard, folder: str) -> list[Place]:
    """What lies in a folder: "" = the top, `a/b/` = below these levels, `a/b#path` = inside a JSON payload."""
    topic, inside, path = folder.partition("#")
    if inside:
        messages = await heard.on([topic], patient=False)
        return [place for message in messages[-1:] for place in _members(message, path)][:_PLACES]
    messages = await heard.on([f"{folder}#"], patient=True)
    places: dict[str, Place] = {}
    for message in sorted(messages, key=lambda each: each.topic):
        for place in _level(message, folder):
            places.setdefault(place.address, place)
    return list(places.values())[:_PLACES]


def _level(message: Message, folder: str) -> list[Place]:
    rest = message.topic.removeprefix(folder)
    name, slash, _ = rest.partition("/")
    if slash:
        return [Place(address=f"{folder}{name}/", title=name, leaf=False)]
    payload = Payload(message.payload)
    document = payload.documents[0] if payload.documents else MISSING
    if isinstance(document, dict | list):
        return [Place(address=f"{message.topic}#", title=name, leaf=False, value=payload.text[:_SHOWN])]
    return [_leaf(message.topic, name, payload.text)]


def _members(message: Message, path: str) -> list[Place]:
    documents = Payload(message.payload).documents
    document = find(documents[0], parsed(path)) if documents else MISSING
    steps: list[tuple[str | int, object]] = []
    if isinstance(document, dict):
        steps = list(document.items())
    elif isinstance(document, list):
        steps = list(enumerate(document))
    places = []
    for step, value in steps:
        address = f"{message.topic}#{join(path, step)}"
        if isinstance(value, dict | list) and value:
            places.append(Place(address=address, title=str(step), leaf=False, value=str(raw_of(value))[:_SHOWN]))
        else:
            places.append(_leaf(address, str(step), value))
    return places


def _leaves(message: Message) -> list[Place]:
    """All values inside a message."""
    payload = Payload(message.payload)
    if not payload.documents or not isinstance(payload.documents[0], dict | list):
        return [_leaf(message.topic, message.topic.rpartition("/")[2], payload.text)]
    found: list[Place] = []
    folders = [""]
    for _ in range(_DEPTH):
        places = [place for path in folders for place in _members(message, path)]
        found += [place for place in places if place.leaf]
        folders = [place.address.partition("#")[2] for place in places if not place.leaf]
    return found


def _leaf(address: str, title: str, value: object) -> Place:
    raw = raw_of(value)
    shown = "" if raw is None else as_word(raw)
    kind = "number" if shown and not isinstance(raw, bool) and as_number(shown) is not None else "text"
    return Place(address=address, title=title, leaf=True, type=kind, value=shown[:_SHOWN])
