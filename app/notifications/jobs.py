"""Listeners that notify people, in the bell and by e-mail."""

from typing import Any

from app.core.data.database import TenantSession
from app.core.events.event_log import on
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.values.notation import Serial
from app.core.values.text import N_
from app.notifications.service import Subject, tell
from app.orders.events import OrderCancelled, OrderDispatched, OrderScheduled
from app.orders.models import Order
from app.organizations.emails import service as emails
from app.people.service import holders_of
from app.quotes.events import QuoteApproved, QuoteEvent, QuoteRejected
from app.quotes.models import Quote
from app.ratings.events import TicketRated
from app.sla.events import SlaAlertDue
from app.tickets.events import TicketAssigned, TicketQueued, TicketReplied, TicketVisitNoShow
from app.tickets.models import AuthorKind, Message, Ticket
from app.tickets.service import parties_of

#: A rating of so many stars or fewer is a case for whoever leads the desk.
_BAD = 2
_REPLY_MAIL = N_(
    """Hello {name},

there is a reply to your request {protocol} ({subject}):

{body}

You can answer in the portal.
"""
)

_MISSED_MAIL = N_(
    """Hello {name},

our technician came because of your request {protocol} ({subject}) and met nobody.

Answer it in the portal to tell us when somebody will be there.
"""
)


@on(TicketReplied)
async def notify_of_reply(session: TenantSession, event: TicketReplied) -> None:
    """Everyone who takes part hears of a reply but its author: by mail outside of the desk."""
    ticket = await session.fetch(Ticket, event.ticket_id)
    message = await session.fetch(Message, event.message_id)
    about = Subject(event.name, "ticket", ticket.id, event.seq)
    words = {"protocol": ticket.protocol, "subject": ticket.subject}
    outside, inside = await parties_of(session, ticket)
    for person_id in outside - {message.author_id}:
        await tell(
            session,
            person_id,
            about,
            N_("{protocol}: reply to {subject}"),
            mail_text=_REPLY_MAIL,
            body=message.body,
            **words,
        )
    if event.author_kind in (AuthorKind.REQUESTER, AuthorKind.PARTICIPANT):
        for person_id in inside - {message.author_id}:
            title = N_("{protocol}: the customer replied to {subject}")
            await tell(session, person_id, about, title, **words)


@on(TicketVisitNoShow)
async def notify_of_no_show(session: TenantSession, event: TicketVisitNoShow) -> None:
    """The technician met nobody: the requester says when somebody will be there."""
    ticket = await session.fetch(Ticket, event.ticket_id)
    await tell(
        session,
        ticket.requester_id,
        Subject(event.name, "ticket", ticket.id),
        N_("{protocol}: nobody was met"),
        mail_text=_MISSED_MAIL,
        protocol=ticket.protocol,
        subject=ticket.subject,
    )


@on(TicketQueued)
async def notify_leads(session: TenantSession, event: TicketQueued) -> None:
    """Nobody can be given a ticket: those who lead the desk hear it once."""
    ticket = await session.fetch(Ticket, event.ticket_id)
    for person_id in await holders_of(session, "tickets:lead"):
        await tell(
            session,
            person_id,
            Subject(event.name, "ticket", ticket.id),
            N_("{protocol} waits, and nobody could be given it: {subject}"),
            protocol=ticket.protocol,
            subject=ticket.subject,
        )


@on(TicketRated)
async def notify_of_bad_rating(session: TenantSession, event: TicketRated) -> None:
    """Somebody was not helped well: those who lead the desk can still make it good."""
    if event.stars > _BAD:
        return
    ticket = await session.fetch(Ticket, event.ticket_id)
    for person_id in await holders_of(session, "tickets:lead"):
        await tell(
            session,
            person_id,
            Subject(event.name, "ticket", ticket.id),
            N_("{protocol} was rated {stars} of 5: {subject}"),
            protocol=ticket.protocol,
            subject=ticket.subject,
            stars=event.stars,
        )


@on(SlaAlertDue)
async def notify_of_sla_alert(session: TenantSession, event: SlaAlertDue) -> None:
    """Notify the person of an SLA target that is due soon, or was breached."""
    ticket = await session.fetch(Ticket, event.ticket_id)
    title = (
        N_("{protocol} is overdue: {subject}")
        if event.breached
        else N_("{protocol} is due soon: {subject}")
    )
    await tell(
        session,
        event.person_id,
        Subject("sla.breached" if event.breached else "sla.warned", "ticket", ticket.id),
        title,
        protocol=ticket.protocol,
        subject=ticket.subject,
    )


@on(TicketAssigned)
async def notify_assignee(session: TenantSession, event: TicketAssigned) -> None:
    """Notify the assignee of a ticket that somebody else assigned."""
    ticket = await session.fetch(Ticket, event.ticket_id)
    if event.assignee_id is None or event.assignee_id != ticket.assignee_id:
        return
    await tell(
        session,
        event.assignee_id,
        Subject(event.name, "ticket", ticket.id),
        N_("{protocol} was given to you: {subject}"),
        protocol=ticket.protocol,
        subject=ticket.subject,
    )


@on(OrderScheduled)
async def notify_technician(session: TenantSession, event: OrderScheduled) -> None:
    """A visit in somebody's agenda."""
    order = await session.fetch(Order, event.order_id)
    about = Subject(event.name, "order", order.id, order.version)
    words: dict[str, Any] = {"protocol": order.protocol, "when": event.starts_at}
    await tell(session, event.technician_id, about, N_("{protocol}: visit on {when}"), **words)
    for person_id in event.helper_ids:
        title = N_("{protocol}: you come along on {when}")
        await tell(session, person_id, about, title, **words)
    before = event.previous_technician_id
    if before is not None and before != event.technician_id:
        title = N_("{protocol}: the visit is somebody else's now")
        await tell(session, before, about, title, protocol=order.protocol)


@on(OrderDispatched)
async def notify_technician_of_dispatch(session: TenantSession, event: OrderDispatched) -> None:
    """The office wants somebody to go there next."""
    order = await session.fetch(Order, event.order_id)
    await tell(
        session,
        event.technician_id,
        Subject(event.name, "order", order.id, order.version),
        N_("{protocol}: please go there next"),
        protocol=order.protocol,
    )


@on(OrderCancelled)
async def notify_technician_of_cancellation(session: TenantSession, event: OrderCancelled) -> None:
    """A visit that will not be, and why."""
    order = await session.fetch(Order, event.order_id)
    if order.technician_id is not None:
        await tell(
            session,
            order.technician_id,
            Subject(event.name, "order", order.id, order.version),
            N_("{protocol} was cancelled: {reason}"),
            protocol=order.protocol,
            reason=event.reason[:200],
        )


@on(QuoteApproved)
async def notify_of_quote_approval(session: TenantSession, event: QuoteApproved) -> None:
    await _tell_of_the_answer(session, event, N_("Quote no. {number} was approved: {subject}"))


@on(QuoteRejected)
async def notify_of_quote_rejection(session: TenantSession, event: QuoteRejected) -> None:
    await _tell_of_the_answer(session, event, N_("Quote no. {number} was declined: {subject}"))


async def _tell_of_the_answer(session: TenantSession, event: QuoteEvent, title: str) -> None:
    """Notify the sender of a quote of the customer's answer, unless they took it themselves."""
    quote = await session.fetch(Quote, event.quote_id)
    if quote.sent_by_id is not None and quote.sent_by_id != quote.answered_by_id:
        await tell(
            session,
            quote.sent_by_id,
            Subject(event.name, "quote", quote.id, quote.version),
            title,
            number=Serial(quote.number),
            subject=quote.title,
        )


@outbox_task("mail")
async def send_mail(context: TaskContext, mail: dict[str, Any]) -> Record | None:
    """Send a notification by e-mail."""
    await emails.deliver_email(context, **mail)
    return None
