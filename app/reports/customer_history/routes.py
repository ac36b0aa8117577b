"""`/v1/customers/{customer_id}/history`"""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.routing import Route
from app.core.values.errors import NotFound
from app.customers.reads import CUSTOMER
from app.reports.customer_history.reads import HISTORY
from app.reports.customer_history.schemas import (
    CustomerHistory,
    CustomerHistoryEntry,
    CustomerHistoryQuery,
)

router = APIRouter(tags=["customers"], route_class=Route)

CanRead = Annotated[Reading, acting("customers:read")]
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_LAST_ID = UUID(int=2**128 - 1)


@router.get(
    "/customers/{customer_id}/history",
    operation_id="getCustomerHistory",
    response_model=CustomerHistory,
)
async def get_customer_history(
    reading: CanRead, customer_id: UUID, query: Annotated[CustomerHistoryQuery, Query()]
) -> CustomerHistory:
    """Get the history of a customer.

    Gives orders, tickets, quotes, contracts, equipment and documents of the customer in one
    list, newest first. Of orders, tickets and quotes it has only those that the caller may see;
    the others are left out without a trace. For the next page send `next_before` and
    `next_before_id` as `before` and `before_id`. Answers `not_found` if there is no such
    customer.
    """
    if await reading.row(CUSTOMER, id=customer_id) is None:
        raise NotFound
    found = await reading.rows(
        HISTORY,
        customer_id=customer_id,
        before=query.before or _END_OF_TIME,
        before_id=query.before_id or _LAST_ID,
        limit=query.limit + 1,
    )
    items = [CustomerHistoryEntry(**row) for row in found[: query.limit]]
    last = items[-1] if len(found) > query.limit else None
    return CustomerHistory(
        items=items,
        next_before=last.at if last else None,
        next_before_id=last.id if last else None,
    )
