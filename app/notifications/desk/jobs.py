"""Listeners that tell the desk of its tickets, and requesters that theirs has arrived."""

import asyncpg

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.listeners import on
from app.core.values.text import N_
from app.desks.models import Strategy
from app.incidents.models import Incident
from app.notifications.desk.service import hearers_of, mentioned_in, tell_mentioned
from app.notifications.service import Mail, Subject, tell
from app.people.models import MailTopic
from app.tickets.events import TicketNoted, TicketOpened, TicketReopened, TicketUpdated

#: A ticket that still goes on here, and the open incident behind it.
_OPEN = sql("""select t.protocol, t.subject, t.requester_id, t.created_by_id, t.assignee_id,
              t.team_id, d.strategy,
              m.id as message_id, m.body as description,
              (select i.id from incident_tickets it
                 join incidents i on i.organization_id = :organization_id
                  and i.id = it.incident_id and i.status = 'open'
                where it.organization_id = :organization_id and it.ticket_id = t.id
                order by i.started_at desc, i.id desc limit 1) as incident_id
         from tickets t join desks d on d.organization_id = :organization_id and d.id = t.desk_id
         join messages m
           on m.organization_id = :organization_id and m.ticket_id = t.id and m.seq = 1
        where t.organization_id = :organization_id and t.id = :id
          and t.merged_into_id is null and not t.is_spam""")
_NOTE = sql("""select t.protocol, t.subject, m.body, m.author_id, p.name as author
         from tickets t
         join messages m on m.organization_id = :organization_id and m.ticket_id = t.id
         left join people p on p.organization_id = :organization_id and p.id = m.author_id
        where t.organization_id = :organization_id and t.id = :id and m.id = :message_id""")


@on(TicketOpened)
async def notify_of_opening(session: TenantSession, event: TicketOpened) -> None:
    """The requester reads that it arrived, however it was opened; a manual desk that it is there.

    Another desk is told by its assignment. Tickets of one incident are one line for the desk.
    """
    ticket = await session.row(_OPEN, id=event.ticket_id)
    if ticket is None:
        return
    words = {"protocol": ticket["protocol"], "subject": ticket["subject"]}
    about = Subject(event.name, "ticket", event.ticket_id)
    received = Mail(
        topic=MailTopic.NEW_TICKET,
        text=N_("we have received your request {protocol} ({subject}). This is what it says:"),
        body=ticket["description"],
        message_id=ticket["message_id"],
        begins=True,
    )
    title = N_("{protocol}: received – {subject}")
    requester = [ticket["requester_id"]]
    await tell(session, requester, about, title, mail=received, in_bell=False, **words)
    if ticket["strategy"] == Strategy.MANUAL and ticket["assignee_id"] is None:
        await _tell_the_desk(session, event, ticket, about)


async def _tell_the_desk(
    session: TenantSession, event: TicketOpened, ticket: asyncpg.Record, about: Subject
) -> None:
    hearers = await hearers_of(session, event.ticket_id, but=[ticket["created_by_id"]])
    words = {"protocol": ticket["protocol"], "subject": ticket["subject"]}
    if ticket["incident_id"] is None:
        mail = Mail(
            topic=MailTopic.NEW_TICKET,
            text=N_("a new ticket waits, {protocol} ({subject}):"),
            body=ticket["description"],
            message_id=ticket["message_id"],
        )
        title = N_("{protocol}: new ticket – {subject}")
        await tell(session, hearers, about, title, mail=mail, **words)
        return
    incident = await session.fetch(Incident, ticket["incident_id"])
    mail = Mail(
        topic=MailTopic.NEW_TICKET,
        text=N_(
            "tickets of the incident {incident} arrive; {protocol} is the first that you hear of."
        ),
    )
    await tell(
        session,
        hearers,
        Subject(event.name, "incident", incident.id),
        N_("{incident}: new ticket {protocol} – {subject}"),
        mail=mail,
        incident=incident.title,
        **words,
    )


@on(TicketUpdated, concerns=lambda event, _: "team_id" in event.fields)
async def notify_team(session: TenantSession, event: TicketUpdated) -> None:
    """A team is given a ticket that nobody works on."""
    ticket = await session.row(_OPEN, id=event.ticket_id)
    if ticket is None or ticket["team_id"] is None or ticket["assignee_id"] is not None:
        return
    await tell(
        session,
        await hearers_of(session, event.ticket_id, but=()),
        Subject("ticket.given_to_team", "ticket", event.ticket_id),
        N_("{protocol} was given to your team: {subject}"),
        mail=Mail(
            topic=MailTopic.ASSIGNMENT,
            text=N_("the ticket {protocol} ({subject}) was given to your team."),
        ),
        protocol=ticket["protocol"],
        subject=ticket["subject"],
    )


@on(TicketNoted)
async def notify_of_note(session: TenantSession, event: TicketNoted) -> None:
    """The desk hears of a colleague's note; its text is in no mail."""
    note = await session.row(_NOTE, id=event.ticket_id, message_id=event.message_id)
    if note is None or note["author_id"] is None:
        return  # moved by a merge, or written by a rule
    mentioned = await mentioned_in(session, note["body"]) - {note["author_id"]}
    await tell(
        session,
        await hearers_of(session, event.ticket_id, but=[note["author_id"], *mentioned]),
        Subject(event.name, "ticket", event.ticket_id, event.seq),
        N_("{protocol}: {author} wrote a note – {subject}"),
        mail=Mail(
            topic=MailTopic.NOTE, text=N_("{author} wrote a note in {protocol} ({subject}).")
        ),
        protocol=note["protocol"],
        subject=note["subject"],
        author=note["author"],
    )
    await tell_mentioned(session, mentioned, event, note)


@on(TicketReopened, concerns=lambda event, _: not event.by_reply)
async def notify_of_reopening(session: TenantSession, event: TicketReopened) -> None:
    """Somebody took a finished ticket up again without a word."""
    ticket = await session.row(_OPEN, id=event.ticket_id)
    if ticket is None:
        return
    await tell(
        session,
        await hearers_of(session, event.ticket_id, but=[event.by_id]),
        Subject(event.name, "ticket", event.ticket_id),
        N_("{protocol}: reopened – {subject}"),
        mail=Mail(
            topic=MailTopic.REOPENING, text=N_("the ticket {protocol} ({subject}) was reopened.")
        ),
        protocol=ticket["protocol"],
        subject=ticket["subject"],
    )
