"""Quotes: writing, sending, approval, rejection, revision and conversion into an order."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from app.core.data.counters import next_number
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.events.outbox import enqueue
from app.core.security.tokens import derived_opaque, fingerprint
from app.core.values.canonical_json import canonicalise, content_hash
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.customers.models import Customer
from app.customers.service import require_customer
from app.customers.sites.service import require_site
from app.orders.closing.schemas import CustomerSignature
from app.orders.line_items.service import LineTerms, add_lines, items_of, terms_of_lines
from app.orders.models import Order
from app.orders.scheduling.service import schedule_visit
from app.orders.schemas import OrderCreate
from app.orders.service import create_order
from app.organizations.letterhead.schemas import Issuer
from app.organizations.service import organization_of, settings_of
from app.quotes.events import (
    QuoteApproved,
    QuoteConverted,
    QuoteCreated,
    QuoteExpired,
    QuoteRejected,
    QuoteRevised,
    QuoteSent,
    QuoteUpdated,
)
from app.quotes.lifecycle.service import QuoteAlreadyConverted, QuoteEmpty, QuoteLinkDead, check
from app.quotes.models import Quote, QuoteLine, QuoteStatus
from app.quotes.pricing.service import price
from app.quotes.reads import QUOTE
from app.quotes.schemas import (
    QuoteByLink,
    QuoteConvert,
    QuoteCreate,
    QuoteLineGiven,
    QuoteSend,
    QuoteUpdate,
)
from app.quotes.terms.service import check_period, last_day_of, set_last_day
from app.signatures.service import Origin, sign

QUOTE_TOKEN = "chm_quote"  # noqa: S105 - the public beginning of a token

#: The fields of a quote, as the API gives them, that the customer approves.
APPROVED_FIELDS = (
    *("number", "customer_name", "title", "description", "currency", "lines"),
    *("subtotal", "discount", "total", "valid_until"),
    *("payment_terms", "starts_on", "ends_on", "last_day"),
)


async def create_quote(session: TenantSession, new: QuoteCreate) -> Quote:
    """Write a quote; it is a draft until it is sent."""
    customer = await require_customer(session, new.customer_id)
    if new.site_id is not None:
        await require_site(session, customer.id, new.site_id)
    quote = Quote(
        **new.model_dump(exclude={"id", "lines"}),
        id=new.id or new_id(),
        number=await next_number(session, "quotes"),
        status=QuoteStatus.DRAFT,
        currency=(await settings_of(session)).currency,
        revision=0,
        subtotal=0,
        discount=0,
        total=0,
    )
    check_period(quote)
    lines = await _lines_of(session, quote, new.lines)
    price(quote, lines)
    quote.search_vector = _searched(quote, customer.name)
    session.add(quote)
    await session.flush()
    session.add_all(lines)
    announce(session, QuoteCreated(quote_id=quote.id))
    return quote


async def update_quote(session: TenantSession, quote: Quote, change: QuoteUpdate) -> None:
    """Change a draft; what was sent is revised first."""
    check(quote, "update")
    wanted = change.changes()
    if wanted.get("site_id") is not None:
        await require_site(session, quote.customer_id, wanted["site_id"])
    fields = sorted(wanted)
    if wanted.get("discount_percent") is not None:
        wanted["discount_amount"] = None
    elif wanted.get("discount_amount") is not None:
        wanted["discount_percent"] = None
    if wanted.pop("lines", None) is not None:
        lines = await _lines_of(session, quote, change.lines)
        await session.execute(
            delete(QuoteLine).where(
                QuoteLine.organization_id == quote.organization_id, QuoteLine.quote_id == quote.id
            )
        )
        session.add_all(lines)
    else:
        lines = await _lines(session, quote)
    apply(quote, wanted)
    check_period(quote)
    price(quote, lines)
    if "title" in wanted:
        customer = await session.fetch(Customer, quote.customer_id)
        quote.search_vector = _searched(quote, customer.name)
    announce(session, QuoteUpdated(quote_id=quote.id, fields=fields))


async def send_quote(
    session: TenantSession, quote: Quote, how: QuoteSend, key: bytes
) -> tuple[str, str | None]:
    """Let the customer answer by a link, until a day. Returns the link's token and the address.

    What is sent again, as a reminder or to another address, keeps its link.
    `key` derives the token, here as in the worker that mails it.
    """
    check(quote, "send")
    if not await _lines(session, quote):
        raise QuoteEmpty
    await set_last_day(session, quote, how.last_day)
    quote.revision += quote.status is QuoteStatus.DRAFT
    quote.status, quote.sent_at = QuoteStatus.SENT, now()
    quote.sent_by_id = session.actor.person_id
    quote.answered_at = quote.answered_by_id = quote.reject_reason = None
    token = derived_opaque(
        QUOTE_TOKEN, quote.organization_id, key, str(quote.id), str(quote.revision)
    )
    quote.fingerprint = fingerprint(token)
    address = how.email or (await session.fetch(Customer, quote.customer_id)).email
    if address is not None:
        enqueue(
            session,
            "quote_mail",
            quote_id=quote.id,
            revision=quote.revision,
            email=address,
            message=how.message,
        )
    announce(session, QuoteSent(quote_id=quote.id, total=quote.total, currency=quote.currency))
    return token, address


async def by_token(session: TenantSession, token: str, *, lock: bool = False) -> Quote:
    """The quote of a link; 410 for a link of an earlier version."""
    wanted = select(Quote).where(Quote.fingerprint == fingerprint(token))
    if lock:
        wanted = wanted.with_for_update(key_share=True)
    quote: Quote | None = await session.scalar(wanted)
    if quote is None or quote.status is QuoteStatus.DRAFT:
        raise QuoteLinkDead
    return quote


async def document(session: TenantSession, quote: Quote) -> dict[str, Any]:
    """Document to be approved: `{"kind": "quote", "format": 2, "quote": {…APPROVED_FIELDS}}`.

    Once it is, what was approved: whatever the customer is called since. Format 1 had no terms.
    """
    approved = await session.scalar(select(Quote.approved_document).where(Quote.id == quote.id))
    if approved is not None:
        return json.loads(approved)  # type: ignore[no-any-return]  # canonicalised below
    [row] = await session.rows(QUOTE, id=quote.id)
    shown = json.loads(row["body"])
    return {
        "kind": "quote",
        "format": 2,
        "quote": {name: shown[name] for name in APPROVED_FIELDS},
    }


async def shown_by_link(session: TenantSession, quote: Quote) -> QuoteByLink:
    offered = await document(session, quote)
    organization = await organization_of(session)
    return QuoteByLink(
        organization_name=organization.name,
        issuer=Issuer.of(organization),
        status=quote.status,
        valid_until=quote.valid_until,
        last_day=last_day_of(quote, organization.zone),
        content_hash=content_hash(offered),
        content=offered,
    )


async def approve_quote(
    session: TenantSession,
    quote: Quote,
    *,
    signature: CustomerSignature | None = None,
    origin: Origin,
) -> None:
    """The customer wants it done: by a signature, or told to the organization."""
    check(quote, "approve")
    offered = await document(session, quote)
    signed = None
    if signature is not None:
        signed = await sign(
            session,
            signature,
            subject_kind="quote",
            subject_id=quote.id,
            content_hash=content_hash(offered),
            origin=origin,
        )
    quote.status, quote.answered_at = QuoteStatus.APPROVED, now()
    quote.answered_by_id = session.actor.person_id
    quote.approved_document = canonicalise(offered).decode()
    announce(
        session,
        QuoteApproved(
            quote_id=quote.id,
            signature_id=signed.id if signed else None,
            total=quote.total,
            currency=quote.currency,
        ),
    )


def reject_quote(session: TenantSession, quote: Quote, reason: str | None) -> None:
    check(quote, "reject")
    quote.status, quote.answered_at = QuoteStatus.REJECTED, now()
    quote.answered_by_id, quote.reject_reason = session.actor.person_id, reason
    announce(session, QuoteRejected(quote_id=quote.id, reason=reason))


def revise_quote(session: TenantSession, quote: Quote) -> None:
    """Make it a draft again; the link that is out leads nowhere from now on."""
    check(quote, "revise")
    quote.status = QuoteStatus.DRAFT
    quote.fingerprint = quote.sent_at = quote.valid_until = quote.last_day = None
    announce(session, QuoteRevised(quote_id=quote.id))


async def convert_quote(session: TenantSession, quote: Quote, wanted: QuoteConvert) -> Order:
    """Make an order of what was approved, once: lines, discount and total as they were agreed."""
    if quote.status is QuoteStatus.CONVERTED:
        made = await session.scalar(select(Order.id).where(Order.quote_id == quote.id))
        raise QuoteAlreadyConverted(order_id=made)
    check(quote, "convert")
    site_id = wanted.site_id or quote.site_id
    if site_id is None:
        detail = N_("An order needs a site.")
        raise ValidationFailed.at("site_id", "required", detail)
    lines = await _lines(session, quote)
    order = await create_order(
        session,
        OrderCreate(
            id=wanted.id,
            customer_id=quote.customer_id,
            site_id=site_id,
            problem_code_id=wanted.problem_code_id,
            title=quote.title,
            description=quote.description,
        ),
        quote_id=quote.id,
        discount=quote.discount or None,
        discount_percent=quote.discount_percent,
    )
    add_lines(session, order, await _agreed(session, lines), are_approved=True)
    if wanted.schedule is not None:
        await schedule_visit(session, order, wanted.schedule)
    quote.status, quote.converted_at = QuoteStatus.CONVERTED, now()
    announce(session, QuoteConverted(quote_id=quote.id, order_id=order.id, protocol=order.protocol))
    return order


async def expire_quotes(session: TenantSession) -> None:
    """Let quotes expire that nobody answered in time."""
    late = (
        select(Quote)
        .where(Quote.status == QuoteStatus.SENT, Quote.valid_until <= now())
        .order_by(Quote.id)
        .limit(500)
        .with_for_update(skip_locked=True)
    )
    for quote in (await session.scalars(late)).all():
        quote.status = QuoteStatus.EXPIRED
        announce(session, QuoteExpired(quote_id=quote.id))


async def follow_customer(session: TenantSession, customer_id: UUID, into: Customer) -> None:
    """Let the quotes of a customer be those of another, and be found by that one's name."""
    search_vector = _searched(Quote, into.name)
    changed = Quote.changed() if customer_id != into.id else {}
    await session.execute(
        update(Quote)
        .where(Quote.organization_id == into.organization_id, Quote.customer_id == customer_id)
        .values(customer_id=into.id, search_vector=search_vector, **changed)
        .execution_options(synchronize_session=False)
    )


async def _lines_of(
    session: TenantSession, quote: Quote, given: Sequence[QuoteLineGiven]
) -> list[QuoteLine]:
    return [
        QuoteLine(
            id=new_id(),
            quote_id=quote.id,
            position=position,
            service_id=terms.service_id,
            product_id=terms.product_id,
            description=terms.description,
            quantity=terms.quantity,
            unit_price=terms.unit_price,
            discount_percent=terms.discount_percent,
            total=terms.total,
        )
        for position, terms in enumerate(await terms_of_lines(session, given))
    ]


async def _lines(session: TenantSession, quote: Quote) -> list[QuoteLine]:
    found = select(QuoteLine).where(QuoteLine.quote_id == quote.id).order_by(QuoteLine.position)
    return list(await session.scalars(found))


async def _agreed(session: TenantSession, lines: Sequence[QuoteLine]) -> list[LineTerms]:
    """Terms of what was approved, even if the catalogue offers it no longer."""
    named = [(line.service_id, line.product_id) for line in lines]
    items = await items_of(session, named, archived_too=True)
    return [
        LineTerms(
            item,
            line.description,
            line.quantity,
            line.unit_price,
            line.discount_percent,
            line.total,
        )
        for line, item in zip(lines, items, strict=True)
    ]


def _searched(quote: Any, customer_name: str) -> Any:
    """Words of a quote, or of each one that is changed."""
    return func.search_numbered(quote.number, "", quote.title, customer_name)
