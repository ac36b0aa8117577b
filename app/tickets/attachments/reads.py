"""The statement that finds an attachment's bytes."""

from sqlalchemy import and_, bindparam, select

from app.core.data.statements import prepared
from app.files.models import File
from app.tickets.models import Attachment, Message, Ticket
from app.tickets.reads import IS_PUBLIC
from app.tickets.visibility import SEEN_FROM_OUTSIDE

_CONTENT = (
    select(File.name, File.storage_key)
    .select_from(Attachment)
    .join(
        File,
        and_(File.organization_id == Attachment.organization_id, File.id == Attachment.file_id),
    )
    .join(
        Message,
        and_(
            Message.organization_id == Attachment.organization_id,
            Message.id == Attachment.message_id,
        ),
    )
    .join(
        Ticket,
        and_(Ticket.organization_id == Message.organization_id, Ticket.id == Message.ticket_id),
    )
    .where(
        Attachment.organization_id == bindparam("organization_id"),
        Attachment.id == bindparam("id"),
    )
)
#: The file of an attachment, for whoever may read the message that it came with.
ATTACHMENT = {
    True: prepared(_CONTENT),
    False: prepared(_CONTENT.where(IS_PUBLIC, SEEN_FROM_OUTSIDE)),
}
