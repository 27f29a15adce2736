"""Good inputs to begin with: documents of our own agent, lines and documents of dialects met in the field."""

from __future__ import annotations

import json
from functools import cache

from dispatcher.agent import Agent, Namespace, Settings
from dispatcher.agent.errors import ErrorCode, Refused
from dispatcher.domain.signal import Condition, DataSet, Level, TimeSeries
from tests.unit.agent.models import START, HandClock, agent, later, mill

XML_TOKENS = (
    b"<", b">", b"/>", b"</", b"&", b"&amp;", b"&#0;", b"&#x1F;", b"&#1114112;", b"&lt;", b"&x;", b"]]>",
    b"<![CDATA[", b"<!--", b"-->", b"--", b"<?", b"?>", b"<!DOCTYPE a [", b'<!ENTITY a "b">', b'xmlns=""',
    b' xmlns:x="urn:x"', b"x:", b"xml:", b' sequence="1"', b' timestamp="2026-03-02T06:00:00Z"',
    b' dataItemId="exec"', b' name="Mill"', b' uuid="m-1"', b' instanceId="7"', b' nextSequence="1"',
    b' category="EVENT"', b' type="POSITION"', b' representation="TABLE"', b' key="a"', b' removed="true"',
    b' count="99"', b' sampleCount="3"', b' sampleRate="x"', b' assetId="T1"', b"<Streams>", b"</Streams>",
    b"<DeviceStream>", b"<ComponentStream>", b"<Events>", b"<Samples>", b"<Condition>", b"<Fault", b"<Entry",
    b"<Cell", b"<Header/>", b"<Devices>", b"<Device", b"<Components>", b"<DataItems>", b"<DataItem", b"<Assets>",
    b"<CuttingTool", b"<Error", b"<Errors>", b"<MTConnectStreams>", b"<MTConnectError>", b'encoding="UTF-16"',
    b'encoding="koi8-r"', b'encoding="cp037"', b'<?xml version="1.1"?>',
)  # fmt: skip

SHDR_TOKENS = (
    b"|", b"||", b"|||||", b"\n", b"\r\n", b"2026-03-02T06:00:00Z|", b"2016-11-06T01:59:59.1234567|", b"12.5|",
    b"@10.5|", b"execution|ACTIVE", b"Xact|1.5", b"logic|FAULT|1|2|HIGH|text", b"logic|NORMAL||||",
    b"message|M1|text", b"vib|3|100|1 2 3", b"vars|a=1 b={x=1 y='2'} c", b":RESET ", b"@ASSET@|T1|CuttingTool|",
    b"--multiline--A", b"@REMOVE_ASSET@|T1", b"@REMOVE_ALL_ASSETS@|CuttingTool", b"@UPDATE_ASSET@|T1|", b"* PING",
    b"* PONG 1000", b"* device: Mill", b"Mill:Xact|1", b"<CuttingTool assetId='T1'/>", b"UNAVAILABLE", b"\\|",
)  # fmt: skip

_SHDR = (
    b"2026-03-02T06:00:00Z|execution|ACTIVE|Xact|1.25\n2026-03-02T06:00:01.123Z|logic|FAULT|101|9|HIGH|too hot\n",
    b"2016-11-06T05:00:00.0000001Z|avail|AVAILABLE|line|5\r\n* PONG 10000\r\n|mode|AUTOMATIC\r\n",
    b'2026-03-02 06:00:00,5|vars|a=1 b="two words" c={x=1 y=2.5} d\n|offsets|G54={X=1 Y=-2} G55\n',
    (
        b"2026-03-02T06:00:00Z@2.5|vib|3|100|1 2 3\n2026-03-02T06:00:00Z|counter|0:DAY\n"
        b'2026-03-02T06:00:00Z|program|"a\\|b"\n'
    ),
    (
        b"2026-03-02T06:00:00Z|@ASSET@|T1|CuttingTool|--multiline--XY\n<CuttingTool>\n<A/></CuttingTool>\n--multiline--XY\n"
        b"2026-03-02T06:00:00Z|@REMOVE_ASSET@|T1\n2026-03-02T06:00:00Z|@REMOVE_ALL_ASSETS@|CuttingTool\n"
    ),
    b"<<<<<<< HEAD\n2017\n=======\n2017-02-02T10:11:12Z|Block_Number|\n20175\n>>>>>>> branch\n",
    b"0.5|execution|ACTIVE\n1.0|execution|READY\n2|Xact|-1,5\n",
    "2026-03-02T06:00:00Z|message||Замените инструмент|program|\u0423\u041f-1\n".encode("cp1251"),
)


def _told(version: str, namespace: Namespace = Namespace.DEFAULT) -> Agent:
    made = agent(version=version, namespace=namespace)
    made.add("exec", later(1), "ACTIVE")
    made.add("Xact", later(1.5), 12.25)
    made.add("program", later(2), 'O1 <"&">')
    made.add("logic", later(3), Condition(level=Level.FAULT, native_code="1", message="стоп"))
    made.add("logic", later(4), Condition(level=Level.WARNING, native_code="2", qualifier="LOW"))
    made.add("vib", later(5), TimeSeries(100.0, (1.0, 2.5)))
    if version != "1.3":
        made.add("vars", later(6), DataSet({"a": 1.0, "b": "x"}, "DAY"))
        made.add("offsets", later(7), DataSet({"G54": {"X": 1.0}}))
    made.put_asset('<CuttingTool toolId="1"><Description>x</Description></CuttingTool>', START, asset_id="T1")
    return made


_AGENTS = (_told("1.3"), _told("2.4"), _told("2.0", Namespace.PREFIXED), _told("1.7", Namespace.NONE))
_SMALL = tuple(made.scope(path='//DataItem[@id="exec" or @id="logic" or @id="vib"]') for made in _AGENTS)


def shdr() -> tuple[bytes, ...]:
    """Lines of adapters and logs."""
    return _SHDR


def streams() -> tuple[bytes, ...]:
    """Streams documents, small and whole, and an error document."""
    found = [made.sample(scope, count=20).document for made, scope in zip(_AGENTS, _SMALL, strict=True)]
    found += [_AGENTS[1].current(_AGENTS[1].scope()), _AGENTS[0].current(_AGENTS[0].scope())]
    found.append(
        b'<MTConnectStreams><Header instanceId="1" nextSequence="3"/><Streams><DeviceStream name="Mill" uuid="m-1">'
        b'<ComponentStream component="Path" componentId="p"><Events><x:Lever xmlns:x="urn:x" dataItemId="l" '
        b'sequence="1" timestamp="2016-05-02T05:00:00Z">UP</x:Lever>'
        b'<Execution dataItemId="exec" sequence="2" timestamp="bad"/>'
        b"</Events></ComponentStream></DeviceStream></Streams></MTConnectStreams>"
    )
    return (*found, *errors())


def errors() -> tuple[bytes, ...]:
    """Error documents."""
    return (
        _AGENTS[1].errors(Refused(ErrorCode.OUT_OF_RANGE, "agent.uri", path="/x")),
        b'<MTConnectError><Header/><Error errorCode="NO_DEVICE">x</Error></MTConnectError>',
        b"<MTConnectError><Errors><OutOfRange><ErrorMessage>x</ErrorMessage></OutOfRange></Errors></MTConnectError>",
    )


def probes() -> tuple[bytes, ...]:
    """Device models."""
    small = (
        b'<MTConnectDevices><Header version="1.1"/><Devices><Device id="d" name="Mill" uuid="m-1">'
        b'<Description model="x"/><DataItems><DataItem id="e" category="EVENT" type="EXECUTION">'
        b"<Source>ex</Source></DataItem></DataItems>"
        b'<Components><Axes id="a"><Components><Linear id="x" name="X"><DataItems><DataItem id="p" category="SAMPLE" '
        b'type="POSITION" units="MILLIMETER" nativeUnits="INCH" nativeScale="2"><Constraints><Filter>5</Filter>'
        b"</Constraints></DataItem></DataItems></Linear></Components></Axes></Components></Device></Devices>"
        b"</MTConnectDevices>"
    )
    return (small, *(made.probe(made.scope()) for made in _AGENTS))


def shapes() -> bytes:
    """A device model with one signal of every shape, known by the keys the lines use."""
    items = "".join(
        f'<DataItem id="{key}" name="{key}" category="{category}" type="{type_}" representation="{shape}"/>'
        for key, category, type_, shape in (
            ("execution", "EVENT", "EXECUTION", "VALUE"),
            ("Xact", "SAMPLE", "POSITION", "VALUE"),
            ("logic", "CONDITION", "LOGIC_PROGRAM", "VALUE"),
            ("message", "EVENT", "MESSAGE", "DISCRETE"),
            ("vib", "SAMPLE", "ACCELERATION", "TIME_SERIES"),
            ("vars", "EVENT", "VARIABLE", "DATA_SET"),
            ("offsets", "EVENT", "WORK_OFFSET", "TABLE"),
            ("alarm", "EVENT", "ALARM", "VALUE"),
        )
    )
    device = f'<Device id="d" name="Mill" uuid="m-1"><DataItems>{items}</DataItems></Device>'
    return f"<MTConnectDevices><Header/><Devices>{device}</Devices></MTConnectDevices>".encode()


def assets() -> tuple[bytes, ...]:
    """Asset documents."""
    return tuple(made.assets(removed=True) for made in _AGENTS)


def parts() -> tuple[bytes, ...]:
    """Multipart answers with the boundary `b`."""
    document = _AGENTS[0].sample(_SMALL[0], count=3).document
    length = f"Content-length: {len(document)}".encode()
    return (
        b"--b\r\nContent-type: text/xml\r\n" + length + b"\r\n\r\n" + document + b"\r\n\r\n",
        b"--b\nContent-Type: text/xml\n\n" + document + b"\n--b--\n",
        b"\r\n--b\r\nContent-length: 5\r\n\r\n"
        + document
        + b"\r\n--b\r\nContent-length: 7\r\n\r\n<a></a>\r\n--b--\r\n",
        b"b\r\nX: y\r\n\r\n<a/>\r\nb\r\n",
    )


def models_as_json() -> tuple[bytes, ...]:
    """Device models in our JSON form."""
    inner = {
        "id": "l",
        "category": "SAMPLE",
        "type": "LOAD",
        "units": "PERCENT",
        "minimum": 0,
        "filter": {"period": 10},
    }
    axes = {"id": "c", "type": "Axes", "compositions": [{"id": "m", "type": "MOTOR"}], "items": [inner]}
    item = {"id": "a", "category": "EVENT", "type": "X", "discrete": True}
    return (json.dumps({"devices": [{"name": "Mill", "items": [item], "components": [axes]}]}).encode(),)


@cache
def _agent_to_feed() -> Agent:
    return Agent((mill(modern=True),), clock=HandClock(), settings=Settings(buffer_size=64), instance_id=1)


def empty_agent() -> Agent:
    """An agent that was just started; the same one each time, because building one takes long."""
    made = _agent_to_feed()
    made.restart(1)
    return made
