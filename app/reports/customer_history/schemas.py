"""A customer's history as callers see it."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.core.values.wire import Instant, Out


class HistoryEntry(Out):
    """Something of the customer, at the moment it began."""

    kind: Literal["order", "ticket", "quote", "contract", "equipment", "document"]
    id: UUID
    at: Instant
    label: str
    status: str | None = Field(description="Of its kind; null: it has none.")
    number: str | None = Field(description="What people call it by: protocol or number.")


class History(Out):
    items: list[HistoryEntry]
    next_before: Instant | None = Field(description="Null: there is nothing older.")
    next_before_id: UUID | None


class HistoryQuery(BaseModel):
    """`next_before` and `next_before_id` of the page before; neither for the first."""

    model_config = ConfigDict(extra="forbid")
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    before: Instant | None = None
    before_id: UUID | None = None
