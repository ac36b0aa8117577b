"""The reference is served by the API itself, under a policy that loads nothing from elsewhere."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from fastapi import FastAPI

from app.contract.reference.document import COMMITTED, ReferenceDocument
from app.contract.reference.pages import ReferencePages
from app.core.values.errors import catalogue

#: Largest page of an operation, in bytes as sent.
LARGEST = 90_000


@pytest.fixture
async def browser(app: FastAPI) -> httpx.AsyncClient:
    """Someone who is not signed in."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://test", headers={"Accept": "text/html"}
    )


@pytest.fixture(scope="module")
def document(app: FastAPI) -> ReferenceDocument:
    return ReferenceDocument.committed()


async def test_the_contract_that_was_committed_is_served(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == json.loads(COMMITTED.read_text())


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/"])
async def test_the_entrance_leads_to_the_reference(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")
    links = (await browser.get(path, headers={"Accept": "application/json"})).json()
    assert links["docs"] == "/docs"
    assert links["openapi"] == "/openapi.json"
    assert links["version"]


async def test_every_page_is_strict_and_every_link_of_it_leads_somewhere(
    browser: httpx.AsyncClient, document: ReferenceDocument
) -> None:
    """Follow the links from the start until nothing new is found."""
    found: dict[str, _Page] = {}
    waiting = ["/docs"]
    while waiting:
        path = waiting.pop()
        answer = await browser.get(path)
        assert answer.status_code == 200, path
        found[path] = page = _Page()
        if answer.headers["content-type"].partition(";")[0] != "text/html":
            continue
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        page.feed(answer.text)
        assert not page.inline, f"{path}: {page.inline}"
        for link in page.links:
            assert link.startswith(("/", "#")) or page.leaves(link), f"{path}: {link}"
            where = urlsplit(urljoin(path, link))
            if not where.netloc and where.path not in found and where.path not in waiting:
                waiting.append(where.path)
    for path, page in found.items():
        for link in page.links:
            where = urlsplit(urljoin(path, link))
            if where.fragment and not where.netloc:
                assert where.fragment in found[where.path].ids, f"{path}: {link}"
    reached = {path.removeprefix("/docs/") for path in found}
    assert {f"operations/{name}" for name in document.operations} <= reached
    assert {f"schemas/{name}" for name in document.schemas} <= reached
    assert {f"tags/{name}" for name in document.tags} <= reached
    assert {f"/problems/{refusal.slug()}" for refusal in catalogue()} <= set(found)


async def test_an_operation_is_told_whole(
    browser: httpx.AsyncClient, document: ReferenceDocument
) -> None:
    for operation in document.operations.values():
        page = await browser.get(f"/docs/operations/{operation.id}")
        text = _Page.text_of(page.text)
        assert operation.summary in text
        assert len(page.content) < LARGEST, operation.id
        for parameter in operation.parameters:
            assert f"<code>{parameter['name']}</code>" in page.text, operation.id
        for codes in operation.codes.values():
            assert all(f"<code>{code}</code>" in page.text for code in codes), operation.id
        permission = operation.part.get("x-required-permission")
        assert permission is None or f"<code>{permission}</code>" in page.text
        for language in ("curl", "TypeScript", "Python"):
            assert f'aria-label="{language}"' in page.text


async def test_a_page_is_sent_once_until_it_changes(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/docs/operations/createTicket")
    assert page.headers["cache-control"] == "no-cache"
    again = await browser.get(
        "/docs/operations/createTicket", headers={"If-None-Match": page.headers["etag"]}
    )
    assert again.status_code == 304
    (style,) = re.findall(r'href="(/docs/static/[^"]+\.css)"', page.text)
    assert (await browser.get(style)).headers["cache-control"] == "public, max-age=86400"


@pytest.mark.parametrize(
    "path",
    [
        "/docs/nothing",
        "/docs/start",
        "/docs/problem/not-found",
        "/docs/operations/nothing",
        "/docs/schemas/Nothing",
        "/docs/tags/nothing",
        "/docs/guides/nothing",
        "/docs/static/0/nothing.js",
        "/docs/static/0/..%2Fpages.py",
        "/docs/operations",
    ],
)
async def test_an_unknown_page_is_not_found(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).status_code == 404
    as_json = await browser.get(path, headers={"Accept": "application/json"})
    assert as_json.status_code == 404
    assert as_json.json()["code"] in {"not_found", "route_not_found"}


async def test_a_question_finds_its_answer(browser: httpx.AsyncClient) -> None:
    page = _Page()
    page.feed((await browser.get("/docs/search", params={"q": "abrir chamado"})).text)
    found = [link for link in page.links_in_content if link.startswith(("/docs/", "/problems/"))]
    assert "/docs/operations/createTicket" in found[:3]


async def test_what_is_searched_for_is_text(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/docs/search", params={"q": '"><script>alert(1)</script>'})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert (await browser.get("/docs/search", params={"q": "zzz qqq"})).status_code == 200
    assert (await browser.get("/docs/search")).status_code == 200


async def test_a_search_is_counted_for_the_address(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/docs/search", params={"q": "ticket"})
    assert page.headers["ratelimit-policy"].startswith('"search";')


def test_guides_stand_beside_the_operations_and_are_found(
    document: ReferenceDocument, tmp_path: Path
) -> None:
    (tmp_path / "02-paging.md").write_text(
        "# Paging\n\nLists are cut into pages.\n\n## Until the end\n\n`listTickets`, <b>raw</b>,"
        " `invalid_cursor`.\n\n```sh\ncurl 'http://127.0.0.1:8000/v1/tickets' # a page\n```\n"
    )
    (tmp_path / "01-sign-in.md").write_text("# Signing in\n\nWith a password.\n")
    pages = ReferencePages(document, tmp_path)
    assert list(pages.guides) == ["sign-in", "paging"]
    page = pages.page("guides", "paging")
    assert page is not None
    text = page.body.decode()
    assert "&lt;b&gt;raw" in text
    assert 'id="until-the-end"' in text
    assert 'href="/docs/operations/listTickets"' in text
    assert 'href="/problems/invalid-cursor"' in text
    assert pages.index.find("how do I page")[0].url == "/docs/guides/paging"
    assert pages.index.find("paging until end")[0].url == "/docs/guides/paging#until-the-end"


async def test_every_code_has_a_page(browser: httpx.AsyncClient) -> None:
    for refusal in catalogue():
        page = await browser.get(f"/problems/{refusal.slug()}", headers={"Accept-Language": "en"})
        assert page.status_code == 200
        assert refusal.code() in page.text
        assert refusal.advice.replace("`", "") in _Page.text_of(page.text)
        assert "unsafe" not in page.headers["content-security-policy"]


async def test_a_page_speaks_the_language_of_its_reader(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/problems/not-found", headers={"Accept-Language": "pt-PT,en;q=0.5"})
    assert 'lang="pt-PT"' in page.text
    assert "Nada aqui tem este id; o que é de outras organizações parece igual." in page.text


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


class _Page(HTMLParser):
    """Links, ids and whatever is inline of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.links_in_content: list[str] = []
        self.ids: set[str] = set()
        self.inline: list[str] = []
        self._away: set[str] = set()
        self._in_content = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_content |= tag == "main"
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name[:2] == "on"]
        if tag == "style" or (tag == "script" and not given.get("src")):
            self.inline.append(tag)
        self.ids |= {value for value in [given.get("id")] if value}
        for link in filter(None, (given.get("href"), given.get("src"))):
            self.links.append(link)
            if tag == "a" and not link.startswith("/"):
                self._away.add(link)
            if self._in_content:
                self.links_in_content.append(link)

    def leaves(self, link: str) -> bool:
        """Whether it is a link that a reader may follow elsewhere, not a file that is loaded."""
        return link in self._away and link.startswith("https://")

    @staticmethod
    def text_of(page: str) -> str:
        return unescape(re.sub(r"<[^>]+>", "", page))
