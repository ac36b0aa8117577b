"""`/v1/orders/{order_id}/expenses`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, UnknownReference, refuses
from app.orders.expenses import schemas as work_schemas
from app.orders.expenses import service as expenses
from app.orders.expenses.reads import EXPENSE, EXPENSES, EXPENSES_OF_ORDER
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.visibility import (
    CanExecute,
    CanRead,
    TheJob,
    require_visible,
)

router = APIRouter(tags=["orders"], route_class=Route)


@router.get(
    "/orders/{order_id}/expenses",
    operation_id="listOrderExpenses",
    response_model=Page[work_schemas.Expense],
)
async def list_order_expenses(
    reading: CanRead, order_id: UUID, query: Annotated[work_schemas.ExpenseQuery, Query()]
) -> Json:
    """What was paid for the order on the way."""
    await require_visible(reading, order_id)
    return await EXPENSES.page(reading, query, EXPENSES_OF_ORDER, order_id=order_id)


@router.post(
    "/orders/{order_id}/expenses",
    operation_id="addOrderExpense",
    status_code=201,
    response_model=work_schemas.Expense,
    responses=refuses(
        UnknownReference, InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled
    ),
)
async def add_order_expense(
    session: CanExecute, order: TheJob, new: work_schemas.ExpenseAdd
) -> Json:
    """Write down a part that was bought, a toll, a parking ticket."""
    expense = await expenses.create_expense(session, order, new)
    location = f"/v1/orders/{order.id}/expenses"
    return await one(session, EXPENSE, id=expense.id, status=201, location=location)


@router.delete(
    "/orders/{order_id}/expenses/{expense_id}",
    operation_id="deleteOrderExpense",
    status_code=204,
    responses=refuses(InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def delete_order_expense(session: CanExecute, order: TheJob, expense_id: UUID) -> Response:
    """Take back an expense that was entered by mistake; not once the order is closed."""
    await expenses.delete_expense(session, order, expense_id)
    return Response(status_code=204)
