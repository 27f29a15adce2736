"""Assets: read, bounded, selected, written."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.agent import Namespace
from dispatcher.agent.assets import AssetStore, StoredAsset, read_asset
from dispatcher.domain.errors import InvalidInput
from tests.unit.agent.models import START, agent, faults_of, later


def asset(asset_id: str, type_: str = "CuttingTool", device: str = "m-1") -> StoredAsset:
    return StoredAsset(asset_id=asset_id, type=type_, device_uuid=device, at=START, removed=False, head="", body="")


def test_a_document_keeps_its_own_attributes_and_content() -> None:
    found = read_asset(
        '<?xml version="1.0"?>\n<CuttingTool xmlns="urn:mtconnect.org:MTConnectAssets:1.3" assetId="T1" toolId="9"'
        ' timestamp="2001-01-01T00:00:00Z"><A b="&lt;"/>text</CuttingTool>',
        device_uuid="m-1",
        at=START,
    )
    assert (found.asset_id, found.type, found.head, found.body) == (
        "T1",
        "CuttingTool",
        ' toolId="9"',
        '<A b="&lt;"/>text',
    )


def test_foreign_elements_keep_their_namespace() -> None:
    found = read_asset('<P assetId="1"><x:Q xmlns:x="urn:q"/></P>', device_uuid="m-1", at=START)
    assert found.body == '<x:Q xmlns:x="urn:q"/>'


def test_an_empty_document_has_no_body() -> None:
    assert read_asset('<P assetId="1" />', device_uuid="m-1", at=START).body == ""


def test_a_greater_sign_in_an_attribute_is_not_the_end_of_the_tag() -> None:
    found = read_asset('<P assetId="1" note="a>b"><Q/></P>', device_uuid="m-1", at=START)
    assert (found.head, found.body) == (' note="a&gt;b"', "<Q/>")


@pytest.mark.parametrize(
    "document", ["", "<P>", "<P/>", "text", '<!DOCTYPE P [<!ENTITY a "b">]><P assetId="1">&a;</P>', "<P/><Q/>"]
)
def test_what_is_no_asset_is_refused(document: str) -> None:
    with pytest.raises(InvalidInput, match=r"agent\.asset_unreadable"):
        read_asset(document, device_uuid="m-1", at=START)


def test_the_oldest_asset_gives_way() -> None:
    store = AssetStore(2)
    for name in ("a", "b", "a", "c"):
        store.put(asset(name))
    assert [one.asset_id for one in store.select()] == ["c", "a"]


def test_selection() -> None:
    store = AssetStore(9)
    store.put(asset("a", "CuttingTool", "m-1"))
    store.put(asset("b", "Fixture", "m-1"))
    store.put(asset("c", "CuttingTool", "m-2"))
    store.remove("c", later(1))
    assert len(store) == 2
    assert [one.asset_id for one in store.select(types=("CuttingTool",))] == ["a"]
    assert [one.asset_id for one in store.select(types=("CuttingTool",), removed=True)] == ["c", "a"]
    assert [one.asset_id for one in store.select(device_uuid="m-1", count=1)] == ["b"]
    assert [one.asset_id for one in store.named(["b", "c"])] == ["b", "c"]


@pytest.mark.shared_data
@pytest.mark.parametrize("name", ["asset1", "asset2"])
def test_real_cutting_tools_are_served(name: str, shared_data: Path) -> None:
    made = agent(version="1.3")
    text = (shared_data / "mtconnect-cppagent/test-resources/assets" / f"{name}.xml").read_text(encoding="utf-8")
    made.put_asset(text, START, asset_id=name)
    document = made.assets()
    assert f'assetId="{name}"'.encode() in document
    # Real documents do not always pass the schema (these leave out what a tool life began with): nothing new may fail.
    faults = faults_of(shared_data, "Assets", "1.3", document)
    assert [one for one in faults if "'initial' is required" not in one and "CuttingItems" not in one] == []


@pytest.mark.shared_data
@pytest.mark.parametrize(("name", "reason"), [("asset3", "a whole document"), ("asset4", "mismatch")])
def test_a_real_file_that_is_no_asset_is_refused(name: str, reason: str, shared_data: Path) -> None:
    text = (shared_data / "mtconnect-cppagent/test-resources/assets" / f"{name}.xml").read_text(encoding="utf-8")
    with pytest.raises(InvalidInput, match=reason):
        read_asset(text, device_uuid="m-1", at=START)


@pytest.mark.parametrize("namespace", list(Namespace))
def test_assets_in_every_namespace(namespace: Namespace) -> None:
    made = agent(namespace=namespace)
    made.put_asset(
        '<CuttingTool toolId="1" serialNumber="2"><Description>x</Description></CuttingTool>', START, asset_id="T"
    )
    document = made.assets()
    assert document.count(b"<CuttingTool ") == 1
    if namespace is Namespace.PREFIXED:
        assert b'<m:Assets xmlns="urn:mtconnect.org:MTConnectAssets:2.0">' in document
