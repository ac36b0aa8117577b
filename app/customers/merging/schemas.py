"""Duplicates and merging as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import (
    In,
    Out,
)
from app.customers.schemas import (
    CUSTOMER_EMAIL,
    CUSTOMER_NAME,
    CUSTOMER_PHONE,
    CUSTOMER_PHONE_E164,
)
from app.organizations.schemas import DOCUMENT


class CustomerMerge(In):
    """The customer into which the one in the path is merged."""

    into_customer_id: UUID = Field(
        description="Customer that remains and gets everything of the other. It must not have been"
        " merged itself."
    )


class CustomerDuplicate(Out):
    """A customer that may be the same as the one that was asked about."""

    id: UUID
    name: str = Field(description=CUSTOMER_NAME)
    document: str | None = Field(description=DOCUMENT)
    email: str | None = Field(description=CUSTOMER_EMAIL)
    phone: str | None = Field(description=CUSTOMER_PHONE)
    phone_e164: str | None = Field(description=CUSTOMER_PHONE_E164)
    reasons: list[Literal["document", "email", "phone", "name"]] = Field(
        description="What both have in common: the `document`, the `email` (whatever its case), the"
        " number in `phone` (however it was typed), or the `name` (whatever its case). New ones may"
        " be added."
    )


class CustomerDuplicates(Out):
    """Customers that may be the same as the one that was asked about."""

    items: list[CustomerDuplicate] = Field(
        description="Possible duplicates in order of name, at most 50. Merged customers are left"
        " out."
    )
