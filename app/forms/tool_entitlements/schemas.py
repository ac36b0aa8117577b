"""Tool entitlements as callers see them."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import UNCHANGED, In, Instant, Out, OwnId, Update
from app.forms.models import EntitlementSource
from app.forms.schemas import EntitlementKey

_KEY = (
    "Key of the tool, as form nodes name it in `entitlement_key`: a group and a name, such as"
    " `tool:erp`."
)
_STARTS_AT = "Time from which the tool is available."
_ENDS_AT = "Time at which the tool stops being available."


class ToolEntitlement(Out):
    """A tool that is contracted: it opens the parts of the form tree that ask for its key."""

    id: UUID
    key: str = Field(description=_KEY)
    customer_id: UUID | None = Field(
        description="The customer that contracted the tool. Null: the organization did, for all of"
        " its customers."
    )
    source: EntitlementSource = Field(description="Why the tool is available.")
    starts_at: Instant = Field(description=_STARTS_AT)
    ends_at: Instant | None = Field(description=f"{_ENDS_AT} Null: no end is known.")
    version: int
    created_at: Instant
    updated_at: Instant


class ToolEntitlementCreate(In):
    """A tool that was contracted. Each customer, or the organization, has a key once."""

    id: OwnId | None = None
    key: EntitlementKey = Field(description=_KEY)
    customer_id: UUID | None = Field(
        None,
        description="The customer that contracted the tool. Null or absent: the organization did,"
        " for all of its customers.",
    )
    source: EntitlementSource = Field(
        EntitlementSource.CONTRACT, description="Why the tool is available."
    )
    starts_at: Instant | None = Field(None, description=f"{_STARTS_AT} Null or absent: now.")
    ends_at: Instant | None = Field(
        None, description=f"{_ENDS_AT} After `starts_at`. Null or absent: no end is known."
    )


class ToolEntitlementUpdate(Update):
    """A change of the end of a contracted tool. Nothing else about it can be changed."""

    ends_at: Annotated[
        Instant | None,
        Field(description=f"{_ENDS_AT} After `starts_at`. Null: it goes on without an end."),
    ] = UNCHANGED
    clear: list[Literal["ends_at"]] = Field(default_factory=list)


class ToolEntitlementQuery(ListQuery):
    """Filters and order of the list of contracted tools."""

    sort: Literal["key", "-key"] = "key"
    customer_id: UUID | None = Field(
        None,
        description="Only tools that this customer contracted; those of the organization are not"
        " included.",
    )
