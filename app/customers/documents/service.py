"""Documents kept of a customer."""

from uuid import UUID

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.ids import new_id
from app.customers.documents.schemas import CustomerFileAdd
from app.customers.events import CustomerFileCreated, CustomerFileDeleted
from app.customers.models import Customer, CustomerFile
from app.customers.service import check_in_use
from app.files.service import require_upload
from app.files.uploads.service import UploadAlreadyUsed


async def create_file(session: TenantSession, customer: Customer, new: CustomerFileAdd) -> UUID:
    """Keep an upload of the caller as a document of the customer."""
    check_in_use(customer)
    file = await require_upload(session, new.file_id)
    used = await session.scalar(select(CustomerFile.id).where(CustomerFile.file_id == file.id))
    if used is not None:
        raise UploadAlreadyUsed(file_id=file.id)
    document = CustomerFile(
        id=new.id or new_id(),
        customer_id=customer.id,
        file_id=file.id,
        note=new.note,
        created_at=now(),
    )
    session.add(document)
    announce(session, CustomerFileCreated(customer_id=customer.id, file_id=file.id))
    return document.id


async def delete_file(session: TenantSession, customer: Customer, document_id: UUID) -> None:
    document = await session.fetch(CustomerFile, document_id)
    if document.customer_id != customer.id:
        raise NotFound
    await session.delete(document)
    announce(session, CustomerFileDeleted(customer_id=customer.id, file_id=document.file_id))
