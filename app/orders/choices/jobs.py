"""The e-mail with the link by which a customer chooses a visit."""

from typing import Any
from uuid import UUID

from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.values.text import N_
from app.customers.models import Customer
from app.orders.choices.service import VISIT_TOKEN
from app.orders.models import Order
from app.organizations.emails.service import link, send_email, token_of
from app.organizations.service import organization_of

_LETTER = N_(
    """Hello {name},

please choose when we come for {topic} (no. {protocol}).
{message}
See the free windows and choose one:

{link}

Whoever has this link can choose in your name; please do not pass it on.
"""
)


@outbox_task("visit_link_mail", destination="mail")
async def send_visit_link_mail(context: TaskContext, email: dict[str, Any]) -> Record | None:
    """Send the link, unless the order is over meanwhile."""
    async with context.transaction() as session:
        order = await session.fetch(Order, UUID(email["order_id"]))
        customer = await session.fetch(Customer, order.customer_id)
        organization = await organization_of(session)
    if order.closed_at is not None or order.cancelled_at is not None:
        return None
    token = token_of(context, VISIT_TOKEN, order.id)
    await send_email(
        context,
        organization,
        to=email["email"],
        to_name=customer.name,
        locale=organization.locale,
        subject=N_("Choose your visit: no. {protocol} of {organization}"),
        text=_LETTER,
        protocol=order.protocol,
        topic=order.title,
        message=f"\n{email['message']}\n" if email["message"] else "",
        link=link(context.runtime.settings, "visit", token),
    )
    return None
