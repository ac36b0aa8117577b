"""Customers as callers see them."""

import re
from typing import Literal
from uuid import UUID

from pydantic import EmailStr, Field, field_validator

from app.core.http.listing import ListQuery
from app.core.values.documents import Document
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Out,
    Prose,
    Update,
)
from app.customers.models import CustomerKind


class Customer(Out):
    id: UUID
    name: str
    kind: CustomerKind
    document: str | None
    email: str | None
    phone: str | None
    notes: str | None
    merged_into_id: UUID | None = Field(
        description="The customer that this one turned out to be, with everything it had."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class CustomerCreate(In):
    """Nothing but the name is needed."""

    id: UUID | None = None
    name: Line
    kind: CustomerKind = CustomerKind.PERSON
    document: Document | None = Field(None, description="CPF, CNPJ or NIF.")
    email: EmailStr | None = None
    phone: Line | None = None
    notes: Prose | None = None


class CustomerUpdate(Update):
    name: Line = UNCHANGED
    kind: CustomerKind = UNCHANGED
    document: Document | None = UNCHANGED
    email: EmailStr | None = UNCHANGED
    phone: Line | None = UNCHANGED
    notes: Prose | None = UNCHANGED
    clear: list[Literal["document", "email", "phone", "notes"]] = Field(default_factory=list)


class CustomerQuery(ListQuery):
    sort: Literal["name", "-name"] = "name"
    q: str | None = Field(
        None,
        max_length=200,
        description="Beginnings of words of name, e-mail and addresses; or document or telephone.",
    )
    kind: list[CustomerKind] | None = None
    document: Document | None = Field(None, description="Exactly this one, however it is written.")

    @field_validator("q")
    @classmethod
    def _bare_number(cls, q: str | None) -> str | None:
        """A document or a telephone number is kept without punctuation."""
        is_number = q and re.search(r"\d", q) and not re.search(r"[^\W\d_]", q)
        return re.sub(r"\D", "", q) if q and is_number else q
