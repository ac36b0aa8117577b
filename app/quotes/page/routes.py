"""`/quote`: the page behind the link of a quote.

The token stands behind `#`, which browsers do not send; the page calls the API like any client.
"""

import html
import json
from functools import cache
from pathlib import Path
from string import Template

from fastapi import APIRouter, Request, Response

from app.core.http.problems import request_locale
from app.core.values.errors import NotFound
from app.core.values.text import N_, translate

root_router = APIRouter(include_in_schema=False)

_PAGES = Path(__file__).with_name("pages")
_FILES = {"quote.css": "text/css", "quote.js": "text/javascript"}
_POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
_A_DAY = {"Cache-Control": "public, max-age=86400"}
_LABELS = {
    "title": N_("Quote"),
    "valid_until": N_("Valid until"),
    "description": N_("Description"),
    "quantity": N_("Quantity"),
    "unit_price": N_("Unit price"),
    "discount": N_("Discount"),
    "subtotal": N_("Subtotal"),
    "total": N_("Total"),
    "payment": N_("Payment terms"),
    "starts_on": N_("Beginning of the work"),
    "ends_on": N_("End of the work"),
    "to_be_agreed": N_("To be agreed"),
    "your_name": N_("Your name"),
    "sign_here": N_("Sign here"),
    "consent": N_("By signing I approve this quote with its prices and terms."),
    "approve": N_("Approve and sign"),
    "clear": N_("Clear the signature"),
    "reason": N_("Why not? (as you like)"),
    "reject": N_("Decline"),
    "pdf": N_("Open as PDF"),
    "unreachable": N_("We could not be reached. Please try again."),
}
#: Of the text `consent`: to be raised with each change of its meaning.
_CONSENT_VERSION = "1"
_STATUSES = {
    "approved": N_("You have approved this quote. Thank you!"),
    "converted": N_("You have approved this quote. Thank you!"),
    "rejected": N_("You have declined this quote."),
    "expired": N_("This quote has expired"),
}


@root_router.get("/quote")
async def get_quote_page(request: Request) -> Response:
    """Get the page by which a customer reads and answers a quote.

    It is in the language of the reader and contains nothing of the quote: its script reads the
    token behind `#` and calls the API.
    """
    locale = request_locale(request)
    labels = {name: translate(text, locale) for name, text in _LABELS.items()}
    statuses = {name: translate(text, locale) for name, text in _STATUSES.items()}
    text = {
        "language": locale,
        "title": labels["title"],
        "loading": translate(N_("One moment …"), locale),
        "needs_script": translate(N_("This page needs JavaScript."), locale),
        "labels": json.dumps(
            labels | {"statuses": statuses, "consent_version": _CONSENT_VERSION},
            ensure_ascii=False,
        ),
    }
    page = Template(_read("quote.html").decode())
    return Response(
        page.substitute({name: html.escape(value) for name, value in text.items()}),
        media_type="text/html",
        headers=_POLICY | {"Vary": "Accept-Language", "Cache-Control": "no-cache"},
    )


@root_router.get("/quote/{name}")
async def get_quote_page_file(name: str) -> Response:
    """Get the style sheet or the script of the page of a quote.

    Not found for any other name.
    """
    if name not in _FILES:
        raise NotFound
    return Response(_read(name), media_type=_FILES[name], headers=_POLICY | _A_DAY)


@cache
def _read(name: str) -> bytes:
    return (_PAGES / name).read_bytes()
