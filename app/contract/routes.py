"""`/openapi.json`, `/docs`, `/problems/{slug}`: the contract, its reference and its codes.

Everything comes from this server, under a policy that lets a browser load nothing else.
"""

import asyncio
import json
from functools import cache
from threading import Lock

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from app.contract.reference.document import COMMITTED, ReferenceDocument
from app.contract.reference.pages import (
    NAMED_PAGES,
    SINGLE_PAGES,
    ReferencePages,
    RenderedPage,
    refusals_by_slug,
    told,
)
from app.contract.reference.static import STATIC
from app.core.http.access import PublicSearch
from app.core.http.problems import request_locale
from app.core.values.errors import NotFound

root_router = APIRouter(include_in_schema=False)

_POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_A_DAY = {"Cache-Control": "public, max-age=86400"}
_REVALIDATED = {"Cache-Control": "no-cache"}
_making = Lock()


@root_router.get("/")
@root_router.get("/v1")
@root_router.get("/v1/")
async def get_entrance(request: Request) -> Response:
    """The way to the reference: a redirect for browsers, links for programs."""
    if _wants_html(request):
        return RedirectResponse("/docs", 307, headers={"Vary": "Accept"})
    links = {
        "name": "Chamado",
        "version": request.app.version,
        "docs": "/docs",
        "openapi": "/openapi.json",
    }
    return Response(json.dumps(links), media_type="application/json", headers={"Vary": "Accept"})


@root_router.get("/openapi.json")
async def get_contract(request: Request) -> Response:
    """The contract, for tools."""
    if COMMITTED.exists():
        return Response(_committed(), media_type="application/json")
    document = json.dumps(request.app.openapi(), ensure_ascii=False)
    return Response(document, media_type="application/json")


@root_router.get("/docs")
@root_router.get("/docs/")
async def get_reference(request: Request) -> Response:
    """The contract, for people: where to begin."""
    return await _page(request, "start")


@root_router.get("/docs/search")
async def search_reference(request: Request, _: PublicSearch, q: str = "") -> Response:
    """Pages in which all words of the query occur."""
    return _as_html(request, await asyncio.to_thread(lambda: _pages(request.app).search(q)))


@root_router.get("/docs/static/{version}/{name}")
async def get_reference_file(name: str) -> Response:
    """Files that the pages are drawn with."""
    if name not in STATIC:
        raise NotFound
    file = STATIC[name]
    return Response(file.content, media_type=file.media_type, headers=_POLICY | _A_DAY)


@root_router.get("/docs/{kind}")
async def get_single_page(request: Request, kind: str) -> Response:
    """A page of which there is one."""
    return await _page(request, kind if kind in SINGLE_PAGES else "")


@root_router.get("/docs/{kind}/{name}")
async def get_named_page(request: Request, kind: str, name: str) -> Response:
    """The page of an operation, schema, tag or guide."""
    return await _page(request, kind if kind in NAMED_PAGES else "", name)


@root_router.get("/problems/{slug}")
async def get_problem(request: Request, slug: str) -> Response:
    """The meaning of a code and what to do about it, in the caller's language."""
    refusal = refusals_by_slug().get(slug)
    if refusal is None:
        raise NotFound
    locale = request_locale(request)
    if _wants_html(request):
        return await _page(request, "problem", slug, locale)
    body = json.dumps(told(refusal, locale), ensure_ascii=False)
    return Response(body, media_type="application/json", headers={"Vary": "Accept"})


async def _page(request: Request, kind: str, name: str = "", locale: str = "en") -> Response:
    page = await asyncio.to_thread(lambda: _pages(request.app).page(kind, name, locale))
    if page is not None:
        return _as_html(request, page)
    if not _wants_html(request):
        raise NotFound
    return _as_html(request, await asyncio.to_thread(_pages(request.app).not_found), 404)


def _as_html(request: Request, page: RenderedPage, status: int = 200) -> Response:
    headers = _POLICY | _REVALIDATED | {"ETag": page.etag, "Vary": "Accept"}
    if status == 200 and request.headers.get("if-none-match") == page.etag:
        return Response(status_code=304, headers=headers)
    return Response(page.body, status, headers, media_type="text/html")


def _pages(app: FastAPI) -> ReferencePages:
    """The pages, made by whoever asks first; call it in a thread."""
    with _making:
        return _made(app)


@cache
def _made(app: FastAPI) -> ReferencePages:
    if COMMITTED.exists():
        return ReferencePages(ReferenceDocument.committed())
    return ReferencePages(ReferenceDocument(app.openapi()))


@cache
def _committed() -> bytes:
    return COMMITTED.read_bytes()


def _wants_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")
