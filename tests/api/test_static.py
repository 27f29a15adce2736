"""The user interface's files: cache, compression, fallback, and nothing from outside the folder."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from dispatcher.api.app import create_app
from dispatcher.api.services import Services
from dispatcher.api.static import find
from dispatcher.ports.access import Permission
from tests.api.plant import Lockable


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pages = tmp_path / "pages"
    (pages / "assets").mkdir(parents=True)
    (pages / "index.html").write_text("<title>office</title>")
    (pages / "terminal.html").write_text("<title>terminal</title>")
    (pages / "assets" / "app-1a2b.js").write_text("let x = 1")
    (pages / "assets" / "app-1a2b.js.br").write_bytes(b"brotli")
    (pages / "assets" / "app-1a2b.js.gz").write_bytes(b"gzip")
    (tmp_path / "secret.txt").write_text("secret")
    (pages / "link.txt").symlink_to(tmp_path / "secret.txt")
    return pages


@pytest.fixture
async def pages(given: Services, folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(given, pages=folder))
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as found:
        yield found


@pytest.mark.parametrize(
    ("path", "title"),
    [("/", "office"), ("/machines/m1", "office"), ("/terminal", "terminal"), ("/terminal/x", "terminal")],
)
async def test_addresses_that_are_no_files_get_their_page(pages: httpx.AsyncClient, path: str, title: str) -> None:
    answer = await pages.get(path)
    assert answer.text == f"<title>{title}</title>"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("accepted", "encoding", "body"),
    [("br, gzip", "br", b"brotli"), ("gzip", "gzip", b"gzip"), ("identity", None, b"let x = 1")],
)
async def test_hashed_files_are_kept_for_ever_and_sent_packed(
    pages: httpx.AsyncClient, accepted: str, encoding: str | None, body: bytes
) -> None:
    request = pages.build_request("GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": accepted})
    answer = await pages.send(request, stream=True)
    raw = b"".join([part async for part in answer.aiter_raw()])
    assert (raw, answer.headers.get("content-encoding")) == (body, encoding)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "javascript" in answer.headers["content-type"]


async def test_a_page_that_did_not_change_is_not_sent_again(pages: httpx.AsyncClient) -> None:
    first = await pages.get("/")
    again = await pages.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/assets/app-0.js", "/missing.png", "/api/v2/x", "/metrics/x", "/healthz/x"])
async def test_what_is_missing_is_not_answered_with_a_page(pages: httpx.AsyncClient, path: str) -> None:
    answer = await pages.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_address")


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "assets/../../secret.txt", "/etc/passwd", "link.txt", "assets//app-1a2b.js", "", "a\0b", "..\\x"],
)
def test_nothing_outside_the_folder_is_served(folder: Path, path: str) -> None:
    assert find(folder, path) is None


@pytest.mark.parametrize(("language", "word"), [("en", "make web"), ("ru", "не собран")])
async def test_without_a_built_interface_a_page_says_what_to_do(
    given: Services, tmp_path: Path, language: str, word: str
) -> None:
    transport = httpx.ASGITransport(create_app(given, pages=tmp_path / "nowhere"))
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        answer = await client.get("/", headers={"Accept-Language": language})
    assert answer.status_code == 503
    assert word in answer.text


async def test_pages_need_their_permission(given: Services, folder: Path) -> None:
    locked = replace(given, access=Lockable(refused={Permission.PAGES_READ}))
    transport = httpx.ASGITransport(create_app(locked, pages=folder))
    async with httpx.AsyncClient(transport=transport, base_url="http://plant") as client:
        assert (await client.get("/")).status_code == 403


async def test_a_head_request_is_answered(pages: httpx.AsyncClient) -> None:
    assert (await pages.head("/")).status_code == 200
