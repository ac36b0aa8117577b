"""Contracts as callers see them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

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
from app.customers.models import ContractStatus

#: Written once and then sealed; no answer repeats it.
PppoePassword = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    Field(json_schema_extra={"writeOnly": True}),
]


class Contract(Out):
    """What a customer pays for. `pppoe_password` is revealed on site only (`revealPppoe`)."""

    id: UUID
    number: str
    customer_id: UUID
    site_id: UUID | None
    plan: str
    sub_plan: str | None
    status: ContractStatus
    starts_on: date | None
    pppoe_username: str | None
    has_pppoe_password: bool
    notes: str | None
    cancelled_at: Instant | None
    cancel_reason: str | None
    version: int
    created_at: Instant
    updated_at: Instant


class ContractCreate(In):
    id: UUID | None = None
    number: Line = Field(description="Unique in the organization.", examples=["2026/001234"])
    site_id: UUID | None = Field(None, description="A site of this customer.")
    plan: Line = Field(examples=["Fibra 700 M"])
    sub_plan: Line | None = None
    starts_on: date | None = None
    pppoe_username: Line | None = None
    pppoe_password: PppoePassword | None = None
    notes: Prose | None = None


class ContractUpdate(Update):
    number: Line = UNCHANGED
    site_id: UUID | None = UNCHANGED
    plan: Line = UNCHANGED
    sub_plan: Line | None = UNCHANGED
    starts_on: date | None = UNCHANGED
    pppoe_username: Line | None = UNCHANGED
    pppoe_password: PppoePassword | None = UNCHANGED
    notes: Prose | None = UNCHANGED
    clear: list[
        Literal["site_id", "sub_plan", "starts_on", "pppoe_username", "pppoe_password", "notes"]
    ] = Field(default_factory=list)


class ContractCancel(In):
    reason: Prose


class ContractQuery(ListQuery):
    sort: Literal["number", "-number"] = "number"
    customer_id: list[UUID] | None = None
    site_id: list[UUID] | None = None
    status: list[ContractStatus] | None = None
    number: Line | None = Field(None, description="Exactly this one.")
