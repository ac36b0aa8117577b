"""Opening a ticket: who asks, at which desk, with which form; one statement writes it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import PermissionMissing, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.customers.sites.service import require_site
from app.desks.models import Desk
from app.desks.service import require_desk
from app.forms.effective_schema.service import Role
from app.forms.entry.service import FormEntry, check_fields, entry_of
from app.tickets.attachments.service import attach
from app.tickets.continuing.service import carry_on
from app.tickets.events import TicketOpened
from app.tickets.links.models import LinkKind
from app.tickets.messages import service as messages
from app.tickets.models import AuthorKind, Channel, Message, Priority, PrioritySource, Ticket
from app.tickets.replies.schemas import ReplyCreate
from app.tickets.schemas import TicketCreate
from app.tickets.tags.service import put_tags

#: What a requester may say of the urgency; beyond it is the desk's to say.
_OF_REQUESTERS = (Priority.LOW, Priority.NORMAL)
#: What a requester may say of the way in; the others are the desk's, or the server's.
_WAYS_OF_REQUESTERS = (Channel.PORTAL, Channel.API, Channel.CHAT, Channel.ERROR_REPORT)

#: What the opening has to know, in one look: whose customer, which desk, whether there is a tree.
TERMS = sql("""select (select c.customer_id from contacts c
                where c.organization_id = :organization_id
                  and c.person_id = :requester_id) as customer_id,
              (select d.protocol_format from desks d
                where d.organization_id = :organization_id and d.id = :desk_id) as protocol_format,
              exists (select from form_nodes n
                       where n.organization_id = :organization_id) as has_tree""")
#: Number, ticket and description in one statement: this is the busiest change there is, and the
#: counter stays locked until the transaction ends.
OPEN_TICKET = sql("""with counter as (
           insert into counters as c (organization_id, name, value)
           values (:organization_id, 'tickets', 1)
           on conflict (organization_id, name) do update set value = c.value + 1
           returning value
       ), numbered as (
           select value,
                  replace(replace(replace(replace(:protocol_format,
                      '{year}', to_char(:opened_at::timestamptz at time zone :zone, 'YYYY')),
                      '{month}', to_char(:opened_at::timestamptz at time zone :zone, 'MM')),
                      '{day}', to_char(:opened_at::timestamptz at time zone :zone, 'DD')),
                      '{number}', lpad(value::text, greatest(6, length(value::text)), '0'))
                      as protocol
             from counter
       ), ticket as (
           insert into tickets (organization_id, id, number, protocol, subject, status, priority,
                                channel, requester_id, created_by_id, customer_id, site_id,
                                last_seq, reopened_count, opened_at, last_activity_at,
                                version, created_at, updated_at, search_vector, desk_id, awaiting,
                                priority_source, form_node_id, process_id, activity_id,
                                form_version_id, fields, support_access_wanted, is_spam)
           select :organization_id, :id, value, protocol, :subject, 'new', :priority, :channel,
                  :requester_id, :created_by_id, :customer_id, :site_id,
                  1, 0, :opened_at, :opened_at, 1, :opened_at, :opened_at,
                  search_numbered(value::int, protocol, :subject, :description), :desk_id, 'agent',
                  :priority_source, :form_node_id, :process_id, :activity_id, :form_version_id,
                  :fields::text::jsonb, :support_access_wanted, false
             from numbered
           returning id
       )
       insert into messages (organization_id, id, ticket_id, seq, kind, author_kind, author_id,
                             body, body_html, channel, is_automatic, counts_as_response, version,
                             created_at, updated_at)
       select :organization_id, :message_id, id, 1, 'public_reply', :author_kind, :author_id,
              :description, :description_html, :channel, false, false, 1, :opened_at, :opened_at
         from ticket
        returning id""")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """Facts about a ticket that are decided by the time it is opened."""

    id: UUID
    subject: str
    description: str
    #: What may be shown of it, if it was HTML.
    description_html: str | None = None
    #: Id of the message; a client may have brought its own.
    description_id: UUID | None = None
    priority: Priority
    priority_source: PrioritySource
    channel: Channel
    requester_id: UUID
    customer_id: UUID | None
    site_id: UUID | None
    desk_id: UUID
    protocol_format: str
    author_kind: AuthorKind
    author_id: UUID | None
    #: Where the form tree led.
    chosen: FormEntry | None = None
    fields: dict[str, Any] | None = None
    support_access_wanted: bool = False
    #: Now, unless it is said here.
    opened_at: datetime | None = None


async def create_ticket(session: TenantSession, new: TicketCreate) -> UUID:
    """Open a ticket for the caller, or by an agent on behalf of a requester."""
    actor = session.actor
    at_desk = actor.may("tickets:work")
    requester_id = new.requester_id or actor.person_id
    assert requester_id is not None
    if not at_desk:
        _check_requesters_wishes(new, requester_id, actor.person_id)
    desk_id = new.desk_id or actor.organization_id
    terms = await session.row(TERMS, requester_id=requester_id, desk_id=desk_id)
    assert terms is not None
    protocol_format = terms["protocol_format"]
    if protocol_format is None:
        protocol_format = (await require_desk(session, new.desk_id)).protocol_format
    customer_id = (at_desk and new.customer_id) or terms["customer_id"]
    if new.site_id is not None:
        await require_ticket_site(session, customer_id, new.site_id)
    chosen = None
    if terms["has_tree"] or new.form_node_id or new.process_id or new.fields:
        chosen = await _enter(session, new, customer_id, "agent" if at_desk else "requester")
    ticket_id = await open_as(
        session,
        NewTicket(
            id=new.id or new_id(),
            subject=new.subject,
            description=new.description,
            priority=new.priority,
            priority_source=PrioritySource.AGENT if at_desk else PrioritySource.REQUESTER,
            channel=new.channel,
            requester_id=requester_id,
            customer_id=customer_id,
            site_id=new.site_id,
            desk_id=desk_id,
            protocol_format=protocol_format,
            chosen=chosen,
            fields=new.fields,
            support_access_wanted=new.enable_support_access,
            author_kind=(
                AuthorKind.REQUESTER if requester_id == actor.person_id else AuthorKind.AGENT
            ),
            author_id=actor.person_id,
        ),
    )
    least = chosen.attachment_min if chosen else 0
    if new.file_ids or least:
        await _attach_to_description(session, ticket_id, desk_id, new.file_ids, chosen)
    if new.tags:
        await put_tags(session, await session.fetch(Ticket, ticket_id), new.tags)
    return ticket_id


async def open_as(session: TenantSession, new: NewTicket) -> UUID:
    """Write a ticket down with its description, whoever it was that decided so."""
    chosen = new.chosen
    await session.rows(
        OPEN_TICKET,
        id=new.id,
        message_id=new.description_id or new_id(),
        subject=new.subject,
        description=new.description,
        description_html=new.description_html,
        priority=new.priority,
        priority_source=new.priority_source,
        channel=new.channel,
        requester_id=new.requester_id,
        created_by_id=session.actor.person_id or new.requester_id,
        customer_id=new.customer_id,
        site_id=new.site_id,
        desk_id=new.desk_id,
        protocol_format=new.protocol_format,
        author_kind=new.author_kind,
        author_id=new.author_id,
        opened_at=new.opened_at or now(),
        zone=session.actor.zone,
        form_node_id=chosen and chosen.node_id,
        process_id=chosen and chosen.process_id,
        activity_id=chosen and chosen.activity_id,
        form_version_id=chosen and chosen.form_version_id,
        fields=json.dumps(new.fields) if new.fields is not None else None,
        support_access_wanted=new.support_access_wanted,
    )
    announce(
        session,
        TicketOpened(
            ticket_id=new.id,
            requester_id=new.requester_id,
            desk_id=new.desk_id,
            priority=new.priority,
            support_access_wanted=new.support_access_wanted,
        ),
    )
    return new.id


async def require_ticket_site(
    session: TenantSession, customer_id: UUID | None, site_id: UUID
) -> None:
    if customer_id is None:
        detail = N_("A site belongs to a customer, and this ticket has none.")
        raise ValidationFailed.at("site_id", "customer_required", detail)
    await require_site(session, customer_id, site_id)


async def _enter(
    session: TenantSession, new: TicketCreate, customer_id: UUID | None, audience: Role
) -> FormEntry | None:
    """Destination of the choices in the tree; an agent in a hurry may choose nothing."""
    if audience == "agent" and not (new.form_node_id or new.process_id or new.fields):
        return None
    chosen = await entry_of(
        session,
        node_id=new.form_node_id,
        process_id=new.process_id,
        customer_id=customer_id,
        audience=audience,
    )
    if chosen.form_version_id is not None:
        await check_fields(
            session, chosen.form_version_id, new.fields or {}, audience=audience, phase="create"
        )
    elif new.fields:
        raise ValidationFailed.at("fields", "no_form", N_("Without a form there are no fields."))
    return chosen


def _check_requesters_wishes(new: TicketCreate, requester_id: UUID, person_id: UUID | None) -> None:
    """Refuse fields of a new ticket that only the desk may set."""
    if requester_id != person_id:
        raise PermissionMissing(N_("Only the desk opens tickets on behalf of somebody."))
    if new.priority not in _OF_REQUESTERS:
        raise PermissionMissing(N_("Only the desk makes tickets urgent."))
    if new.channel not in _WAYS_OF_REQUESTERS:
        raise PermissionMissing(N_("Only the desk writes down what came in otherwise."))
    if new.tags:
        raise PermissionMissing(N_("Only the desk tags tickets."))


async def create_follow_up(
    session: TenantSession, old: Ticket, desk: Desk, reply: ReplyCreate
) -> tuple[Message, Ticket]:
    """A new ticket for a reply to one that was closed too long ago to be reopened."""
    assert session.actor.person_id is not None
    text, html = messages.written(reply.body, html=reply.format == "html")
    ticket_id = await open_as(
        session,
        NewTicket(
            id=new_id(),
            subject=old.subject,
            description=text,
            description_html=html,
            description_id=reply.id,
            priority=Priority.NORMAL,
            priority_source=PrioritySource.REQUESTER,
            channel=Channel.PORTAL,
            requester_id=session.actor.person_id,
            customer_id=old.customer_id,
            site_id=old.site_id,
            desk_id=old.desk_id,
            protocol_format=desk.protocol_format,
            author_kind=AuthorKind.REQUESTER,
            author_id=session.actor.person_id,
        ),
    )
    ticket = await session.fetch(Ticket, ticket_id)
    await carry_on(session, old, ticket, LinkKind.FOLLOW_UP)
    message = await messages.description_of(session, ticket)
    if reply.file_ids:
        await attach(session, message, reply.file_ids, desk)
    return message, ticket


async def _attach_to_description(
    session: TenantSession,
    ticket_id: UUID,
    desk_id: UUID,
    file_ids: list[UUID],
    chosen: FormEntry | None,
) -> None:
    ticket = await session.fetch(Ticket, ticket_id)
    message = await messages.description_of(session, ticket)
    desk = await session.fetch(Desk, desk_id)
    least, most = (chosen.attachment_min, chosen.attachment_max) if chosen else (0, None)
    await attach(session, message, file_ids, desk, least=least, most=most)
