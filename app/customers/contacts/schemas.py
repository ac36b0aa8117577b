"""Contacts as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Out, StrictBool, Update
from app.people.schemas import PERSON_NAME

_IS_ADMINISTRATOR = (
    "Whether the contact is an administrator of the customer, who sees the tickets of all its"
    " contacts. Others see their own only."
)


class Contact(Out):
    """A requester who speaks for a customer."""

    id: UUID
    customer_id: UUID
    person_id: UUID
    name: str = Field(description=PERSON_NAME)
    email: str | None = Field(description="E-mail address of the person. Null: none.")
    is_administrator: bool = Field(description=_IS_ADMINISTRATOR)
    version: int
    created_at: Instant
    updated_at: Instant


class ContactCreate(In):
    """A requester who will speak for the customer. One person speaks for one customer."""

    person_id: UUID = Field(
        description="Person with the role `requester` who does not speak for another customer."
    )
    is_administrator: StrictBool = Field(False, description=_IS_ADMINISTRATOR)


class ContactUpdate(Update):
    """Changes to a contact: absent fields stay as they are."""

    is_administrator: Annotated[StrictBool, Field(description=_IS_ADMINISTRATOR)] = UNCHANGED


class SpeaksFor(Out):
    """The customer for whom the caller speaks in the portal."""

    customer_id: UUID
    name: str = Field(description="Name of the customer.")
    is_administrator: bool = Field(description=_IS_ADMINISTRATOR)


class ContactQuery(ListQuery):
    """Query parameters of `listContacts`."""

    sort: Literal["created_at", "-created_at"] = "created_at"
