"""Contracts as callers see them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.core.http.listing import ListQuery
from app.core.values.wire import (
    AS_WRITTEN,
    UNCHANGED,
    Day,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    Prose,
    Update,
)
from app.customers.models import ContractStatus

#: Written once and then encrypted; no answer repeats it.
PppoePassword = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200),
    AS_WRITTEN,
    Field(
        description="Password of the line's PPPoE account. It is stored encrypted and can only be"
        " read with `getOrderPppoe`. Null: none.",
        json_schema_extra={"writeOnly": True},
    ),
]
_NUMBER = "Number of the contract, unique in the organization."
_SITE_ID = "Site that the contract is for; it belongs to the same customer. Null: no certain site."
_PLAN = "Name of the plan that the customer pays for."
_SUB_PLAN = "Name of the variant of the plan. Null: none."
_STARTS_ON = "First day of the contract. Null: not known."
_PPPOE_USERNAME = "User name of the line's PPPoE account. Null: none."
_NOTES = "Notes about the contract, in several lines. Null: none."


class Contract(Out):
    """A contract: the plan that a customer pays for, with the PPPoE account of the line."""

    id: UUID
    contract_number: str = Field(description=_NUMBER)
    customer_id: UUID
    site_id: UUID | None = Field(description=_SITE_ID)
    plan: str = Field(description=_PLAN)
    sub_plan: str | None = Field(description=_SUB_PLAN)
    status: ContractStatus = Field(description="State of the contract.")
    starts_on: date | None = Field(description=_STARTS_ON)
    pppoe_username: str | None = Field(description=_PPPOE_USERNAME)
    has_pppoe_password: bool = Field(
        description="Whether a PPPoE password is stored. `getOrderPppoe` reveals it for an order."
    )
    notes: str | None = Field(description=_NOTES)
    cancelled_at: Instant | None = Field(
        description="Time at which the contract was cancelled. Null: it was not."
    )
    cancel_reason: str | None = Field(
        description="Why the contract was cancelled. Null: it was not."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class ContractCreate(In):
    """A new contract of a customer; it is active at once."""

    id: OwnId | None = None
    contract_number: Line = Field(description=_NUMBER, examples=["2026/001234"])
    site_id: UUID | None = Field(None, description=_SITE_ID)
    plan: Line = Field(description=_PLAN, examples=["Fibra 700 M"])
    sub_plan: Line | None = Field(None, description=_SUB_PLAN)
    starts_on: Day | None = Field(None, description=_STARTS_ON)
    pppoe_username: Line | None = Field(None, description=_PPPOE_USERNAME)
    pppoe_password: PppoePassword | None = None
    notes: Prose | None = Field(None, description=_NOTES)


class ContractUpdate(Update):
    """Changes to a contract: absent fields stay as they are, null clears one."""

    contract_number: Annotated[Line, Field(description=_NUMBER)] = UNCHANGED
    site_id: Annotated[UUID | None, Field(description=_SITE_ID)] = UNCHANGED
    plan: Annotated[Line, Field(description=_PLAN)] = UNCHANGED
    sub_plan: Annotated[Line | None, Field(description=_SUB_PLAN)] = UNCHANGED
    starts_on: Annotated[Day | None, Field(description=_STARTS_ON)] = UNCHANGED
    pppoe_username: Annotated[Line | None, Field(description=_PPPOE_USERNAME)] = UNCHANGED
    pppoe_password: PppoePassword | None = UNCHANGED
    notes: Annotated[Prose | None, Field(description=_NOTES)] = UNCHANGED
    clear: list[
        Literal["site_id", "sub_plan", "starts_on", "pppoe_username", "pppoe_password", "notes"]
    ] = Field(default_factory=list)


class ContractCancel(In):
    """The end of a contract, which cannot be undone."""

    reason: Prose = Field(description="Why the contract is cancelled.")


class ContractQuery(ListQuery):
    """Query parameters of `listContracts`."""

    sort: Literal["contract_number", "-contract_number"] = "contract_number"
    customer_id: list[UUID] | None = Field(None, description="Only contracts of these customers.")
    site_id: list[UUID] | None = Field(None, description="Only contracts for these sites.")
    status: list[ContractStatus] | None = Field(
        None, description="Only contracts in one of these states."
    )
    contract_number: Line | None = Field(
        None, description="Only the contract with exactly this number."
    )
