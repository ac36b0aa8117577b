"""`/v1/quotes`, and the public link of a quote."""

from contextlib import AbstractAsyncContextManager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.audit.timeline.schemas import Timeline
from app.audit.timeline.service import timeline_of
from app.catalog.service import UnknownCode
from app.core.data.database import Database, TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import PublicAccess, acting, public_access, spend
from app.core.http.listing import Page
from app.core.http.problems import request_locale
from app.core.http.responses import PdfResponse
from app.core.http.routing import Route
from app.core.runtime import runtime_of
from app.core.security.actors import Actor
from app.core.values.errors import InvalidTransition, NotFound, UnknownReference, refuses
from app.gateways.pdf import typeset
from app.orders.reads import card
from app.orders.schemas import Order
from app.organizations.emails.service import link, organization_behind
from app.quotes import schemas, service
from app.quotes.lifecycle.service import (
    QuoteAlreadyConverted,
    QuoteEmpty,
    QuoteHasExpired,
    QuoteLinkDead,
    QuoteNotApproved,
)
from app.quotes.pdf.sheet import TEMPLATE, sheet_of
from app.quotes.reads import QUOTE, QUOTES
from app.quotes.service import QUOTE_TOKEN
from app.quotes.visibility import TheQuote
from app.schedules.service import TechnicianOverlap
from app.signatures.service import EvidenceHashMismatch, Origin, SignatureBlank

router = APIRouter(tags=["quotes"], route_class=Route)

CanRead = Annotated[Reading, acting("quotes:read")]
CanWrite = Annotated[TenantSession, acting("quotes:write")]
Public = Annotated[PublicAccess, public_access()]
_PDF: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.get("/quotes", operation_id="listQuotes", response_model=Page[schemas.Quote])
async def list_quotes(reading: CanRead, query: Annotated[schemas.QuoteQuery, Query()]) -> Json:
    """Quotes, newest first."""
    return await QUOTES.page(reading, query)


@router.post(
    "/quotes",
    operation_id="createQuote",
    status_code=201,
    response_model=schemas.Quote,
    responses=refuses(UnknownReference),
)
async def create_quote(session: CanWrite, new: schemas.QuoteCreate) -> Json:
    """Write a quote; totals are computed here, in exact decimals."""
    quote = await service.create_quote(session, new)
    return await one(session, QUOTE, id=quote.id, status=201, location=f"/v1/quotes/{quote.id}")


@router.get("/quotes/{quote_id}", operation_id="getQuote", response_model=schemas.Quote)
async def get_quote(reading: CanRead, quote_id: UUID) -> Json:
    """One quote with its lines."""
    return await one(reading, QUOTE, id=quote_id)


@router.patch(
    "/quotes/{quote_id}",
    operation_id="updateQuote",
    response_model=schemas.Quote,
    responses=refuses(UnknownReference, InvalidTransition),
)
async def update_quote(session: CanWrite, quote: TheQuote, change: schemas.QuoteUpdate) -> Json:
    """Change a draft; revise the quote first if it was sent."""
    await service.update_quote(session, quote, change)
    return await one(session, QUOTE, id=quote.id)


@router.post(
    "/quotes/{quote_id}/send",
    operation_id="sendQuote",
    response_model=schemas.QuoteWithLink,
    responses=refuses(QuoteEmpty, InvalidTransition),
)
async def send_quote(
    request: Request, session: CanWrite, quote: TheQuote, how: schemas.QuoteSend
) -> schemas.QuoteWithLink:
    """Let the customer answer by a link: it is mailed if there is an address, and given here.

    A quote may be sent again, to remind or to another address: the link stays the same.
    """
    runtime = runtime_of(request)
    token, address = await service.send_quote(session, quote, how, runtime.single_use_key)
    shown = await one(session, QUOTE, id=quote.id)
    return schemas.QuoteWithLink(
        quote=schemas.Quote.model_validate_json(bytes(shown.body)),
        link=link(runtime.settings, "quote", token),
        mailed_to=address,
    )


@router.post(
    "/quotes/{quote_id}/approve",
    operation_id="approveQuote",
    response_model=schemas.Quote,
    responses=refuses(QuoteHasExpired, InvalidTransition),
)
async def approve_quote(request: Request, session: CanWrite, quote: TheQuote) -> Json:
    """Take down that the customer said yes, on the telephone or across the counter."""
    await service.approve_quote(session, quote, origin=_origin(request))
    return await one(session, QUOTE, id=quote.id)


@router.post(
    "/quotes/{quote_id}/reject",
    operation_id="rejectQuote",
    response_model=schemas.Quote,
    responses=refuses(QuoteHasExpired, InvalidTransition),
)
async def reject_quote(session: CanWrite, quote: TheQuote, given: schemas.QuoteReject) -> Json:
    """Take down that the customer said no."""
    service.reject_quote(session, quote, given.reason)
    return await one(session, QUOTE, id=quote.id)


@router.post(
    "/quotes/{quote_id}/revise",
    operation_id="reviseQuote",
    response_model=schemas.Quote,
    responses=refuses(InvalidTransition),
)
async def revise_quote(session: CanWrite, quote: TheQuote) -> Json:
    """Make a sent, rejected or expired quote a draft again; its link leads nowhere any more."""
    service.revise_quote(session, quote)
    return await one(session, QUOTE, id=quote.id)


@router.post(
    "/quotes/{quote_id}/convert",
    operation_id="convertQuote",
    status_code=201,
    response_model=Order,
    responses=refuses(
        *(QuoteNotApproved, QuoteAlreadyConverted, UnknownReference, UnknownCode),
        *(TechnicianOverlap,),
    ),
)
async def convert_quote(session: CanWrite, quote: TheQuote, wanted: schemas.QuoteConvert) -> Json:
    """Make the order of an approved quote, once; customer, services and description are copied."""
    session.actor.require("orders:write")
    order = await service.convert_quote(session, quote, wanted)
    return await card(session, order, status=201, location=f"/v1/orders/{order.id}")


@router.get(
    "/quotes/{quote_id}/pdf",
    operation_id="downloadQuote",
    response_class=PdfResponse,
    responses=_PDF,
)
async def download_quote(request: Request, reading: CanRead, quote_id: UUID) -> PdfResponse:
    """The quote as a PDF, as it stands; with the signature once it is approved."""
    return await _pdf(runtime_of(request).database, reading.actor, quote_id)


@router.get(
    "/quotes/{quote_id}/timeline", operation_id="listQuoteTimeline", response_model=Timeline
)
async def list_quote_timeline(request: Request, reading: CanRead, quote_id: UUID) -> Timeline:
    """What happened to the quote: who, when, what."""
    if await reading.row(QUOTE, id=quote_id) is None:
        raise NotFound
    return await timeline_of(reading, "quote", quote_id, request_locale(request))


@router.post(
    "/read-quote",
    operation_id="readQuoteByLink",
    response_model=schemas.QuoteByLink,
    responses=refuses(NotFound, QuoteLinkDead),
)
async def read_quote_by_link(access: Public, shown: schemas.QuoteToken) -> schemas.QuoteByLink:
    """What the link of a quote offers, and the hash that an approval is bound to."""
    async with await _by_link(access, shown.token) as session:
        quote = await service.by_token(session, shown.token)
        return await service.shown_by_link(session, quote)


@router.post(
    "/read-quote-pdf",
    operation_id="readQuotePdfByLink",
    response_class=PdfResponse,
    responses=refuses(NotFound, QuoteLinkDead) | _PDF,
)
async def read_quote_pdf_by_link(access: Public, shown: schemas.QuoteToken) -> PdfResponse:
    """The quote behind a link as a PDF."""
    async with await _by_link(access, shown.token) as session:
        quote = await service.by_token(session, shown.token)
    return await _pdf(access.database, session.actor, quote.id)


@router.post(
    "/approve-quote",
    operation_id="approveQuoteByLink",
    response_model=schemas.QuoteByLink,
    responses=refuses(
        *(NotFound, QuoteLinkDead, QuoteHasExpired, InvalidTransition),
        *(SignatureBlank, EvidenceHashMismatch),
    ),
)
async def approve_quote_by_link(
    access: Public, given: schemas.QuoteApprovalByLink
) -> schemas.QuoteByLink:
    """Say yes with a signature under what `readQuoteByLink` showed."""
    async with await _by_link(access, given.token) as session:
        quote = await service.by_token(session, given.token, lock=True)
        origin = _origin(access.request)
        await service.approve_quote(session, quote, signature=given.signature, origin=origin)
        return await service.shown_by_link(session, quote)


@router.post(
    "/reject-quote",
    operation_id="rejectQuoteByLink",
    response_model=schemas.QuoteByLink,
    responses=refuses(NotFound, QuoteLinkDead, QuoteHasExpired, InvalidTransition),
)
async def reject_quote_by_link(
    access: Public, given: schemas.QuoteRejectionByLink
) -> schemas.QuoteByLink:
    """Say no, and perhaps why."""
    async with await _by_link(access, given.token) as session:
        quote = await service.by_token(session, given.token, lock=True)
        service.reject_quote(session, quote, given.reason)
        return await service.shown_by_link(session, quote)


async def _by_link(access: PublicAccess, token: str) -> AbstractAsyncContextManager[TenantSession]:
    """A transaction of the organization behind the link; guessing links is slow."""
    await spend(access.request, "sign_in_address", access.address, exactly=True)
    organization_id = organization_behind(token, QUOTE_TOKEN)
    return access.database.transaction(access.actor(organization_id))


async def _pdf(database: Database, actor: Actor, quote_id: UUID) -> PdfResponse:
    async with database.transaction(actor) as session:
        sheet = await sheet_of(session, quote_id)
    content = await typeset(TEMPLATE, sheet.data, sheet.files, at=sheet.at)
    return PdfResponse(content, headers={"Content-Disposition": f'inline; filename="{sheet.name}"'})


def _origin(request: Request) -> Origin:
    address = request.client.host if request.client else None
    return Origin(request.headers.get("user-agent", "")[:300] or None, address)
