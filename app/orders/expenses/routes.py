"""`/v1/orders/{order_id}/expenses`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.reading import Json, one
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import InvalidTransition, UnknownReference, refuses
from app.orders.expenses import schemas
from app.orders.expenses import service as expenses
from app.orders.expenses.reads import EXPENSE, EXPENSES, EXPENSES_OF_ORDER
from app.orders.lifecycle.service import OrderAlreadyCancelled, OrderAlreadyClosed
from app.orders.visibility import AssignedOrder, CanExecute, CanRead, require_visible

router = APIRouter(tags=["orders"], route_class=Route)


@router.get(
    "/orders/{order_id}/expenses",
    operation_id="listOrderExpenses",
    response_model=Page[schemas.Expense],
)
async def list_order_expenses(
    reading: CanRead, order_id: UUID, query: Annotated[schemas.ExpenseQuery, Query()]
) -> Json:
    """List the expenses of a service order.

    What was paid for the order besides material from stock, in the order in which it was added.
    Expenses that were deleted are not in it. `getOrder` gives their total. A technician finds the
    orders of their visits and those they help with.
    """
    await require_visible(reading, order_id)
    return await EXPENSES.page(reading, query, EXPENSES_OF_ORDER, order_id=order_id)


@router.post(
    "/orders/{order_id}/expenses",
    operation_id="addOrderExpense",
    status_code=201,
    response_model=schemas.Expense,
    responses=refuses(
        UnknownReference, InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled
    ),
)
async def add_order_expense(
    session: CanExecute, order: AssignedOrder, new: schemas.ExpenseAdd
) -> Json:
    """Add an expense to a service order.

    Records what was paid for the order, such as a toll, parking or a part that was bought, with a
    receipt that was uploaded before (`uploadFile`). It is possible once the order was scheduled,
    and until it is over. The stock is not changed. Recorded as the event `order.expense_created`.

    Refused with `invalid_transition` before the order was scheduled, with `order_already_closed` or
    `order_already_cancelled` when it is over, and with `unknown_reference` when the receipt is no
    upload of the caller.
    """
    expense = await expenses.create_expense(session, order, new)
    location = f"/v1/orders/{order.id}/expenses"
    return await one(session, EXPENSE, id=expense.id, status=201, location=location)


@router.delete(
    "/orders/{order_id}/expenses/{expense_id}",
    operation_id="deleteOrderExpense",
    status_code=204,
    responses=refuses(InvalidTransition, OrderAlreadyClosed, OrderAlreadyCancelled),
)
async def delete_order_expense(
    session: CanExecute, order: AssignedOrder, expense_id: UUID
) -> Response:
    """Delete an expense of a service order.

    Use it for an expense that was added by mistake; the timeline keeps its kind and amount. Refused
    with `order_already_closed` or `order_already_cancelled` when the order is over, and with
    `invalid_transition` when it was never scheduled.
    """
    await expenses.delete_expense(session, order, expense_id)
    return Response(status_code=204)
