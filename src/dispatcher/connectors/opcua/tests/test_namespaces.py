"""Nodes are named by what lasts; a number of a namespace is what it meant when it was written down."""

from __future__ import annotations

import pytest

from dispatcher.connectors.opcua.namespaces import BASE, Namespaces, checked_node

FIRST = (BASE, "urn:server", "urn:a", "urn:b")
TURNED = (BASE, "urn:server", "urn:b", "urn:new", "urn:a")


@pytest.mark.parametrize(
    ("node", "wire"),
    [
        ("i=2258", "i=2258"),
        ("ns=0;i=2258", "i=2258"),
        ("nsu=urn:a;s=Вал 1", "ns=4;s=Вал 1"),
        ("ns=2;s=Speed", "ns=4;s=Speed"),
        ("ns=3;s=x;y=z", "ns=2;s=x;y=z"),
        ("ns=9;s=Speed", None),
        ("nsu=urn:gone;s=Speed", None),
    ],
)
def test_other_numbers_after_a_restart_change_nothing(node: str, wire: str | None) -> None:
    assert Namespaces(TURNED).wire(node, FIRST) == wire


def test_a_node_keeps_its_name_through_a_restart() -> None:
    lasting = Namespaces(FIRST).lasting("ns=2;s=Speed")

    assert lasting == "nsu=urn:a;s=Speed"
    assert Namespaces(TURNED).wire(lasting) == "ns=4;s=Speed"


def test_a_semicolon_in_a_namespace_survives() -> None:
    odd = Namespaces((BASE, "urn:a;b%c"))

    assert odd.lasting("ns=1;i=5") == "nsu=urn:a%3Bb%25c;i=5"
    assert odd.wire("nsu=urn:a%3Bb%25c;i=5") == "ns=1;i=5"


@pytest.mark.parametrize("text", ["", "Speed", "ns=x;s=1", "i=one", "nsu=;s=", "s="])
def test_what_is_no_node_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write a node like"):
        checked_node(text)
