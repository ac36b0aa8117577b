"""Statements that read equipment."""

from sqlalchemy import bindparam, select

from app.core.data.statements import read_by_id
from app.core.http.listing import Listing
from app.customers.models import (
    Equipment,
)

_EQUIPMENT = select(
    Equipment.id,
    Equipment.customer_id,
    Equipment.site_id,
    Equipment.contract_id,
    Equipment.label,
    Equipment.manufacturer,
    Equipment.model,
    Equipment.serial_number,
    Equipment.owner,
    Equipment.installed_on,
    Equipment.removed_on,
    Equipment.notes,
    Equipment.version,
    Equipment.created_at,
    Equipment.updated_at,
)
EQUIPMENT_LIST = Listing(_EQUIPMENT, Equipment)
EQUIPMENT = read_by_id(_EQUIPMENT, Equipment, "version")
EQUIPMENT_OF_CUSTOMER = Equipment.customer_id == bindparam(
    "customer_id", type_=Equipment.customer_id.type
)
