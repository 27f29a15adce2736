"""Which state rules fit, what they would say, and what a machine could be called."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatcher.app.plant import MachineKind
from dispatcher.app.setup.naming import free, slug, suggested
from dispatcher.app.setup.preview import seen
from dispatcher.app.setup.suggesting import SIGNALS, fits, preview
from dispatcher.bootstrap.state_rules import all_profiles
from dispatcher.domain.profile import DeviceMapping
from dispatcher.domain.signal import Category, SignalSpec
from dispatcher.ports.connector import Declared, Device
from tests.unit.app.setup.paper import look
from tests.unit.app.support import GENERIC, batch

PROFILES = all_profiles()
LAMP = Declared(
    handle=1, device="", spec=SignalSpec(key="g", name="lamp_green", category=Category.EVENT, type="ACTUATOR_STATE")
)


def test_the_general_profile_comes_before_those_of_one_make() -> None:
    found = [fit.profile.id for fit in fits(seen(look())[0], "mtconnect", PROFILES.values())]

    assert found[0] == "mtconnect-generic"
    assert "demo-okuma-lathe" in found


def test_the_profile_that_names_the_maker_comes_first() -> None:
    okuma = look(device=Device(name="L1", uuid="", manufacturer="OKUMA", model="LB-3000"))

    assert fits(seen(okuma)[0], "mtconnect", PROFILES.values())[0].profile.id == "demo-okuma-lathe"


def test_a_profile_that_finds_nothing_is_not_offered() -> None:
    lamps = fits(seen(look("ACTIVE", declared=[LAMP]))[0], "shdr", PROFILES.values())

    assert (lamps[0].profile.id, lamps[0].state, lamps[0].rule) == ("signal-tower", "running", "green")
    assert "mtconnect-generic" not in {fit.profile.id for fit in lamps}
    assert set(lamps[0].missing) >= {"yellow", "red"}


def test_a_mapped_profile_is_for_its_own_connector_and_says_nothing_before_it_reads() -> None:
    entry = {"key": "exec", "type": "EXECUTION", "register": 1}
    mapped = replace(GENERIC, id="paper-x", mapping=DeviceMapping(connector="paper", signals=(entry,)))
    nothing = replace(look(), now=batch(1, declared=()))

    assert fits(seen(nothing)[0], "ink", [mapped]) == ()
    fit = fits(seen(nothing)[0], "paper", [mapped])[0]
    assert (fit.state, fit.rule, "execution" in fit.missing, "fault" in fit.missing) == ("", "", False, False)
    assert fits(seen(look("ACTIVE"))[0], "paper", [mapped])[0].state == "running"


def test_native_numbers_are_judged_in_our_units() -> None:
    spec = SignalSpec(
        key="s", name="s", category=Category.SAMPLE, type="LENGTH", units="MILLIMETER", native_units="INCH"
    )
    probe = look(declared=[Declared(handle=1, device="", spec=spec)])
    rows = replace(probe.now.rows, num=[2.0], text=[None])

    native = seen(replace(probe, now=replace(probe.now, rows=rows, native=True)))[0]
    ours = seen(replace(probe, now=replace(probe.now, rows=rows)))[0]

    assert native.signals[0].value == pytest.approx(50.8)
    assert ours.signals[0].value == 2.0


def test_a_million_signals_are_shown_as_a_few_and_it_is_told() -> None:
    many = [
        Declared(handle=n, device="", spec=SignalSpec(key=f"k{n}", name="", category=Category.EVENT, type="MESSAGE"))
        for n in range(SIGNALS + 1)
    ]

    shown = preview(seen(look(declared=many))[0], "ink", "10.0.0.5", PROFILES.values())

    assert (len(shown.signals), shown.truncated) == (SIGNALS, True)


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        (Device(name="Токарный 16К20", uuid=""), MachineKind.TURNING),
        (Device(name="M", uuid="", manufacturer="Mazak", model="INTEGREX i-200"), MachineKind.MILL_TURN),
        (Device(name="Фрезерный центр", uuid=""), MachineKind.MILLING),
        (Device(name="Плоскошлифовальный", uuid=""), MachineKind.GRINDING),
        (Device(name="VF-2", uuid="", manufacturer="Haas"), MachineKind.MILLING),
        (Device(name="x", uuid="", description="KUKA cell"), MachineKind.ROBOT),
        (Device(name="device", uuid=""), MachineKind.OTHER),
    ],
)
def test_the_kind_is_read_from_what_the_device_says(device: Device, kind: MachineKind) -> None:
    assert suggested(device, "h", ()).kind is kind


@pytest.mark.parametrize(
    ("text", "name"),
    [("Токарный 16К20", "tokarnyy-16k20"), ("  Mill #7 / A ", "mill-7-a"), ("工具", ""), ("щука ёж", "shchuka-ezh")],
)
def test_names_in_any_script_become_names_for_addresses(text: str, name: str) -> None:
    assert slug(text) == name


def test_a_name_that_is_taken_gets_a_number() -> None:
    assert [free("mill", taken) for taken in ((), ("mill",), ("mill", "mill-2"))] == ["mill", "mill-2", "mill-3"]
    assert suggested(Device(name="工具", uuid=""), "10.0.0.5", ["machine"]).id == "machine-2"
    assert suggested(Device(name="", uuid=""), "10.0.0.5", ()).name == "10.0.0.5"
