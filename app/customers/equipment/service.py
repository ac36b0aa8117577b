"""Equipment at customers' sites."""

from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.ids import new_id
from app.core.values.wire import apply
from app.customers.contracts.service import require_contract
from app.customers.equipment.schemas import EquipmentCreate, EquipmentUpdate
from app.customers.events import EquipmentCreated, EquipmentUpdated
from app.customers.models import Customer, Equipment
from app.customers.service import check_in_use
from app.customers.sites.service import require_site


async def create_equipment(
    session: TenantSession, customer: Customer, new: EquipmentCreate
) -> Equipment:
    check_in_use(customer)
    equipment = Equipment(
        **new.model_dump(exclude={"id"}), id=new.id or new_id(), customer_id=customer.id
    )
    await _check_places(session, customer.id, new.model_dump(include={"site_id", "contract_id"}))
    session.add(equipment)
    announce(session, EquipmentCreated(equipment_id=equipment.id, customer_id=customer.id))
    return equipment


async def update_equipment(
    session: TenantSession, equipment: Equipment, change: EquipmentUpdate
) -> None:
    wanted = change.changes()
    await _check_places(session, equipment.customer_id, wanted)
    apply(equipment, wanted)
    announce(
        session,
        EquipmentUpdated(
            equipment_id=equipment.id, customer_id=equipment.customer_id, fields=sorted(wanted)
        ),
    )


async def _check_places(session: TenantSession, customer_id: UUID, named: dict[str, Any]) -> None:
    if named.get("site_id") is not None:
        await require_site(session, customer_id, named["site_id"])
    if named.get("contract_id") is not None:
        await require_contract(session, customer_id, named["contract_id"])
