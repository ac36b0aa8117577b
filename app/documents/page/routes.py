"""`/verify`: the page on which anybody verifies a document by its code. It needs no JavaScript."""

import html
import re
from functools import cache
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request, Response

from app.core.http.access import PublicLookup
from app.core.http.problems import request_locale
from app.core.values.errors import NotFound
from app.core.values.notation import Notation
from app.core.values.text import N_, translate
from app.documents.verification.service import Verified, verify

root_router = APIRouter(include_in_schema=False)

_PAGES = Path(__file__).with_name("pages")
_CODE = re.compile("[A-Z2-7]{26}")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Vary": "Accept-Language",
    "Cache-Control": "no-cache",
}
_LABELS = {
    "title": N_("Verify a document"),
    "ask": N_("Code on the document"),
    "verify": N_("Verify"),
}
_HOLDS = N_("The evidence is intact: what is kept is what was signed.")
_BROKEN = N_("The evidence was changed after it was signed. Do not rely on this document.")
_UNKNOWN = N_("No document has this code. Compare it with the one on the document.")
_LEVEL = N_(
    "This page shows that the data is unchanged since it was signed on the organization's device."
    " It does not prove who held the pen: the signature is a simple electronic signature."
)
_ORGANIZATION, _REFERENCE = N_("Organization"), N_("Reference")
_MOMENT, _SIGNED_BY = N_("Closed on"), N_("Signed by")
_CONTENT, _FILE = N_("SHA-256 of the content"), N_("SHA-256 of the PDF")


@root_router.get("/verify")
async def get_verification_form(request: Request, access: PublicLookup, code: str = "") -> Response:
    """Get the page that asks for a code, or what stands behind the one that was typed."""
    return await _page(request, access, re.sub(r"[\s-]", "", code[:60]).upper())


@root_router.get("/verify/verify.css")
async def get_verification_style() -> Response:
    """Get the style sheet of the page."""
    headers = _HEADERS | {"Cache-Control": "public, max-age=86400"}
    return Response(_read("verify.css"), media_type="text/css", headers=headers)


@root_router.get("/verify/{code}")
async def get_verification_page(request: Request, access: PublicLookup, code: str) -> Response:
    """Get the page that says what stands behind a code, as a QR code leads to it."""
    return await _page(request, access, code[:60].upper())


async def _page(request: Request, access: PublicLookup, code: str) -> Response:
    locale = request_locale(request)
    found, status = "", 200
    if code:
        try:
            if not _CODE.fullmatch(code):
                raise NotFound
            found = _shown(await verify(access.database, code), locale)
        except NotFound:
            found, status = _paragraph("broken", translate(_UNKNOWN, locale)), 404
    labels = {name: html.escape(translate(text, locale)) for name, text in _LABELS.items()}
    page = Template(_read("verify.html").decode())
    text = page.substitute(labels, language=locale, code=html.escape(code), found=found)
    return Response(text, status_code=status, media_type="text/html", headers=_HEADERS)


def _shown(verified: Verified, locale: str) -> str:
    shown, notation = verified.verification, Notation(locale, verified.zone)
    signers = (
        f"{each.initials} ({notation.label(each.role)}), {notation.moment(each.signed_at)}"
        for each in shown.signers
    )
    facts = (
        (_ORGANIZATION, shown.organization_name),
        (_REFERENCE, shown.reference),
        (_MOMENT, notation.moment(shown.happened_at)),
        *((_SIGNED_BY, signer) for signer in signers),
        (_CONTENT, shown.content_hash),
        (_FILE, shown.document_sha256),
    )
    told = "".join(
        f"<dt>{html.escape(translate(name, locale))}</dt><dd>{html.escape(value)}</dd>"
        for name, value in facts
        if value is not None
    )
    verdict = ("holds", _HOLDS) if shown.is_intact else ("broken", _BROKEN)
    return "".join(
        (
            _paragraph(verdict[0], translate(verdict[1], locale)),
            f"<dl>{told}</dl>",
            _paragraph("quiet", translate(_LEVEL, locale)),
        )
    )


def _paragraph(kind: str, text: str) -> str:
    return f'<p class="{kind}">{html.escape(text)}</p>'


@cache
def _read(name: str) -> bytes:
    return (_PAGES / name).read_bytes()
