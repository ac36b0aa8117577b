"""Customers: creating, updating and requiring them."""

from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.errors import (
    Refusal,
    ValidationFailed,
)
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.customers.events import CustomerCreated, CustomerUpdated
from app.customers.models import Customer
from app.customers.schemas import CustomerCreate, CustomerUpdate


class CustomerWasMerged(Refusal):
    """The customer was merged into the one of `merged_into_id`, which goes on."""

    title = N_("This customer was merged into another")
    advice = N_("Use the customer in `merged_into_id`.")


def create_customer(session: TenantSession, new: CustomerCreate) -> Customer:
    customer = Customer(**new.model_dump(exclude={"id"}), id=new.id or new_id())
    session.add(customer)
    announce(session, CustomerCreated(customer_id=customer.id))
    return customer


def check_in_use(customer: Customer) -> None:
    """Refuse a customer that was merged into another."""
    if customer.merged_into_id is not None:
        raise CustomerWasMerged(merged_into_id=customer.merged_into_id)


async def require_customer(
    session: TenantSession, customer_id: UUID, field: str = "customer_id"
) -> Customer:
    """Return the customer that a field of the body names; 422 unless it is one in use."""
    customer = await session.refer(Customer, customer_id, field)
    if customer.merged_into_id is not None:
        raise ValidationFailed.at(
            field, "customer_was_merged", N_("This customer was merged into another.")
        )
    return customer


def update_customer(session: TenantSession, customer: Customer, change: CustomerUpdate) -> None:
    check_in_use(customer)
    fields = change.apply_to(customer)
    announce(session, CustomerUpdated(customer_id=customer.id, fields=fields))
