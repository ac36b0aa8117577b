"""`/v1/customers/{customer_id}/history`: everything there was with one customer."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.core.access import acting
from app.core.errors import NotFound
from app.core.reading import Reading
from app.core.routing import Route
from app.core.wire import Instant, Out
from app.customers.reads import CUSTOMER
from app.reports.history import HISTORY, sight

router = APIRouter(tags=["customers"], route_class=Route)

CanRead = Annotated[Reading, acting("customers:read")]
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_LAST_ID = UUID(int=2**128 - 1)


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


@router.get(
    "/customers/{customer_id}/history",
    operation_id="getCustomerHistory",
    response_model=History,
)
async def get_customer_history(
    reading: CanRead, customer_id: UUID, query: Annotated[HistoryQuery, Query()]
) -> History:
    """Orders, tickets, quotes, contracts, equipment and documents, newest first.

    Of orders, tickets and quotes only what the caller may see of everyone.
    """
    if await reading.row(CUSTOMER, id=customer_id) is None:
        raise NotFound
    found = await reading.rows(
        HISTORY,
        customer_id=customer_id,
        before=query.before or _END_OF_TIME,
        before_id=query.before_id or _LAST_ID,
        limit=query.limit + 1,
        **sight(reading.actor),
    )
    items = [HistoryEntry(**row) for row in found[: query.limit]]
    last = items[-1] if len(found) > query.limit else None
    return History(
        items=items,
        next_before=last.at if last else None,
        next_before_id=last.id if last else None,
    )
