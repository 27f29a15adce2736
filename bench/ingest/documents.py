"""What a simulated agent says: one probe, and documents of fifty observations made from templates.

Fifty items as in the budgets: 35 samples, 14 events, 1 condition. Nine of them play a role in the generic
profile (execution, mode, program, part count, emergency stop, availability, condition, spindle, feed). Of each
document the sampled values are new, and five instants are stamped, as adapters send several items in one line.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

SIZE = 50
"""Observations of a document."""
FIRST = 1_000_000_001
"""The first sequence; all have ten digits, so that a document's length is known beforehand."""
VARIANTS = 16
"""Templates that follow each other, so that values change from document to document."""
INSTANTS = 5

_NAMESPACE = "urn:mtconnect.org:MTConnect{kind}:2.3"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_EVENTS = {
    "avail": ("Availability", "AVAILABILITY", "AVAILABLE"),
    "estop": ("EmergencyStop", "EMERGENCY_STOP", "ARMED"),
    "mode": ("ControllerMode", "CONTROLLER_MODE", "AUTOMATIC"),
    "program": ("Program", "PROGRAM", "O1234"),
    "parts": ("PartCount", "PART_COUNT", "17"),
}
"""Events with a role beside execution: (element, type, value)."""
_OTHER_EVENTS = 8
_AXES = 11
"""Axes with three samples each; with spindle and feed that makes 35."""


def _header(sequences: str, stamp: str) -> str:
    return (
        f'<Header creationTime="{stamp}" sender="bench" instanceId="1700000000" version="2.3.0.1"'
        f' bufferSize="131072"{sequences}/>'
    )


def probe() -> bytes:
    """The devices document of every simulated agent."""
    axes = "".join(
        f'<Linear id="a{axis}" name="A{axis}"><DataItems>'
        f'<DataItem category="SAMPLE" id="a{axis}p" name="Apos{axis}" type="POSITION" subType="ACTUAL"'
        ' units="MILLIMETER"/>'
        f'<DataItem category="SAMPLE" id="a{axis}l" name="Aload{axis}" type="LOAD" units="PERCENT"/>'
        f'<DataItem category="SAMPLE" id="a{axis}t" name="Atemp{axis}" type="TEMPERATURE" units="CELSIUS"/>'
        "</DataItems></Linear>"
        for axis in range(_AXES)
    )
    events = "".join(
        f'<DataItem category="EVENT" id="{item}" name="{item}" type="{kind}"/>'
        for item, (_, kind, _) in _EVENTS.items()
        if item != "avail"
    )
    others = "".join(
        f'<DataItem category="EVENT" id="o{number}" name="other{number}" type="VARIABLE"/>'
        for number in range(_OTHER_EVENTS)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><MTConnectDevices xmlns="{_NAMESPACE.format(kind="Devices")}">'
        + _header("", "2026-01-01T00:00:00Z")
        + '<Devices><Device id="d" name="M" uuid="m"><DataItems>'
        '<DataItem category="EVENT" id="avail" name="avail" type="AVAILABILITY"/></DataItems><Components>'
        f'<Axes id="axes"><Components>{axes}<Rotary id="s" name="S"><DataItems>'
        '<DataItem category="SAMPLE" id="speed" name="speed" type="ROTARY_VELOCITY" subType="ACTUAL"'
        ' units="REVOLUTION/MINUTE"/></DataItems></Rotary></Components></Axes>'
        f'<Controller id="c"><DataItems>{events}<DataItem category="CONDITION" id="fault" name="fault" type="SYSTEM"/>'
        f"{others}</DataItems>"
        '<Components><Path id="p" name="path"><DataItems>'
        '<DataItem category="EVENT" id="execution" name="execution" type="EXECUTION"/>'
        '<DataItem category="SAMPLE" id="feed" name="feed" type="PATH_FEEDRATE" subType="ACTUAL"'
        ' units="MILLIMETER/SECOND"/></DataItems></Path></Components></Controller>'
        "</Components></Device></Devices></MTConnectDevices>"
    ).encode()


class Documents:
    """Streams documents from templates; `make` costs about as much as copying them."""

    def __init__(self, seed: int = 7) -> None:
        chance = random.Random(seed)
        drawn = [_template(chance) for _ in range(VARIANTS)]
        self._templates = [template for template, _ in drawn]
        self._places = drawn[0][1]

    def make(self, number: int, first: int, now: int, span: int, *, active: bool) -> bytes:
        """Document `number` of an agent: sequences from `first`, instants in the `span` µs up to `now`.

        The execution is stamped `now`.
        """
        step = span // INSTANTS
        instants = [stamp(now - step * back) for back in range(INSTANTS - 1, -1, -1)]
        fields: list[bytes | int] = [instants[-1], first + SIZE - 1, first + SIZE]
        for place in range(SIZE):
            fields.append(instants[self._places[place]])
            fields.append(first + place)
        fields.append(b"ACTIVE" if active else b"READY")
        return self._templates[number % VARIANTS] % tuple(fields)


def stamp(micros: int) -> bytes:
    """RFC 3339 with six digits."""
    seconds, rest = divmod(micros, 1_000_000)
    if seconds not in _SECONDS:
        if len(_SECONDS) > 100:
            _SECONDS.clear()
        text = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S.%%06dZ")
        _SECONDS[seconds] = text.encode()
    return _SECONDS[seconds] % rest


_SECONDS: dict[int, bytes] = {}


def _template(chance: random.Random) -> tuple[bytes, list[int]]:
    """A document with `%` fields, and which of the instants each observation is stamped with."""
    places: list[int] = []
    parts: list[str] = []

    def add(element: str, item: str, value: str, more: str = "") -> None:
        places.append(len(places) * INSTANTS // SIZE)
        parts.append(
            f'<{element} dataItemId="{item}" timestamp="%s" name="{item}" sequence="%d"{more}>{value}</{element}>'
        )

    for axis in range(_AXES):
        parts.append(f'<ComponentStream component="Linear" name="A{axis}" componentId="a{axis}"><Samples>')
        add("Position", f"a{axis}p", f"{chance.uniform(-500, 500):.4f}", ' subType="ACTUAL"')
        add("Load", f"a{axis}l", f"{chance.uniform(0, 100):.1f}")
        add("Temperature", f"a{axis}t", f"{chance.uniform(20, 40):.2f}")
        parts.append("</Samples></ComponentStream>\n")
    parts.append('<ComponentStream component="Rotary" name="S" componentId="s"><Samples>')
    add("RotaryVelocity", "speed", f"{chance.uniform(800, 12000):.1f}", ' subType="ACTUAL"')
    parts.append('</Samples></ComponentStream>\n<ComponentStream component="Controller" componentId="c"><Events>')
    for number in range(_OTHER_EVENTS):
        add("Variable", f"o{number}", f"N{chance.randrange(10_000)}")
    for item, (element, _, value) in _EVENTS.items():
        add(element, item, value)
    parts.append("</Events><Condition>")
    add("Normal", "fault", "", ' type="SYSTEM"')
    parts.append('</Condition></ComponentStream>\n<ComponentStream component="Path" name="path" componentId="p">')
    parts.append("<Samples>")
    add("PathFeedrate", "feed", f"{chance.uniform(0, 200):.2f}", ' subType="ACTUAL"')
    parts.append("</Samples><Events>")
    add("Execution", "execution", "%s")
    parts.append("</Events></ComponentStream>")
    assert len(places) == SIZE
    places[-1] = INSTANTS - 1
    head = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<MTConnectStreams xmlns="{_NAMESPACE.format(kind="Streams")}">'
        + _header(f' firstSequence="{FIRST}" lastSequence="%d" nextSequence="%d"', "%s")
        + '<Streams><DeviceStream name="M" uuid="m">\n'
    )
    return (head + "".join(parts) + "</DeviceStream></Streams></MTConnectStreams>\n").encode(), places
