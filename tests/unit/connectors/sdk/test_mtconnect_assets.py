"""Asset documents are kept as they came."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatcher.connectors.sdk.mtconnect_xml import AssetsDocument, ErrorsDocument, read_assets
from dispatcher.domain.instant import parse_instant
from dispatcher.ports.connector import Garbled

ASSETS = """<?xml version="1.0" encoding="UTF-8"?>
<m:MTConnectAssets xmlns:m="urn:mtconnect.org:MTConnectAssets:1.7">
  <m:Header creationTime="2026-05-11T13:55:22Z" instanceId="1" assetCount="2" assetBufferSize="8"/>
  <m:Assets>
    <m:CuttingTool assetId="T1" deviceUuid="u1" timestamp="2026-05-11T13:55:22Z" note="a > b">
      <m:Life unit='"'>1 &lt; 2</m:Life><m:CuttingTool assetId="inner"/>Фреза</m:CuttingTool>
    <m:Fixture assetId="F1" timestamp="never" removed="true" note='"/>'/>
    <m:Nameless/>
  </m:Assets>
</m:MTConnectAssets>"""


def test_each_asset_is_kept_verbatim() -> None:
    document = read_assets(ASSETS.encode())

    assert isinstance(document, AssetsDocument)
    tool, fixture = document.assets
    begin, end = ASSETS.index("<m:CuttingTool"), ASSETS.index("Фреза</m:CuttingTool>") + len("Фреза</m:CuttingTool>")
    assert tool.document == ASSETS[begin:end]
    assert (tool.asset_id, tool.type, tool.device, tool.removed) == ("T1", "CuttingTool", "u1", False)
    assert tool.at == parse_instant("2026-05-11T13:55:22Z")
    assert fixture.document == """<m:Fixture assetId="F1" timestamp="never" removed="true" note='"/>'/>"""
    assert (fixture.device, fixture.at, fixture.removed) == ("", None, True)


def test_assets_in_another_encoding_are_text_all_the_same() -> None:
    data = ASSETS.replace("UTF-8", "windows-1251").encode("cp1251")

    document = read_assets(data)

    assert isinstance(document, AssetsDocument)
    assert "Фреза" in document.assets[0].document


def test_error_documents_and_rubbish() -> None:
    assert isinstance(
        read_assets(b'<MTConnectError><Error errorCode="ASSET_NOT_FOUND">no</Error></MTConnectError>'), ErrorsDocument
    )
    with pytest.raises(Garbled):
        read_assets(b"<MTConnectDevices/>")
    with pytest.raises(Garbled):
        read_assets(ASSETS.encode()[:-30])


@pytest.mark.shared_data
def test_a_real_asset_document(shared_data: Path) -> None:
    data = (shared_data / "mtconnect-cppagent/test-resources/assets/asset3.xml").read_bytes()

    document = read_assets(data)

    assert isinstance(document, AssetsDocument)
    assert [(asset.asset_id, asset.type, asset.removed) for asset in document.assets] == [
        ("KSSP300R4SD43L240.1", "CuttingTool", True)
    ]
    assert document.assets[0].document.encode() in data
