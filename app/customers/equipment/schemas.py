"""Equipment as callers see it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    Day,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    Prose,
    StrictBool,
    Update,
)
from app.customers.models import EquipmentOwner

_SITE_ID = "Site at which the equipment is; it belongs to the same customer. Null: not known."
_CONTRACT_ID = (
    "Contract to which the equipment belongs, of the same customer and for no other site; it may be"
    " cancelled. Null: none."
)
_LABEL = "Name of the equipment, such as `Roteador da sala`."
_MANUFACTURER = "Manufacturer of the equipment. Null: not known."
_MODEL = "Model of the equipment. Null: not known."
_SERIAL_NUMBER = (
    "Serial number of the equipment. That of another item which was not removed is refused unless"
    " `confirm` is true. Null: not known."
)
_CONFIRM = (
    "Confirms that another item which was not removed has this serial number too, such as one of"
    " another manufacturer."
)
_OWNER = "Who owns the equipment."
_INSTALLED_ON = "Day on which the equipment was installed. Null: not known."
_REMOVED_ON = (
    "Day on which the equipment was removed, not before `installed_on`. Null: it is still there."
)
_NOTES = "Notes about the equipment, in several lines. Null: none."


class Equipment(Out):
    """An item of equipment at a customer, owned by the customer or lent by the organization."""

    id: UUID
    customer_id: UUID
    site_id: UUID | None = Field(description=_SITE_ID)
    contract_id: UUID | None = Field(description=_CONTRACT_ID)
    label: str = Field(description=_LABEL)
    manufacturer: str | None = Field(description=_MANUFACTURER)
    model: str | None = Field(description=_MODEL)
    serial_number: str | None = Field(description=_SERIAL_NUMBER)
    owner: EquipmentOwner = Field(description=_OWNER)
    installed_on: date | None = Field(description=_INSTALLED_ON)
    removed_on: date | None = Field(description=_REMOVED_ON)
    notes: str | None = Field(description=_NOTES)
    version: int
    created_at: Instant
    updated_at: Instant


class EquipmentCreate(In):
    """A new item of equipment at a customer. Only the label is required."""

    id: OwnId | None = None
    site_id: UUID | None = Field(None, description=_SITE_ID)
    contract_id: UUID | None = Field(None, description=_CONTRACT_ID)
    label: Line = Field(description=_LABEL, examples=["Roteador da sala"])
    manufacturer: Line | None = Field(None, description=_MANUFACTURER)
    model: Line | None = Field(None, description=_MODEL)
    serial_number: Line | None = Field(None, description=_SERIAL_NUMBER)
    owner: EquipmentOwner = Field(EquipmentOwner.CUSTOMER, description=_OWNER)
    installed_on: Day | None = Field(None, description=_INSTALLED_ON)
    notes: Prose | None = Field(None, description=_NOTES)
    confirm: StrictBool = Field(False, description=_CONFIRM)


class EquipmentUpdate(Update):
    """Changes to an item of equipment: absent fields stay as they are, null clears one."""

    site_id: Annotated[UUID | None, Field(description=_SITE_ID)] = UNCHANGED
    contract_id: Annotated[UUID | None, Field(description=_CONTRACT_ID)] = UNCHANGED
    label: Annotated[Line, Field(description=_LABEL)] = UNCHANGED
    manufacturer: Annotated[Line | None, Field(description=_MANUFACTURER)] = UNCHANGED
    model: Annotated[Line | None, Field(description=_MODEL)] = UNCHANGED
    serial_number: Annotated[Line | None, Field(description=_SERIAL_NUMBER)] = UNCHANGED
    owner: Annotated[EquipmentOwner, Field(description=_OWNER)] = UNCHANGED
    installed_on: Annotated[Day | None, Field(description=_INSTALLED_ON)] = UNCHANGED
    removed_on: Annotated[Day | None, Field(description=_REMOVED_ON)] = UNCHANGED
    notes: Annotated[Prose | None, Field(description=_NOTES)] = UNCHANGED
    confirm: Annotated[StrictBool, Field(description=_CONFIRM)] = UNCHANGED
    clear: list[
        Literal[
            "site_id",
            "contract_id",
            "manufacturer",
            "model",
            "serial_number",
            "installed_on",
            "removed_on",
            "notes",
        ]
    ] = Field(default_factory=list)


class EquipmentQuery(ListQuery):
    """Query parameters of `listEquipment`."""

    sort: Literal["label", "-label"] = "label"
