"""The rules of what stands at a customer's, and of the documents that are kept of one."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.clock import now
from app.core.database import TenantSession
from app.core.errors import NotFound
from app.core.events import announce
from app.core.ids import new_id
from app.customers.contracts import require_contract
from app.customers.events import (
    CustomerFileAdded,
    CustomerFileRemoved,
    EquipmentAdded,
    EquipmentChanged,
)
from app.customers.models import Customer, CustomerFile, Equipment
from app.customers.schemas import CustomerFileAdd, EquipmentCreate, EquipmentUpdate
from app.customers.service import check_in_use, require_site
from app.files.service import require_upload
from app.files.uploads import UploadAlreadyUsed


async def add_equipment(
    session: TenantSession, customer: Customer, new: EquipmentCreate
) -> Equipment:
    check_in_use(customer)
    equipment = Equipment(
        **new.model_dump(exclude={"id"}), id=new.id or new_id(), customer_id=customer.id
    )
    await _check_places(session, customer.id, new.model_dump(include={"site_id", "contract_id"}))
    session.add(equipment)
    announce(session, EquipmentAdded(equipment_id=equipment.id, customer_id=customer.id))
    return equipment


async def change_equipment(
    session: TenantSession, equipment: Equipment, change: EquipmentUpdate
) -> None:
    wanted = change.changes()
    await _check_places(session, equipment.customer_id, wanted)
    for name, value in wanted.items():
        setattr(equipment, name, value)
    announce(
        session,
        EquipmentChanged(
            equipment_id=equipment.id, customer_id=equipment.customer_id, fields=sorted(wanted)
        ),
    )


async def add_file(session: TenantSession, customer: Customer, new: CustomerFileAdd) -> UUID:
    """Keep an upload of the caller as a document of the customer."""
    check_in_use(customer)
    file = await require_upload(session, new.file_id)
    used = await session.scalar(select(CustomerFile.id).where(CustomerFile.file_id == file.id))
    if used is not None:
        raise UploadAlreadyUsed(file_id=str(file.id))
    document = CustomerFile(
        id=new.id or new_id(),
        customer_id=customer.id,
        file_id=file.id,
        note=new.note,
        created_at=now(),
    )
    session.add(document)
    announce(session, CustomerFileAdded(customer_id=customer.id, file_id=file.id))
    return document.id


async def remove_file(session: TenantSession, customer: Customer, document_id: UUID) -> None:
    document = await session.fetch(CustomerFile, document_id)
    if document.customer_id != customer.id:
        raise NotFound
    await session.delete(document)
    announce(session, CustomerFileRemoved(customer_id=customer.id, file_id=document.file_id))


async def _check_places(session: TenantSession, customer_id: UUID, named: dict[str, Any]) -> None:
    if named.get("site_id") is not None:
        await require_site(session, customer_id, named["site_id"])
    if named.get("contract_id") is not None:
        await require_contract(session, customer_id, named["contract_id"])
