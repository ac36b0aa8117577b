"""Statements that read messages and their revisions."""

from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.types import Text, Uuid

from app.core.data.statements import Statement, as_json, by_id, prepared, tenant_join
from app.core.http.listing import Listing
from app.files.models import File
from app.people.models import Person
from app.tickets.attachments.models import Attachment
from app.tickets.models import Message, MessageKind, MessageRevision, Ticket
from app.tickets.visibility import IS_PUBLIC, MESSAGE_VISIBILITY

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
    Message.version,
    Message.created_at,
)
#: For requesters: notes leave no gap in the numbers that they see.
_Earlier = aliased(Message)
_public_seq = (
    select(func.count())
    .where(
        _Earlier.organization_id == Message.organization_id,
        _Earlier.ticket_id == Message.ticket_id,
        _Earlier.seq <= Message.seq,
        _Earlier.kind == MessageKind.PUBLIC_REPLY.value,
    )
    .correlate(Message)
    .scalar_subquery()
    .label("seq")
)
_PUBLIC_COLUMNS = tuple(_public_seq if c is Message.seq else c for c in _MESSAGE_COLUMNS)
_AUTHOR = tenant_join(Person, Message, Message.author_id)
_THIS_MESSAGE = by_id(Message)
_MESSAGES = select(*_MESSAGE_COLUMNS).outerjoin(Person, _AUTHOR)
_PUBLIC_MESSAGES = select(*_PUBLIC_COLUMNS).outerjoin(Person, _AUTHOR)
IN_TICKET = Message.ticket_id == bindparam("ticket_id", type_=Uuid())

MESSAGES = MESSAGE_VISIBILITY.choose(
    Listing(_MESSAGES, Message, visibility=MESSAGE_VISIBILITY),
    Listing(_PUBLIC_MESSAGES, Message, visibility=MESSAGE_VISIBILITY),
)
MESSAGE = MESSAGE_VISIBILITY.read_by_id(_MESSAGES, "version", part=_PUBLIC_MESSAGES)


def _reply(*columns: Any) -> Statement:
    return prepared(
        as_json(
            select(
                *columns,
                Ticket.number.label("ticket_number"),
                bindparam("follow_up_of_id", type_=Uuid()).label("follow_up_of_id"),
                bindparam("warning", type_=Text()).label("warning"),
            )
            .outerjoin(Person, _AUTHOR)
            .join(Ticket, tenant_join(Ticket, Message, Message.ticket_id))
            .where(_THIS_MESSAGE),
            "version",
        )
    )


REPLY = MESSAGE_VISIBILITY.choose(_reply(*_MESSAGE_COLUMNS), _reply(*_PUBLIC_COLUMNS))
#: The number of a requester's message among all of the ticket.
SEQ_OF_PUBLIC = prepared(
    select(Message.seq)
    .where(
        Message.organization_id == bindparam("organization_id", type_=Uuid()),
        IN_TICKET,
        IS_PUBLIC,
    )
    .order_by(Message.seq)
    .offset(bindparam("before", type_=BigInteger()))
    .limit(1)
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
