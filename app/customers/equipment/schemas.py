"""Equipment as callers see it."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Out,
    Prose,
    Update,
)
from app.customers.models import EquipmentOwner


class Equipment(Out):
    """An apparatus at a customer's: their own, or left there on loan."""

    id: UUID
    customer_id: UUID
    site_id: UUID | None
    contract_id: UUID | None
    label: str
    manufacturer: str | None
    model: str | None
    serial_number: str | None
    owner: EquipmentOwner
    installed_on: date | None
    removed_on: date | None = Field(description="Null: it is still there.")
    notes: str | None
    version: int
    created_at: Instant
    updated_at: Instant


class EquipmentCreate(In):
    id: UUID | None = None
    site_id: UUID | None = Field(None, description="A site of this customer.")
    contract_id: UUID | None = Field(None, description="A contract of this customer.")
    label: Line = Field(examples=["Roteador da sala"])
    manufacturer: Line | None = None
    model: Line | None = None
    serial_number: Line | None = None
    owner: EquipmentOwner = EquipmentOwner.CUSTOMER
    installed_on: date | None = None
    notes: Prose | None = None


class EquipmentUpdate(Update):
    site_id: UUID | None = UNCHANGED
    contract_id: UUID | None = UNCHANGED
    label: Line = UNCHANGED
    manufacturer: Line | None = UNCHANGED
    model: Line | None = UNCHANGED
    serial_number: Line | None = UNCHANGED
    owner: EquipmentOwner = UNCHANGED
    installed_on: date | None = UNCHANGED
    removed_on: date | None = UNCHANGED
    notes: Prose | None = UNCHANGED
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
    sort: Literal["label", "-label"] = "label"
