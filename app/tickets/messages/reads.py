"""Statements that read messages and their revisions."""

from sqlalchemy import bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.types import Text, Uuid

from app.core.data.statements import as_json, by_id, prepared, tenant_join
from app.core.http.listing import Listing
from app.files.models import File
from app.people.models import Person
from app.tickets.attachments.models import Attachment
from app.tickets.models import Message, MessageRevision, Ticket
from app.tickets.visibility import MESSAGE_VISIBILITY

_attachments = (
    select(
        func.coalesce(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_object(
                        *("id", Attachment.id, "name", File.name, "media_type", File.media_type),
                        *("size_bytes", File.size_bytes),
                    ),
                    Attachment.position,
                )
            ),
            cast("[]", JSON),
        )
    )
    .join(File, tenant_join(File, Attachment, Attachment.file_id))
    .where(tenant_join(Message, Attachment, Attachment.message_id))
    .correlate(Message)
    .scalar_subquery()
)
_MESSAGE_COLUMNS = (
    Message.id,
    Message.ticket_id,
    Message.seq,
    Message.kind,
    Message.author_kind,
    Message.author_id,
    Person.name.label("author_name"),
    Message.body,
    Message.body_html,
    Message.channel,
    Message.is_automatic,
    Message.counts_as_response,
    _attachments.label("attachments"),
    Message.edited_at,
    Message.redacted_at,
    Message.created_at,
)
_AUTHOR = tenant_join(Person, Message, Message.author_id)
_THIS_MESSAGE = by_id(Message)
_MESSAGES = select(*_MESSAGE_COLUMNS).outerjoin(Person, _AUTHOR)
IN_TICKET = Message.ticket_id == bindparam("ticket_id", type_=Uuid())

MESSAGES = Listing(_MESSAGES, Message, visibility=MESSAGE_VISIBILITY)
MESSAGE = MESSAGE_VISIBILITY.read_by_id(_MESSAGES)
REPLY = prepared(
    as_json(
        select(
            *_MESSAGE_COLUMNS,
            Ticket.number.label("ticket_number"),
            bindparam("follow_up_of_id", type_=Uuid()).label("follow_up_of_id"),
            bindparam("warning", type_=Text()).label("warning"),
        )
        .outerjoin(Person, _AUTHOR)
        .join(Ticket, tenant_join(Ticket, Message, Message.ticket_id))
        .where(_THIS_MESSAGE)
    )
)
REVISIONS = Listing(
    select(
        MessageRevision.number,
        MessageRevision.body,
        MessageRevision.body_html,
        MessageRevision.person_id,
        MessageRevision.replaced_at,
    ),
    MessageRevision,
    tie="number",
)
OF_MESSAGE = MessageRevision.message_id == bindparam("message_id", type_=Uuid())
