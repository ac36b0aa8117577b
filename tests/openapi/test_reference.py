"""The reference is served by the API itself, under a policy that loads nothing from elsewhere."""

import json
import re
from html import unescape

import httpx
import pytest
from fastapi import FastAPI

from app.contract.routes import COMMITTED
from app.core.values.errors import catalogue


@pytest.fixture
async def browser(app: FastAPI) -> httpx.AsyncClient:
    """Someone who is not signed in."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", headers={"Accept": "text/html"}
    )


async def test_the_contract_that_was_committed_is_served(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(COMMITTED.read_text())


async def test_the_page_loads_from_this_server_only(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/docs")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) >= 5
    for path in loaded:
        assert path.startswith("/"), path
        assert (await browser.get(path)).status_code == 200, path
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=", page.text)


async def test_it_is_a_swagger_ui_that_reads_openapi_3_1(browser: httpx.AsyncClient) -> None:
    program = (await browser.get("/docs/swagger-ui-bundle.js")).text
    version = re.search(r'PACKAGE_VERSION:"(\d+)\.', program)
    assert version is not None
    assert int(version[1]) >= 5


async def test_nothing_else_is_served_from_there(browser: httpx.AsyncClient) -> None:
    for name in ("redoc.standalone.js", "..%2Freference.py", "problem.html"):
        assert (await browser.get(f"/docs/{name}")).status_code == 404


async def test_every_code_has_a_page(browser: httpx.AsyncClient) -> None:
    for refusal in catalogue():
        page = await browser.get(f"/problems/{refusal.slug()}", headers={"Accept-Language": "en"})
        assert page.status_code == 200
        assert refusal.code() in page.text
        assert refusal.advice in unescape(page.text)
        assert "unsafe" not in page.headers["content-security-policy"]


async def test_a_page_speaks_the_language_of_its_reader(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/problems/not-found", headers={"Accept-Language": "pt-PT,en;q=0.5"})
    assert 'lang="pt-PT"' in page.text


async def test_a_program_gets_it_as_json(browser: httpx.AsyncClient) -> None:
    answer = await browser.get(
        "/problems/not-found", headers={"Accept": "*/*", "Accept-Language": "en"}
    )
    assert answer.json() == {
        "code": "not_found",
        "status": 404,
        "title": "Not found",
        "meaning": "Nothing here has this id; whatever other organizations own looks the same.",
        "advice": "Check the id; it may belong to another organization.",
    }


async def test_an_unknown_code_is_not_found(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/problems/nonsense")).status_code == 404
