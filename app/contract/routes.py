"""`/openapi.json`, `/docs`, `/problems/{slug}`: the contract, its reference and its codes.

Everything comes from this server, under a policy that lets a browser load nothing else.
"""

import html
import json
from functools import cache
from pathlib import Path
from string import Template

import fastapi_offline
from fastapi import APIRouter, Request, Response

from app.contract.openapi.parts import meaning
from app.core.http.problems import request_locale
from app.core.values.errors import NotFound, Refusal, catalogue
from app.core.values.text import N_, translate

root_router = APIRouter(include_in_schema=False)

#: The document as it was committed: what is served is what was reviewed.
COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"

_PAGES = Path(__file__).with_name("pages")
# The package is taken for these two files of Swagger UI only; see docs/decisions.
_SWAGGER_UI = Path(fastapi_offline.__file__).with_name("static")
_FILES: dict[str, tuple[Path, str]] = {
    "docs.css": (_PAGES, "text/css"),
    "docs.js": (_PAGES, "text/javascript"),
    "icon.svg": (_PAGES, "image/svg+xml"),
    "problem.css": (_PAGES, "text/css"),
    "swagger-ui.css": (_SWAGGER_UI, "text/css"),
    "swagger-ui-bundle.js": (_SWAGGER_UI, "text/javascript"),
}
_POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_A_DAY = {"Cache-Control": "public, max-age=86400"}


@root_router.get("/openapi.json")
async def get_contract(request: Request) -> Response:
    """The contract, for tools."""
    if COMMITTED.exists():
        return Response(_read(COMMITTED), media_type="application/json")
    document = json.dumps(request.app.openapi(), ensure_ascii=False)
    return Response(document, media_type="application/json")


@root_router.get("/docs")
async def get_reference() -> Response:
    """The contract, for people who want to try it."""
    return Response(_read(_PAGES / "docs.html"), media_type="text/html", headers=_POLICY)


@root_router.get("/docs/{name}")
async def get_reference_file(name: str) -> Response:
    """What the pages are drawn with."""
    if name not in _FILES:
        raise NotFound
    folder, media_type = _FILES[name]
    return Response(_read(folder / name), media_type=media_type, headers=_POLICY | _A_DAY)


@root_router.get("/problems/{slug}")
async def get_problem(request: Request, slug: str) -> Response:
    """What a code means and what to do about it, in the caller's language."""
    refusal = _by_slug().get(slug)
    if refusal is None:
        raise NotFound
    locale = request_locale(request)
    told = {
        "code": refusal.code(),
        "status": str(refusal.status),
        "title": translate(refusal.title, locale),
        "meaning": translate(meaning(refusal), locale),
        "advice": translate(refusal.advice, locale),
    }
    if "text/html" not in request.headers.get("accept", ""):
        body = json.dumps(told | {"status": refusal.status}, ensure_ascii=False)
        return Response(body, media_type="application/json", headers={"Vary": "Accept"})
    labels = {
        "meaning_label": translate(N_("What it means"), locale),
        "advice_label": translate(N_("What to do"), locale),
        "reference_label": translate(N_("Reference of the API"), locale),
    }
    page = Template(_read(_PAGES / "problem.html").decode())
    text = {name: html.escape(value) for name, value in (told | labels).items()}
    return Response(
        page.substitute(text, language=locale),
        media_type="text/html",
        headers=_POLICY | {"Vary": "Accept"},
    )


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


def _by_slug() -> dict[str, type[Refusal]]:
    return {refusal.slug(): refusal for refusal in catalogue()}
