"""Statements that read expenses."""

from sqlalchemy import bindparam, select

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.orders.expenses.models import OrderExpense
from app.people.models import Person

_EXPENSES = select(
    OrderExpense.id,
    OrderExpense.kind,
    OrderExpense.amount,
    OrderExpense.note,
    OrderExpense.spent_on,
    OrderExpense.file_id,
    OrderExpense.person_id,
    Person.name.label("person_name"),
    OrderExpense.created_at,
).outerjoin_from(OrderExpense, Person, tenant_join(Person, OrderExpense, OrderExpense.person_id))
EXPENSES = Listing(_EXPENSES, OrderExpense)
EXPENSES_OF_ORDER = OrderExpense.order_id == bindparam("order_id", type_=OrderExpense.order_id.type)
EXPENSE = read_by_id(_EXPENSES, OrderExpense)
