"""Expenses of an order."""

from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import NotFound, ValidationFailed
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.files.service import require_upload
from app.orders.events import ExpenseCreated, ExpenseDeleted
from app.orders.expenses.models import OrderExpense
from app.orders.expenses.schemas import ExpenseAdd
from app.orders.lifecycle.service import check
from app.orders.models import Order
from app.organizations.service import organization_of, settings_of

#: How long before an order is opened something may have been bought for it.
BEFOREHAND = timedelta(days=366)


async def create_expense(session: TenantSession, order: Order, new: ExpenseAdd) -> OrderExpense:
    """Write down what was paid, until the order is closed."""
    check(order, "spend")
    if new.file_id is not None:
        await require_upload(session, new.file_id)
    zone = ZoneInfo((await organization_of(session)).zone)
    today = now().astimezone(zone).date()
    if new.spent_on is not None:
        _check_day(new.spent_on, order.opened_at.astimezone(zone).date() - BEFOREHAND, today)
    expense = OrderExpense(
        **new.model_dump(exclude={"id", "spent_on"}),
        id=new.id or new_id(),
        order_id=order.id,
        person_id=session.actor.person_id,
        spent_on=new.spent_on or today,
        created_at=now(),
    )
    session.add(expense)
    announce(
        session,
        ExpenseCreated(
            order_id=order.id,
            expense_id=expense.id,
            kind=expense.kind,
            amount=expense.amount,
            currency=(await settings_of(session)).currency,
        ),
    )
    return expense


async def delete_expense(session: TenantSession, order: Order, expense_id: UUID) -> None:
    """Take back an expense that was entered by mistake, until the order is closed."""
    check(order, "spend")
    expense = await session.fetch(OrderExpense, expense_id)
    if expense.order_id != order.id:
        raise NotFound
    await session.delete(expense)
    announce(
        session,
        ExpenseDeleted(
            order_id=order.id,
            expense_id=expense.id,
            kind=expense.kind,
            amount=expense.amount,
            currency=(await settings_of(session)).currency,
        ),
    )


def _check_day(spent_on: date, earliest: date, today: date) -> None:
    if spent_on > today:
        raise ValidationFailed.at("spent_on", "in_the_future", N_("Must not be in the future."))
    if spent_on < earliest:
        detail = N_("This is long before the order was opened.")
        raise ValidationFailed.at("spent_on", "too_early", detail)
