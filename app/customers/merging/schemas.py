"""Duplicates and merging as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.values.wire import (
    In,
    Out,
)


class CustomerMerge(In):
    into_customer_id: UUID = Field(description="The customer that goes on, with everything.")


class CustomerDuplicate(Out):
    """A customer that may be the same one, and why."""

    id: UUID
    name: str
    document: str | None
    email: str | None
    phone: str | None
    reasons: list[Literal["document", "email", "phone", "name"]]


class CustomerDuplicates(Out):
    items: list[CustomerDuplicate]
