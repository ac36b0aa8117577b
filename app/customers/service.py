"""Customers: creating, updating and requiring them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Text, any_, literal, select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.errors import (
    Duplicate,
    Refusal,
    ValidationFailed,
    field_problem,
)
from app.core.values.ids import new_id
from app.core.values.phones import phone_within
from app.core.values.text import N_
from app.core.values.wire import apply
from app.customers.events import CustomerCreated, CustomerUpdated
from app.customers.models import Customer
from app.customers.schemas import CustomerCreate, CustomerUpdate
from app.organizations.service import home_country, organization_of

DOCUMENT_TAKEN = N_("There is a customer with this document already.")


class CustomerWasMerged(Refusal):
    """The customer was merged into the one of `merged_into_id`, which goes on."""

    title = N_("This customer was merged into another")
    advice = N_("Use the customer in `merged_into_id`.")


async def create_customer(session: TenantSession, new: CustomerCreate) -> Customer:
    facts = new.model_dump(exclude={"id", "allow_duplicate"})
    if not new.allow_duplicate:
        await _refuse_taken(session, new.document)
    facts["phone_e164"] = await _read_phone(session, new.phone)
    customer = Customer(**facts, id=new.id or new_id())
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


async def update_customer(
    session: TenantSession, customer: Customer, change: CustomerUpdate
) -> None:
    check_in_use(customer)
    wanted = change.changes()
    may_be_duplicate = wanted.pop("allow_duplicate", False)
    document = wanted.get("document")
    if document != customer.document and not may_be_duplicate:
        await _refuse_taken(session, document)
    fields = apply(customer, wanted)
    if "phone" in wanted:
        customer.phone_e164 = await _read_phone(session, customer.phone)
    announce(session, CustomerUpdated(customer_id=customer.id, fields=fields))


async def customers_with(session: TenantSession, documents: Collection[str]) -> dict[str, UUID]:
    """Document -> the customer in use that has it.

    Until this transaction ends nobody else who asks may add one: two who write down the same
    customer at once take turns, and the second is told.
    """
    await organization_of(session, lock=True)
    # One array: as values of their own they would be more than a statement takes.
    named = any_(literal(sorted(documents), ARRAY(Text)))
    holders = select(Customer.document, Customer.id).where(
        Customer.document == named, Customer.merged_into_id.is_(None)
    )
    found = await session.execute(holders)
    return {row.document: row.id for row in found if row.document}


async def _refuse_taken(session: TenantSession, document: str | None) -> None:
    if document is None:
        return
    holder = (await customers_with(session, [document])).get(document)
    if holder is not None:
        raise Duplicate(
            DOCUMENT_TAKEN,
            errors=[field_problem("document", "duplicate", DOCUMENT_TAKEN)],
            customer_id=holder,
        )


async def _read_phone(session: TenantSession, phone: str | None) -> str | None:
    return phone and phone_within(phone, home_country(await organization_of(session)))
