"""Every parser of the house: how to feed it, and what to begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import brokered, deliveries, lines, runs, seeds
from tests.support.peers import REPOSITORY

PROFILES = REPOSITORY / "src" / "dispatcher" / "profiles"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One parser."""

    name: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    tokens: Sequence[bytes] = ()


def _toml_seeds() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in sorted(PROFILES.glob("*.toml")))


def _config_seeds() -> tuple[bytes, ...]:
    return (
        (
            b'[site]\nname = "Plant"\ntime_zone = "Europe/Moscow"\n\n[server]\nport = 8080\n\n[[machine]]\nid = "m-1"\n'
            b'name = "Mill"\narea = "A"\n\n[[source]]\nid = "s"\nconnector = "mtconnect"\nmachine = "m-1"\n'
            b'[source.settings]\nurl = "http://127.0.0.1:5000"\n'
        ),
        (
            b'[[machine]]\nid = "a"\nname = {en = "A", ru = "\xd0\x90"}\n[[source]]\nid = "x"\nconnector = "shdr"\n'
            b'devices = {d = "a"}\nsettings = {host = "h", port = 7878}\n'
        ),
    )


TOML_TOKENS = (
    b"[", b"]", b"[[", b"]]", b"=", b'"', b"'''", b"{", b"}", b"#", b"\n", b"true", b"[site]", b"[[machine]]",
    b"[[source]]", b"id = 1", b"name = ", b"port = ", b"when = ", b"all = [", b"any = [", b"not = {", b"role = ",
    b"gives = ", b"1979-05-27", b"0b1", b"0x1", b"1_000", b"-inf", b"a.b.c = 1", b'"\\u0000"', b'"\\UFFFFFFFF"',
    b"[a.a.a.a]",
)  # fmt: skip
JSON_TOKENS = (
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b'"',
    b"null",
    b"true",
    b"1e400",
    b"\\ud800",
    b"\\u0000",
    b"[[[[",
    b"-",
)
STAMPS = b"\n".join(
    (
        b"2026-03-02T06:00:00Z", b"2026-03-02T06:00:00:Z", b"2026-03-02T06:00:00.12345:0Z", b"0026-03-02T06:00",
        b"2026-03-02 06:00:00,5+03:00", b"2016-11-06T01:00:00.1234567", b"1.5", b"-2,5", b"0x1F", b"UNAVAILABLE",
    )
)  # fmt: skip
UNITS = b"FOOT/MINUTE|MILLIMETER/SECOND|10"
UNIT_TOKENS = (
    b"/",
    b"^2",
    b"_3D",
    b"KILO",
    b"CUBIC_",
    b"NEWTON_METER",
    b"SECOND",
    b"_",
    b"|",
    b"DEGREE",
    b"FAHRENHEIT",
)
PATH_TOKENS = (
    b"//", b"/", b"[", b"]", b"@type=", b"'", b'"', b"|", b"*", b"..", b"::", b"DataItem", b"Axes", b"(", b")",
    b" and ", b" or ", b"not(", b"position()", b"last()", b"count(", b"ancestor::", b"m:", b"contains(@id,'x')",
    b"id('x')", b"$a",
)  # fmt: skip
PATH_SIGNS = (b".", b"[", b"]", b'"', b"$")
VALUES = (
    b'{"level":"FAULT","native_code":"1","message":"x"}',
    b'{"entries":{"a":1.0,"b":{"x":null}},"reset":"DAY"}',
    b'{"rate":100.0,"samples":[1,2.5]}',
)


def _fixed(*given: bytes) -> Callable[[], Sequence[bytes]]:
    return lambda: given


TARGETS: tuple[Target, ...] = (
    Target(name="mtconnect-devices", run=runs.run_devices, seeds=seeds.probes, tokens=seeds.XML_TOKENS),
    Target(name="mtconnect-streams", run=runs.run_streams, seeds=seeds.streams, tokens=seeds.XML_TOKENS),
    Target(name="mtconnect-assets", run=runs.run_assets, seeds=seeds.assets, tokens=seeds.XML_TOKENS),
    Target(name="mtconnect-errors", run=runs.run_errors, seeds=seeds.errors, tokens=seeds.XML_TOKENS),
    Target(name="mtconnect-sources", run=runs.run_sources, seeds=seeds.probes, tokens=seeds.XML_TOKENS),
    Target(
        name="mtconnect-multipart",
        run=runs.run_multipart,
        seeds=seeds.parts,
        tokens=(b"--b", b"--b--", b"\r\n", b"\n", b"Content-length: 5", b"\r\n\r\n", b"</MTConnectStreams>", b"<a/>"),
    ),
    Target(
        name="mtconnect-content-type",
        run=runs.run_content_type,
        seeds=_fixed(
            b'multipart/x-mixed-replace; boundary="--b c"',
            b"multipart/x-mixed-replace;boundary=b",
            b"multipart/x;boundary*=a;boundary*0=b",
        ),
        tokens=(b";", b"=", b"boundary=", b"boundary*0=", b"boundary*=utf-8''%ff", b'"', b"multipart/", b"/"),
    ),
    Target(
        name="mtconnect-address",
        run=runs.run_address,
        seeds=_fixed(b"http://Host:5000/agent/probe", b"https://[::1]:443/", "http://станок.рф:80/a%2fb".encode()),
        tokens=(
            b"http://",
            b"[",
            b"]",
            b"@",
            b":",
            b"/probe",
            b"%",
            b"?",
            b"#",
            b"::ffff:127.0.0.1",
            b"xn--",
            b"99999",
        ),
    ),
    Target(name="shdr-lines", run=runs.run_shdr, seeds=seeds.shdr, tokens=seeds.SHDR_TOKENS),
    Target(name="haas_mdc-lines", run=lines.run_haas, seeds=_fixed(*lines.HAAS_SEEDS), tokens=lines.HAAS_TOKENS),
    Target(name="text-lines", run=lines.run_text, seeds=_fixed(*lines.TEXT_SEEDS), tokens=lines.TEXT_TOKENS),
    Target(name="file-lines", run=lines.run_table, seeds=_fixed(*lines.TABLE_SEEDS), tokens=lines.TABLE_TOKENS),
    Target(name="file-marks", run=lines.run_cursor, seeds=_fixed(b"AAAA", b"A" * 56)),
    Target(name="mqtt-payload", run=brokered.run_mqtt, seeds=_fixed(*brokered.PAYLOADS), tokens=JSON_TOKENS),
    Target(
        name="mqtt-path", run=brokered.run_path, seeds=_fixed(*brokered.PATHS), tokens=(b".", b"[", b"]", b'"', b"$")
    ),
    Target(
        name="sparkplug-payload",
        run=brokered.run_sparkplug,
        seeds=brokered.sparkplug_seeds,
        tokens=(b"\x0a", b"\x12", b"\x08", b"\xff\xff\xff\xff\x0f", b"\x78\x9c", b"bdSeq", b"@1/", b"\x00"),
    ),
    Target(
        name="columns",
        run=runs.run_columns,
        seeds=_fixed(STAMPS),
        tokens=(b"T", b"Z", b"+03:00", b"-", b":", b"\n", b"e5"),
    ),
    Target(name="units", run=runs.run_units, seeds=_fixed(UNITS), tokens=UNIT_TOKENS),
    Target(name="stored-values", run=runs.run_values, seeds=_fixed(*VALUES), tokens=JSON_TOKENS),
    Target(name="config", run=runs.run_config, seeds=_config_seeds, tokens=TOML_TOKENS),
    Target(name="profile", run=runs.run_profile, seeds=_toml_seeds, tokens=TOML_TOKENS),
    Target(
        name="live-message",
        run=runs.run_live,
        seeds=_fixed(b'{"type":"subscribe","machines":["m-1"]}'),
        tokens=JSON_TOKENS,
    ),
    Target(name="agent-devices", run=runs.run_agent_devices, seeds=seeds.probes, tokens=seeds.XML_TOKENS),
    Target(name="agent-json", run=runs.run_agent_json, seeds=seeds.models_as_json, tokens=JSON_TOKENS),
    Target(name="agent-feed", run=runs.run_agent_feed, seeds=seeds.shdr, tokens=seeds.SHDR_TOKENS),
    Target(
        name="agent-asset",
        run=runs.run_agent_asset,
        seeds=_fixed(b'<CuttingTool assetId="T1" toolId="1"><A b="&lt;"/>x</CuttingTool>', b'<P assetId="1"/>'),
        tokens=seeds.XML_TOKENS,
    ),
    Target(
        name="agent-path",
        run=runs.run_agent_path,
        seeds=_fixed(
            b"//DataItem[@type='POSITION' and @subType='ACTUAL']|//Axes", b"/MTConnectDevices/Devices/Device[1]"
        ),
        tokens=PATH_TOKENS,
    ),
    Target(name="push-json", run=deliveries.run_push_json, seeds=_fixed(*deliveries.JSON_SEEDS), tokens=JSON_TOKENS),
    Target(name="push-lines", run=deliveries.run_push_lines, seeds=_fixed(*deliveries.LINE_SEEDS), tokens=JSON_TOKENS),
    Target(
        name="push-influx",
        run=deliveries.run_push_influx,
        seeds=_fixed(*deliveries.INFLUX_SEEDS),
        tokens=deliveries.INFLUX_TOKENS,
    ),
    Target(
        name="push-packed",
        run=deliveries.run_push_packed,
        seeds=deliveries.packed_seeds,
        tokens=(b"\x1f\x8b\x08", b"\x00\x00\xff\xff", b"\n", b"; charset=", b"application/x-ndjson"),
    ),
    Target(name="manual", run=deliveries.run_manual, seeds=_fixed(*deliveries.MANUAL_SEEDS), tokens=JSON_TOKENS),
)


def recordings_target(folder: Path) -> Target:
    """The reader of recordings, through a file in a folder."""
    from tests.fuzz.recordings import run_recording  # noqa: PLC0415 - it needs a folder, the others do not

    return Target(
        name="recordings",
        run=lambda data: run_recording(folder, data),
        seeds=lambda: (*seeds.shdr(), *seeds.streams()[:3], *seeds.probes()[:1], *seeds.assets()[:1]),
        tokens=(*seeds.SHDR_TOKENS, *seeds.XML_TOKENS[:20]),
    )
