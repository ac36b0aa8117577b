"""Customers as callers see them."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, field_validator

from app.core.http.listing import ListQuery
from app.core.values.phones import Phone
from app.core.values.wire import (
    UNCHANGED,
    In,
    Instant,
    Line,
    Out,
    OwnId,
    Prose,
    StrictBool,
    Update,
)
from app.customers.models import CustomerKind
from app.organizations.schemas import DOCUMENT, Document, MailAddress

CUSTOMER_NAME = "Name of the customer: of a person, or of a company."
_KIND = "Whether the customer is a person or a company."
CUSTOMER_EMAIL = "E-mail address of the customer. Null: not known."
CUSTOMER_PHONE = "Telephone number of the customer, as it was entered. Null: not known."
CUSTOMER_PHONE_E164 = (
    "Number in `phone`, in E.164, such as `+5541999990000`. Without a country code it is taken for"
    " a number of the organization's country. Null: `phone` has no number that can be called."
)
_ALLOW_DUPLICATE = (
    "Whether `document` may be one that another customer has, as when one company keeps two"
    " accounts. Otherwise that is refused with `duplicate`."
)
_NOTES = "Notes about the customer, in several lines. Null: none."


class Customer(Out):
    """A person or company that the organization serves."""

    id: UUID
    name: str = Field(description=CUSTOMER_NAME)
    kind: CustomerKind = Field(description=_KIND)
    document: str | None = Field(description=DOCUMENT)
    email: str | None = Field(description=CUSTOMER_EMAIL)
    phone: str | None = Field(description=CUSTOMER_PHONE)
    phone_e164: str | None = Field(description=CUSTOMER_PHONE_E164)
    notes: str | None = Field(description=_NOTES)
    merged_into_id: UUID | None = Field(
        description="Customer into which this one was merged, with everything that it had. A merged"
        " customer cannot be changed. Null: not merged."
    )
    version: int
    created_at: Instant
    updated_at: Instant


class CustomerCreate(In):
    """A new customer. Only the name is required."""

    id: OwnId | None = None
    name: Line = Field(description=CUSTOMER_NAME)
    kind: CustomerKind = Field(CustomerKind.PERSON, description=_KIND)
    document: Document | None = None
    email: MailAddress | None = Field(None, description=CUSTOMER_EMAIL)
    phone: Line | None = Field(None, description=CUSTOMER_PHONE)
    notes: Prose | None = Field(None, description=_NOTES)
    allow_duplicate: StrictBool = Field(False, description=_ALLOW_DUPLICATE)


class CustomerUpdate(Update):
    """Changes to a customer: absent fields stay as they are, null clears one."""

    name: Annotated[Line, Field(description=CUSTOMER_NAME)] = UNCHANGED
    kind: Annotated[CustomerKind, Field(description=_KIND)] = UNCHANGED
    document: Document | None = UNCHANGED
    email: Annotated[MailAddress | None, Field(description=CUSTOMER_EMAIL)] = UNCHANGED
    phone: Annotated[Line | None, Field(description=CUSTOMER_PHONE)] = UNCHANGED
    notes: Annotated[Prose | None, Field(description=_NOTES)] = UNCHANGED
    allow_duplicate: StrictBool = Field(False, description=_ALLOW_DUPLICATE)
    clear: list[Literal["document", "email", "phone", "notes"]] = Field(default_factory=list)


class CustomerQuery(ListQuery):
    """Query parameters of `listCustomers`."""

    sort: Literal["name", "-name"] = "name"
    q: str | None = Field(
        None,
        max_length=200,
        description="Search text: beginnings of words in the name, the e-mail address and the"
        " addresses of the sites, or a document or telephone number. All of them have to match."
        " Case, accents and the punctuation of numbers do not matter.",
    )
    kind: list[CustomerKind] | None = Field(
        None, description="Only customers of one of these kinds."
    )
    document: Document | None = Field(
        None,
        description="Only customers with exactly this tax number (CPF, CNPJ or NIF), with or"
        " without punctuation.",
    )
    phone_e164: Phone | None = Field(
        None, description="Only customers with this telephone number, however it was typed."
    )

    @field_validator("q")
    @classmethod
    def _bare_number(cls, q: str | None) -> str | None:
        """A document or a telephone number is kept without punctuation."""
        is_number = q and re.search(r"\d", q) and not re.search(r"[^\W\d_]", q)
        return re.sub(r"\D", "", q) if q and is_number else q
