"""The statement that finds an attachment's bytes."""

from sqlalchemy import select

from app.core.data.statements import by_id, prepared, tenant_join
from app.files.models import File
from app.tickets.models import Attachment, Message, Ticket
from app.tickets.reads import IS_PUBLIC
from app.tickets.visibility import SEEN_FROM_OUTSIDE

_CONTENT = (
    select(File.name, File.storage_key)
    .select_from(Attachment)
    .join(File, tenant_join(File, Attachment, Attachment.file_id))
    .join(Message, tenant_join(Message, Attachment, Attachment.message_id))
    .join(Ticket, tenant_join(Ticket, Message, Message.ticket_id))
    .where(by_id(Attachment))
)
#: The file of an attachment, for whoever may read the message that it came with.
ATTACHMENT = {
    True: prepared(_CONTENT),
    False: prepared(_CONTENT.where(IS_PUBLIC, SEEN_FROM_OUTSIDE)),
}
