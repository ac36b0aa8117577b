"""The statement that finds the PPPoE password."""

from sqlalchemy import select

from app.core.data.statements import by_id, tenant_join
from app.customers.models import Contract
from app.orders.models import Order
from app.orders.visibility import ORDER_VISIBILITY

#: What it takes to show the password of a line: whose visit it is, whether the order is open.
SECRET = ORDER_VISIBILITY.statement(
    select(
        Order.technician_id,
        Order.closed_at,
        Order.cancelled_at,
        Contract.id.label("contract_id"),
        Contract.pppoe_username,
        Contract.pppoe_password_encrypted,
    )
    .outerjoin_from(Order, Contract, tenant_join(Contract, Order, Order.contract_id))
    .where(by_id(Order))
)
