"""The statement that finds an attachment's bytes."""

from sqlalchemy import select

from app.core.data.statements import by_id, tenant_join
from app.files.models import File
from app.tickets.attachments.models import Attachment
from app.tickets.visibility import ATTACHMENT_VISIBILITY

#: The file of an attachment, for whoever may read the message that it came with.
ATTACHMENT = ATTACHMENT_VISIBILITY.statement(
    select(File.name, File.storage_key)
    .join_from(Attachment, File, tenant_join(File, Attachment, Attachment.file_id))
    .where(by_id(Attachment))
)
