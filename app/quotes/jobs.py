"""Outbox tasks, sweeps and listeners of quotes: e-mail, expiry, changed customers."""

from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.listeners import on
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.events.schedule import every
from app.core.values.notation import CurrencyAmount, Notation, Serial
from app.core.values.text import N_
from app.customers.events import CustomersMerged, CustomerUpdated
from app.customers.models import Customer
from app.organizations.emails.service import link, send_email, token_of
from app.organizations.service import organization_of
from app.quotes.models import Quote, QuoteStatus
from app.quotes.service import QUOTE_TOKEN, expire_quotes, follow_customer
from app.quotes.terms.service import last_day_of

_LETTER = N_(
    """Hello {name},

here is our quote no. {number} ({topic}): {total}.
{message}
See it, approve it or decline it until {last_day}:

{link}

Whoever has this link can answer in your name; please do not pass it on.
"""
)


@every(hours=1, organizations="with_expired_quotes")
async def let_quotes_expire(session: TenantSession) -> None:
    await expire_quotes(session)


@outbox_task("quote_mail", destination="mail")
async def send_quote_mail(context: TaskContext, email: dict[str, Any]) -> Record | None:
    """Send the link, unless the quote was answered or taken back since."""
    async with context.transaction() as session:
        quote = await session.fetch(Quote, UUID(email["quote_id"]))
        customer = await session.fetch(Customer, quote.customer_id)
        organization = await organization_of(session)
    if quote.status is not QuoteStatus.SENT or quote.revision != email["revision"]:
        return None
    last_day = last_day_of(quote, organization.zone)
    assert last_day is not None  # it was sent
    notation = Notation(organization.locale, organization.zone)
    token = token_of(context, QUOTE_TOKEN, quote.id, quote.revision)
    message = f"\n{email['message']}\n" if email["message"] else ""
    await send_email(
        context,
        organization,
        to=email["email"],
        to_name=customer.name,
        locale=organization.locale,
        subject=N_("Quote no. {number} of {organization}"),
        text=_LETTER,
        number=Serial(quote.number),
        topic=quote.title,
        total=CurrencyAmount(quote.total, quote.currency),
        message=message,
        last_day=notation.day(last_day, "long"),
        link=link(context.runtime.settings, "quote", token),
    )
    return None


@on(CustomersMerged)
async def follow_the_customer(session: TenantSession, event: CustomersMerged) -> None:
    into = await session.fetch(Customer, event.into_customer_id)
    await follow_customer(session, event.customer_id, into)


@on(CustomerUpdated, concerns=lambda event, _: "name" in event.fields)
async def keep_quotes_findable(session: TenantSession, event: CustomerUpdated) -> None:
    customer = await session.fetch(Customer, event.customer_id)
    await follow_customer(session, customer.id, customer)
