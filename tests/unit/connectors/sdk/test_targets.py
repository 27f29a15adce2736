"""An address, taken apart."""

from __future__ import annotations

import pytest

from dispatcher.connectors.sdk.targets import Target, read_target
from dispatcher.ports.connector import ConfigRejected


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("10.0.0.7", Target(host="10.0.0.7")),
        ("станок-7:4840", Target(host="станок-7", port=4840)),
        (" opc.tcp://u:p%40ss@mill:4840/UA/x ", Target(
            scheme="opc.tcp", host="mill", port=4840, path="/UA/x", user="u", password="p@ss"
        )),
        ("http://[fe80::1]:5000", Target(scheme="http", host="fe80::1", port=5000)),
    ],
)  # fmt: skip
def test_parts_of_an_address(address: str, target: Target) -> None:
    assert read_target(address) == target


@pytest.mark.parametrize("address", ["", "http://", "mill:port", "mill:99999", "a b", "http://[::1"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ConfigRejected) as refused:
        read_target(address)

    assert refused.value.code == "address_unreadable"


def test_a_password_is_not_shown() -> None:
    with pytest.raises(ConfigRejected) as refused:
        read_target("mqtt://user:geheim@mill:port")

    assert "geheim" not in f"{refused.value.params}{read_target('mqtt://user:geheim@mill')!r}"


def test_an_authority_has_the_port_that_was_said_or_the_usual_one() -> None:
    assert read_target("[::1]").authority(4840) == "[::1]:4840"
    assert read_target("mill:1").authority(4840) == "mill:1"
