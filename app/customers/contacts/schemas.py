"""Contacts as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Out, StrictBool, Update


class Contact(Out):
    id: UUID
    customer_id: UUID
    person_id: UUID
    name: str
    email: str | None
    is_administrator: bool
    created_at: Instant


class ContactCreate(In):
    person_id: UUID = Field(description="Someone with the role requester.")
    is_administrator: StrictBool = Field(
        False, description="Sees what everyone of the customer asks for."
    )


class ContactUpdate(Update):
    is_administrator: StrictBool = UNCHANGED


class SpeaksFor(Out):
    """The customer that the caller speaks for at the portal."""

    customer_id: UUID
    name: str
    is_administrator: bool


class ContactQuery(ListQuery):
    sort: Literal["created_at", "-created_at"] = "created_at"
