"""Equipment at customers' sites."""

from collections.abc import Collection

from sqlalchemy import select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.errors import Refusal, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.customers.contracts.service import require_contract
from app.customers.equipment.schemas import EquipmentCreate, EquipmentUpdate
from app.customers.events import EquipmentCreated, EquipmentUpdated
from app.customers.models import Customer, Equipment
from app.customers.service import check_in_use
from app.customers.sites.service import require_site


class SerialNumberInUse(Refusal):
    """An item with this serial number still stands at a customer's: `equipment_id` names it."""

    title = N_("This serial number is in use already")
    advice = N_("Record the removal of the other item, or send `confirm: true` if both are right.")


async def create_equipment(
    session: TenantSession, customer: Customer, new: EquipmentCreate
) -> Equipment:
    check_in_use(customer)
    equipment = Equipment(
        **new.model_dump(exclude={"id", "confirm"}), id=new.id or new_id(), customer_id=customer.id
    )
    await _check_places(session, equipment, {"site_id", "contract_id"})
    if not new.confirm:
        await _check_serial_number(session, equipment)
    session.add(equipment)
    announce(session, EquipmentCreated(equipment_id=equipment.id, customer_id=customer.id))
    return equipment


async def update_equipment(
    session: TenantSession, equipment: Equipment, change: EquipmentUpdate
) -> None:
    wanted = change.changes()
    confirmed = wanted.pop("confirm", False)
    apply(equipment, wanted)
    await _check_places(session, equipment, wanted.keys())
    _check_days(equipment, wanted.keys())
    if {"serial_number", "removed_on"} & wanted.keys() and not confirmed:
        await _check_serial_number(session, equipment)
    announce(
        session,
        EquipmentUpdated(
            equipment_id=equipment.id, customer_id=equipment.customer_id, fields=sorted(wanted)
        ),
    )


async def _check_places(
    session: TenantSession, equipment: Equipment, sent: Collection[str]
) -> None:
    """Refuse a site and a contract that are sent unless they are the customer's and fit."""
    customer_id, site_id = equipment.customer_id, equipment.site_id
    if "site_id" in sent and site_id is not None:
        await require_site(session, customer_id, site_id)
    if equipment.contract_id is not None and {"site_id", "contract_id"} & set(sent):
        await require_contract(session, customer_id, equipment.contract_id, site_id)


def _check_days(equipment: Equipment, sent: Collection[str]) -> None:
    installed_on, removed_on = equipment.installed_on, equipment.removed_on
    if installed_on is not None and removed_on is not None and removed_on < installed_on:
        field = "removed_on" if "removed_on" in sent else "installed_on"
        detail = N_("It cannot be removed before it is installed.")
        raise ValidationFailed.at(field, "removed_before_installed", detail)


async def _check_serial_number(session: TenantSession, equipment: Equipment) -> None:
    """Refuse the serial number of another item that still stands at some customer's."""
    if equipment.serial_number is None or equipment.removed_on is not None:
        return
    with session.no_autoflush:
        other: Equipment | None = await session.scalar(
            select(Equipment)
            .where(
                Equipment.serial_number == equipment.serial_number,
                Equipment.removed_on.is_(None),
                Equipment.id != equipment.id,
            )
            .limit(1)
        )
    if other is not None:
        raise SerialNumberInUse(equipment_id=other.id, customer_id=other.customer_id)
