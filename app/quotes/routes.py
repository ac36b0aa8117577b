"""`/v1/quotes`, and the public link of a quote."""

from contextlib import AbstractAsyncContextManager
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from app.audit.timeline.schemas import Timeline
from app.audit.timeline.service import timeline_of
from app.catalog.service import UnknownCode
from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import Public, PublicAccess, acting
from app.core.http.listing import Page
from app.core.http.problems import request_notation
from app.core.http.responses import PdfResponse, disposition, sends
from app.core.http.routing import Route
from app.core.runtime import Runtime, runtime_of
from app.core.security.actors import Actor
from app.core.values.errors import InvalidTransition, NotFound, UnknownReference, refuses
from app.gateways.pdf import typeset
from app.gateways.storage import Storage
from app.orders.reads import answer_with
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
_PDF = sends("application/pdf")


@router.get("/quotes", operation_id="listQuotes", response_model=Page[schemas.Quote])
async def list_quotes(reading: CanRead, query: Annotated[schemas.QuoteQuery, Query()]) -> Json:
    """List quotes.

    All quotes with their lines, newest first, in every status unless `status` is given. `q`
    searches the customer's name, the title and the number: each word has to be the beginning of a
    word of one of them. Whoever has this permission sees all quotes of the organization.
    """
    return await QUOTES.page(reading, query)


@router.post(
    "/quotes",
    operation_id="createQuote",
    status_code=201,
    response_model=schemas.Quote,
    responses=refuses(UnknownReference),
)
async def create_quote(session: CanWrite, new: schemas.QuoteCreate) -> Json:
    """Create a quote.

    The quote is a draft in the organization's currency; the customer learns of it when it is sent
    (`sendQuote`). Description and price of a service come from the catalog unless given. The server
    computes all totals in exact decimals, each line rounded to the cent. Recorded as the event
    `quote.created`.

    Refused with `unknown_reference` when customer, site, service or product does not exist, when
    the site belongs to another customer, and when a service is archived. Refused with
    `validation_failed` when the customer was merged into another, or the discount is more than all
    lines together.
    """
    quote = await service.create_quote(session, new)
    return await one(session, QUOTE, id=quote.id, status=201, location=f"/v1/quotes/{quote.id}")


@router.get("/quotes/{quote_id}", operation_id="getQuote", response_model=schemas.Quote)
async def get_quote(reading: CanRead, quote_id: UUID) -> Json:
    """Get a quote.

    The quote with its lines and totals, its status and, once there is one, the order that was made
    of it.
    """
    return await one(reading, QUOTE, id=quote_id)


@router.patch(
    "/quotes/{quote_id}",
    operation_id="updateQuote",
    response_model=schemas.Quote,
    responses=refuses(UnknownReference, InvalidTransition),
)
async def update_quote(session: CanWrite, quote: TheQuote, change: schemas.QuoteUpdate) -> Json:
    """Update a draft of a quote.

    Lines replace the former lines as a whole, and one kind of discount replaces the other; the
    totals are computed again. The customer cannot be changed. Recorded as the event
    `quote.updated`.

    Refused with `invalid_transition` unless the quote is a draft: take one that was sent, rejected
    or has expired back with `reviseQuote` first. Refused with `unknown_reference` when site,
    service or product does not exist, the site is another customer's or a service is archived, and
    with `validation_failed` when the discount is more than all lines together.
    """
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
    """Send a quote to the customer.

    Makes a link by which the customer reads the quote and approves or rejects it until the last
    day. The link is in the answer, and is mailed to the address given or else to the customer's, if
    there is one. A quote may be sent again, as a reminder or to another address: the link stays the
    same, and the last day is set anew. Recorded as the event `quote.sent`.

    Refused with `quote_empty` when the quote has no lines, with `invalid_transition` unless it is a
    draft or sent, and with `validation_failed` when the last day is over.
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
    """Approve a quote on the customer's behalf.

    Records that the customer said yes, such as on the telephone, without a signature; by the link
    the customer signs (`approveQuoteByLink`). What was approved is kept as it is now, and the quote
    can be converted into an order. Whoever sent the quote is notified afterwards, unless they
    record it themselves. Recorded as the event `quote.approved`.

    Refused with `quote_has_expired` when its last day is over, and with `invalid_transition` in
    every other status than `sent`.
    """
    await service.approve_quote(session, quote, origin=_origin(request))
    return await one(session, QUOTE, id=quote.id)


@router.post(
    "/quotes/{quote_id}/reject",
    operation_id="rejectQuote",
    response_model=schemas.Quote,
    responses=refuses(QuoteHasExpired, InvalidTransition),
)
async def reject_quote(session: CanWrite, quote: TheQuote, given: schemas.QuoteReject) -> Json:
    """Reject a quote on the customer's behalf.

    Records that the customer said no, with the reason if there is one. Whoever sent the quote is
    notified afterwards, unless they record it themselves; `reviseQuote` makes it a draft again for
    another offer. Recorded as the event `quote.rejected`.

    Refused with `quote_has_expired` when the quote is marked as expired, and with
    `invalid_transition` in every other status than `sent`.
    """
    service.reject_quote(session, quote, given.reason)
    return await one(session, QUOTE, id=quote.id)


@router.post(
    "/quotes/{quote_id}/revise",
    operation_id="reviseQuote",
    response_model=schemas.Quote,
    responses=refuses(InvalidTransition),
)
async def revise_quote(session: CanWrite, quote: TheQuote) -> Json:
    """Revise a quote: take it back as a draft.

    Use it to change a quote that was sent, rejected or has expired. Its link is dead from now on;
    sending it again makes a new one. Recorded as the event `quote.revised`. Refused with
    `invalid_transition` in every other status, such as once the quote is approved.
    """
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
    """Convert an approved quote into a service order.

    Opens an order with customer, title and description of the quote and with all its lines: each
    service, product and other thing, its price, its discount and its total, and the discount on the
    whole, to the cent as they were approved. They are marked as approved and are not changed any
    more; what is added later shows apart. The order is the answer. With `schedule` the first visit
    is scheduled as well. It is done once for each quote. Recorded as the events `quote.converted`
    and `order.opened`.

    Needs the permission `orders:write` as well: `permission_missing` without it. Refused with
    `quote_not_approved` when the quote is not approved, and with `quote_already_converted` when it
    was converted before: `order_id` names the order. Refused with `unknown_code` when the problem
    is no active code of the kind `problem`, with `unknown_reference` when site or technician does
    not exist, with `technician_overlap` when a technician is not free, and with `validation_failed`
    when neither the quote nor the request names a site.
    """
    session.actor.require("orders:write")
    order = await service.convert_quote(session, quote, wanted)
    return await answer_with(session, order, status=201, location=f"/v1/orders/{order.id}")


@router.get(
    "/quotes/{quote_id}/pdf",
    operation_id="downloadQuote",
    response_class=PdfResponse,
    responses=_PDF,
)
async def download_quote(request: Request, reading: CanRead, quote_id: UUID) -> PdfResponse:
    """Download a quote as a PDF.

    Made at each request from the quote as it is, in the language of the organization. Once the
    quote is approved, the PDF shows what was approved, with the signature if the customer signed.
    """
    return await _pdf(runtime_of(request), reading.actor, quote_id)


@router.get(
    "/quotes/{quote_id}/timeline", operation_id="listQuoteTimeline", response_model=Timeline
)
async def list_quote_timeline(request: Request, reading: CanRead, quote_id: UUID) -> Timeline:
    """List what happened to a quote.

    The events of the quote in the order in which they happened, each with time, person and a label
    in the language of the caller; the first 500, without pages. An answer by the link has no
    person. Not found when the quote does not exist.
    """
    if await reading.row(QUOTE, id=quote_id) is None:
        raise NotFound
    return await timeline_of(reading, "quote", quote_id, request_notation(request))


@router.post(
    "/read-quote",
    operation_id="readQuoteByLink",
    response_model=schemas.QuoteByLink,
    responses=refuses(NotFound, QuoteLinkDead),
)
async def read_quote_by_link(access: Public, shown: schemas.QuoteToken) -> schemas.QuoteByLink:
    """Read a quote by its link.

    For the customer, with the token of the link that `sendQuote` made: the quote, its status, the
    last day, and the hash that the signature in `approveQuoteByLink` is bound to. It can be read
    after it was answered or has expired, too. Requests are limited per address together with
    sign-ins: `rate_limited`.

    Refused with `not_found` when this is no token of a link, and with `quote_link_dead` when the
    link is of an earlier version of the quote, or the quote is being revised.
    """
    async with _by_link(access, shown.token) as session:
        quote = await service.by_token(session, shown.token)
        return await service.shown_by_link(session, quote)


@router.post(
    "/read-quote-pdf",
    operation_id="readQuotePdfByLink",
    response_class=PdfResponse,
    responses=refuses(NotFound, QuoteLinkDead) | _PDF,
)
async def read_quote_pdf_by_link(access: Public, shown: schemas.QuoteToken) -> PdfResponse:
    """Download a quote as a PDF by its link.

    For the customer, with the token of the link; the PDF is that of `downloadQuote`. Requests are
    limited per address together with sign-ins: `rate_limited`. Refused with `not_found` when this
    is no token of a link, and with `quote_link_dead` when the link is of an earlier version of the
    quote, or the quote is being revised.
    """
    async with _by_link(access, shown.token) as session:
        quote = await service.by_token(session, shown.token)
    return await _pdf(access.runtime, session.actor, quote.id)


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
    """Approve a quote by its link, with a signature.

    For the customer, who signs the document that `readQuoteByLink` returned and repeats its
    `content_hash`. What was approved is kept as it was signed. Whoever sent the quote is notified
    afterwards. Recorded as the event `quote.approved`. Requests are limited per address together
    with sign-ins: `rate_limited`.

    Refused with `quote_has_expired` when the last day is over, with `invalid_transition` when the
    quote was answered before, with `evidence_hash_mismatch` when the hash is that of another
    document, and with `signature_blank` when too little is drawn. Refused with `not_found` when
    this is no token of a link, and with `quote_link_dead` when the link is of an earlier version of
    the quote, or the quote is being revised.
    """
    async with _by_link(access, given.token) as session:
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
    """Reject a quote by its link.

    For the customer, with a reason if they like; nothing is signed. Whoever sent the quote is
    notified afterwards. Recorded as the event `quote.rejected`. Requests are limited per address
    together with sign-ins: `rate_limited`.

    Refused with `quote_has_expired` when the quote is marked as expired, with `invalid_transition`
    when it was answered before, with `not_found` when this is no token of a link, and with
    `quote_link_dead` when the link is of an earlier version of the quote, or the quote is being
    revised.
    """
    async with _by_link(access, given.token) as session:
        quote = await service.by_token(session, given.token, lock=True)
        service.reject_quote(session, quote, given.reason)
        return await service.shown_by_link(session, quote)


def _by_link(access: PublicAccess, token: str) -> AbstractAsyncContextManager[TenantSession]:
    """A transaction of the organization behind the link."""
    organization_id = organization_behind(token, QUOTE_TOKEN)
    return access.database.transaction(access.actor(organization_id))


async def _pdf(runtime: Runtime, actor: Actor, quote_id: UUID) -> PdfResponse:
    async with runtime.database.transaction(actor) as session:
        sheet = await sheet_of(session, quote_id)
    organization, letter = await sheet.letterhead.lay_out(runtime.gateway(Storage))
    data = sheet.data | {"organization": organization}
    content = await typeset(TEMPLATE, data, sheet.files | letter, at=sheet.at)
    return PdfResponse(content, headers=disposition(sheet.name, inline=True))


def _origin(request: Request) -> Origin:
    address = request.client.host if request.client else None
    return Origin(request.headers.get("user-agent", "")[:300] or None, address)
