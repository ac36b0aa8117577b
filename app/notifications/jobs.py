"""Listeners that notify people, in the bell and by e-mail; the sweep that deletes old lines."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import delete

from app.core.data.database import TenantSession
from app.core.data.statements import Statement, sql
from app.core.events.listeners import on
from app.core.events.schedule import every
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.notation import Serial
from app.core.values.text import N_
from app.notifications.desk.service import hearers_of, mentioned_in, tell_mentioned
from app.notifications.models import UserNotification
from app.notifications.service import Mail, Subject, tell
from app.orders.events import OrderCancelled, OrderDispatched, OrderScheduled
from app.people.events import WorkHandedBack
from app.people.held_work.service import stranded_work
from app.people.models import MailTopic, Person
from app.people.service import holders_of
from app.quotes.events import QuoteApproved, QuoteEvent, QuoteRejected
from app.quotes.models import Quote
from app.ratings.events import TicketRated
from app.sla.events import SlaAlertDue
from app.tickets.events import (
    TicketAssigned,
    TicketQueued,
    TicketReopened,
    TicketReplied,
    TicketSolved,
    TicketVisitNoShow,
)
from app.tickets.models import AuthorKind

#: A line stays in the bell for so long, read or not.
KEPT = timedelta(days=180)
#: A rating of so many stars or fewer is a case for whoever leads the desk.
_BAD = 2
_TICKET = sql("""select t.protocol, t.subject, t.requester_id, t.assignee_id,
              exists (select from incident_tickets it
                        join incidents i on i.organization_id = :organization_id
                         and i.id = it.incident_id and i.status = 'open'
                       where it.organization_id = :organization_id and it.ticket_id = t.id)
                  as is_of_incident
         from tickets t where t.organization_id = :organization_id and t.id = :id""")
_ORDER = sql("""select protocol, version, technician_id from orders
        where organization_id = :organization_id and id = :id""")
#: A reply, and those outside of the desk who take part in its ticket.
_REPLY = sql("""select t.protocol, t.subject, m.body, m.body_html, m.author_id, m.created_at,
              p.name as author,
              t.requester_id || array(
                  select p.person_id from participants p
                   where p.organization_id = :organization_id and p.ticket_id = t.id
                     and p.notify and p.role = 'cc') as outside,
              array(select f.name from attachments a
                      join files f on f.organization_id = :organization_id and f.id = a.file_id
                     where a.organization_id = :organization_id and a.message_id = m.id
                     order by a.position) as attachments
         from tickets t join messages m on m.organization_id = :organization_id
         left join people p on p.organization_id = :organization_id and p.id = m.author_id
        where t.organization_id = :organization_id and t.id = :id and m.id = :message_id""")
#: Title, and what a mail says before the reply.
_REPLIED = (
    N_("{protocol}: reply to {subject}"),
    N_("there is a reply to your request {protocol} ({subject}):"),
)
_SOLVED = (
    N_("{protocol}: solved – {subject}"),
    N_("your request {protocol} ({subject}) is solved:"),
)
_CUSTOMER_REPLIED = (
    N_("{protocol}: the customer replied to {subject}"),
    N_("the customer replied to {protocol} ({subject}):"),
)
_CUSTOMER_SOLVED = (
    N_("{protocol}: solved, says the customer – {subject}"),
    N_("the customer says that {protocol} ({subject}) is solved:"),
)
_CUSTOMER_REOPENED = (
    N_("{protocol}: reopened by a reply – {subject}"),
    N_("the customer replied to {protocol} ({subject}), which is open again:"),
)
_FROM_OUTSIDE = (AuthorKind.REQUESTER, AuthorKind.PARTICIPANT)


@on(TicketReplied)
async def notify_of_reply(session: TenantSession, event: TicketReplied) -> None:
    """Everyone who takes part hears of a reply but its author; of a broadcast each of them once."""
    reply = await _known(session, _REPLY, event.ticket_id, message_id=event.message_id)
    words = {"protocol": reply["protocol"], "subject": reply["subject"]}
    title, text = _REPLIED
    if event.solves:
        title, text = _SOLVED
    await tell(
        session,
        set(reply["outside"]) - {reply["author_id"], None},
        _about_reply(event),
        title,
        mail=_reply_mail(event, reply, text, each=True),
        **words,
    )
    if event.author_kind in _FROM_OUTSIDE:
        await _tell_desk_of_reply(session, event, reply, words)
    elif event.author_kind is AuthorKind.AGENT and event.broadcast_id is None:
        mentioned = await mentioned_in(session, reply["body"]) - {reply["author_id"]}
        but = [reply["author_id"], *mentioned]
        hearers = await hearers_of(session, event.ticket_id, but=but, widely=False)
        title = N_("{protocol}: {author} replied to {subject}")
        await tell(session, hearers, _about_reply(event), title, author=reply["author"], **words)
        await tell_mentioned(session, mentioned, event, reply)


async def _tell_desk_of_reply(
    session: TenantSession, event: TicketReplied, reply: asyncpg.Record, words: dict[str, Any]
) -> None:
    title, text = _CUSTOMER_REPLIED
    if event.solves:
        title, text = _CUSTOMER_SOLVED
    elif event.reopens:
        title, text = _CUSTOMER_REOPENED
    await tell(
        session,
        await hearers_of(session, event.ticket_id, but=[reply["author_id"]]),
        _about_reply(event),
        title,
        mail=_reply_mail(event, reply, text),
        **words,
    )


def _about_reply(event: TicketReplied) -> Subject:
    name = event.name
    if event.solves:
        name = TicketSolved.name
    elif event.reopens:
        name = TicketReopened.name
    return Subject(name, "ticket", event.ticket_id, event.seq, event.broadcast_id)


def _reply_mail(
    event: TicketReplied, reply: asyncpg.Record, text: str, *, each: bool = False
) -> Mail:
    topic = MailTopic.REPLY
    if event.solves:
        topic = MailTopic.SOLUTION
    elif event.reopens:
        topic = MailTopic.REOPENING
    return Mail(
        topic=topic,
        text=text,
        author=reply["author"],
        written_at=reply["created_at"],
        body=reply["body"],
        body_html=reply["body_html"],
        message_id=event.message_id,
        attachments=reply["attachments"],
        each=each,
    )


@on(TicketVisitNoShow)
async def notify_of_no_show(session: TenantSession, event: TicketVisitNoShow) -> None:
    """The technician met nobody: the requester says when somebody will be there."""
    ticket = await _known(session, _TICKET, event.ticket_id)
    missed = Mail(
        topic=MailTopic.NO_SHOW,
        text=N_(
            """our technician came because of your request {protocol} ({subject}) and met nobody.

Answer it in the portal to tell us when somebody will be there."""
        ),
        each=True,
    )
    await tell(
        session,
        [ticket["requester_id"]],
        Subject(event.name, "ticket", event.ticket_id),
        N_("{protocol}: nobody was met"),
        mail=missed,
        protocol=ticket["protocol"],
        subject=ticket["subject"],
    )


@on(TicketQueued)
async def notify_leads(session: TenantSession, event: TicketQueued) -> None:
    """Nobody can be given a ticket: those who lead the desk hear it once."""
    ticket = await _known(session, _TICKET, event.ticket_id)
    await tell(
        session,
        await holders_of(session, "tickets:lead"),
        Subject(event.name, "ticket", event.ticket_id),
        N_("{protocol} waits, and nobody could be given it: {subject}"),
        mail=_brief(
            ticket,
            MailTopic.NEW_TICKET,
            N_("the ticket {protocol} ({subject}) waits, and nobody could be given it."),
        ),
        protocol=ticket["protocol"],
        subject=ticket["subject"],
    )


@on(TicketRated, concerns=lambda event, _: event.stars <= _BAD)
async def notify_of_bad_rating(session: TenantSession, event: TicketRated) -> None:
    """Somebody was not helped well: those who lead the desk can still make it good."""
    ticket = await _known(session, _TICKET, event.ticket_id)
    await tell(
        session,
        await holders_of(session, "tickets:lead"),
        Subject(event.name, "ticket", event.ticket_id),
        N_("{protocol} was rated {stars} of 5: {subject}"),
        protocol=ticket["protocol"],
        subject=ticket["subject"],
        stars=event.stars,
    )


@on(SlaAlertDue)
async def notify_of_sla_alert(session: TenantSession, event: SlaAlertDue) -> None:
    """Notify the person of an SLA target that is due soon, or was breached."""
    ticket = await _known(session, _TICKET, event.ticket_id)
    title = (
        N_("{protocol} is overdue: {subject}")
        if event.breached
        else N_("{protocol} is due soon: {subject}")
    )
    await tell(
        session,
        [event.person_id],
        Subject("sla.breached" if event.breached else "sla.warned", "ticket", event.ticket_id),
        title,
        mail=_brief(
            ticket,
            MailTopic.SLA,
            N_("an SLA target of the ticket {protocol} ({subject}) is due soon, or was missed."),
        ),
        protocol=ticket["protocol"],
        subject=ticket["subject"],
    )


@on(
    TicketAssigned,
    concerns=lambda event, _: event.assignee_id is not None and event.assignee_id != event.by_id,
)
async def notify_assignee(session: TenantSession, event: TicketAssigned) -> None:
    """Notify the assignee of a ticket that somebody else assigned."""
    ticket = await _known(session, _TICKET, event.ticket_id)
    if event.assignee_id is None or event.assignee_id != ticket["assignee_id"]:
        return
    await tell(
        session,
        [event.assignee_id],
        Subject(event.name, "ticket", event.ticket_id),
        N_("{protocol} was given to you: {subject}"),
        mail=_brief(
            ticket,
            MailTopic.ASSIGNMENT,
            N_("the ticket {protocol} ({subject}) was given to you."),
        ),
        protocol=ticket["protocol"],
        subject=ticket["subject"],
    )


def _brief(ticket: asyncpg.Record, topic: MailTopic, text: str) -> Mail | None:
    """A mail of one sentence; none of a ticket of an open incident, which may have hundreds."""
    return None if ticket["is_of_incident"] else Mail(topic=topic, text=text)


@on(OrderScheduled)
async def notify_technician(session: TenantSession, event: OrderScheduled) -> None:
    """A visit in somebody's agenda."""
    order = await _known(session, _ORDER, event.order_id)
    about = Subject(event.name, "order", event.order_id, order["version"])
    words: dict[str, Any] = {"protocol": order["protocol"], "when": event.starts_at}
    await tell(session, [event.technician_id], about, N_("{protocol}: visit on {when}"), **words)
    title = N_("{protocol}: you come along on {when}")
    await tell(session, event.helper_ids, about, title, **words)
    before = event.previous_technician_id
    if before is not None and before != event.technician_id:
        title = N_("{protocol}: the visit is somebody else's now")
        await tell(session, [before], about, title, protocol=order["protocol"])


@on(OrderDispatched)
async def notify_technician_of_dispatch(session: TenantSession, event: OrderDispatched) -> None:
    """The office wants somebody to go there next."""
    order = await _known(session, _ORDER, event.order_id)
    await tell(
        session,
        [event.technician_id],
        Subject(event.name, "order", event.order_id, order["version"]),
        N_("{protocol}: please go there next"),
        protocol=order["protocol"],
    )


@on(OrderCancelled)
async def notify_technician_of_cancellation(session: TenantSession, event: OrderCancelled) -> None:
    """A visit that will not be, and why."""
    order = await _known(session, _ORDER, event.order_id)
    if order["technician_id"] is not None:
        await tell(
            session,
            [order["technician_id"]],
            Subject(event.name, "order", event.order_id, order["version"]),
            N_("{protocol} was cancelled: {reason}"),
            protocol=order["protocol"],
            reason=event.reason[:200],
        )


@on(WorkHandedBack)
async def notify_of_stranded_work(session: TenantSession, event: WorkHandedBack) -> None:
    """Visits, rules and macros of somebody who is gone: whoever can change them hears of each."""
    person = await session.fetch(Person, event.person_id)
    leads = await holders_of(session, "orders:lead")
    authors = await holders_of(session, "automation:write")
    for held in await stranded_work(session, person):
        about = Subject(event.name, held.kind, held.id)
        words: dict[str, Any] = {"item": held.name, "person": person.name}
        if held.kind == "order":
            title = N_("{item}: the visit on {when} needs somebody else than {person}")
            await tell(session, leads, about, title, when=held.starts_at, **words)
        elif held.kind != "ticket":
            title = N_("{item} still assigns tickets to {person}")
            await tell(session, authors, about, title, **words)


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
            [quote.sent_by_id],
            Subject(event.name, "quote", quote.id, quote.version),
            title,
            number=Serial(quote.number),
            subject=quote.title,
        )


async def _known(
    session: TenantSession, statement: Statement, id: UUID, **given: Any
) -> asyncpg.Record:
    found = await session.row(statement, id=id, **given)
    if found is None:
        raise NotFound
    return found


@every(hours=24, organizations="with_old_notifications")
async def delete_old_notifications(session: TenantSession) -> None:
    """Notifications go after half a year: what they tell of is where it happened."""
    await session.execute(
        delete(UserNotification).where(UserNotification.created_at < now() - KEPT)
    )
