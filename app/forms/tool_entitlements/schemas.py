"""Tool entitlements as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Out, Update
from app.forms.models import EntitlementSource
from app.forms.schemas import EntitlementKey


class ToolEntitlement(Out):
    """A tool that was contracted; null as customer: by the organization, for all of them."""

    id: UUID
    key: str
    customer_id: UUID | None
    source: EntitlementSource
    starts_at: Instant
    ends_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


class ToolEntitlementCreate(In):
    id: UUID | None = None
    key: EntitlementKey
    customer_id: UUID | None = None
    source: EntitlementSource = EntitlementSource.CONTRACT
    starts_at: Instant | None = None
    ends_at: Instant | None = None


class ToolEntitlementUpdate(Update):
    ends_at: Instant | None = UNCHANGED
    clear: list[Literal["ends_at"]] = Field(default_factory=list)


class ToolEntitlementQuery(ListQuery):
    sort: Literal["key", "-key"] = "key"
    customer_id: UUID | None = None
