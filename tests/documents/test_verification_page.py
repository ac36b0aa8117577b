"""The page on which anybody verifies a document, in the reader's language."""

import io

import httpx
import pypdf
import pytest
from fastapi import FastAPI

from app.embedded.servers import Servers
from tests.callers import Drain
from tests.documents.test_evidence_chain import MUTATIONS, _as_owner, _code
from tests.orders.fieldwork import Fieldwork
from tests.world import World


@pytest.fixture
def work(world: World) -> Fieldwork:
    return Fieldwork(world)


async def _read(app: FastAPI, path: str, language: str = "pt-BR") -> httpx.Response:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as anybody:
        return await anybody.get(path, headers={"Accept-Language": language})


@pytest.mark.parametrize(
    ("language", "verdict"),
    [
        ("pt-BR", "As evidências estão íntegras"),
        ("pt-PT", "As evidências estão íntegras"),
        ("en", "The evidence is intact"),
    ],
)
async def test_it_says_what_stands_behind_the_code_of_a_report(
    work: Fieldwork, drain: Drain, app: FastAPI, language: str, verdict: str
) -> None:
    order = await work.closed()
    await drain(work.office.organization_id)
    code = await _code(work, order["id"])
    page = await _read(app, f"/verify/{code}", language)
    assert page.status_code == 200
    for told in (verdict, order["protocol"], "Rede Boa", "M. G."):
        assert told in page.text, told
    assert "Maria" not in page.text
    spaced = "+".join((code[:13].lower(), code[13:]))
    assert (await _read(app, f"/verify?code={spaced}")).status_code == 200


async def test_it_warns_of_what_was_changed(
    work: Fieldwork, drain: Drain, app: FastAPI, servers: Servers
) -> None:
    order = await work.closed()
    await drain(work.office.organization_id)
    await _as_owner(servers, MUTATIONS["who signed"], order["id"])
    page = await _read(app, f"/verify/{await _code(work, order['id'])}", "en")
    assert "The evidence was changed" in page.text


@pytest.mark.parametrize("code", ["A" * 26, "short", "<script>alert(1)</script>", "A" * 400])
async def test_a_code_that_was_never_given_is_said_so(app: FastAPI, code: str) -> None:
    page = await _read(app, f"/verify?code={code}", "en")
    assert page.status_code == 404
    assert "No document has this code" in page.text
    assert "<script" not in page.text


async def test_without_a_code_it_asks_for_one(app: FastAPI) -> None:
    page = await _read(app, "/verify", "en")
    assert (page.status_code, "Code on the document" in page.text) == (200, True)


async def test_the_report_leads_to_the_page(work: Fieldwork, drain: Drain) -> None:
    order = await work.closed()
    await drain(work.office.organization_id)
    pdf = (await work.office.send("GET", f"/v1/orders/{order['id']}/report")).content
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    links = [
        str(note.get_object()["/A"]["/URI"]) for page in pages for note in page.get("/Annots", ())
    ]
    address = f"/verify/{await _code(work, order['id'])}"
    assert any(link.endswith(address) for link in links)
