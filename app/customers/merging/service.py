"""Merging of customers: duplicates are found, and two entries become one."""

import json
import re
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app.core.data.database import TenantSession, Versioned
from app.core.data.reading import Reading
from app.core.data.statements import sql
from app.core.events.event_log import announce
from app.core.values.errors import NotFound, ValidationFailed
from app.core.values.text import N_
from app.customers.events import CustomersMerged
from app.customers.merging.schemas import CustomerDuplicate, CustomerDuplicates
from app.customers.models import Contact, Contract, Customer, CustomerFile, Equipment, Site
from app.customers.reads import CUSTOMER
from app.customers.service import check_in_use, require_customer
from app.customers.sites.service import gather_addresses

#: What belongs to a customer on this floor; those above listen to CustomersMerged.
_OWNED_BY_CUSTOMER: tuple[type[Any], ...] = (Site, Contact, Contract, Equipment, CustomerFile)
#: What the customer that goes on takes over where it has nothing itself.
_FACTS = ("document", "email", "phone", "notes")

#: Looked up by the index of the search, then compared exactly; `words` is any of
#: the others in words.
_DUPLICATES = sql("""select id, name, document, email, phone, phone_e164,
              array_remove(array[
                  case when document = :document then 'document' end,
                  case when lower(email) = lower(:email) then 'email' end,
                  case when phone_e164 = :phone_e164 then 'phone' end,
                  case when lower(name) = lower(:name) then 'name' end], null) as reasons
         from customers
        where organization_id = :organization_id and merged_into_id is null and id <> :id
          and search_vector @@ to_tsquery('chamado_names', :words)
          and (document = :document or lower(email) = lower(:email) or phone_e164 = :phone_e164
               or lower(name) = lower(:name))
        order by name, id limit 50""")
#: Where both say something of a technician, the word of the customer that goes on counts.
_MOVE_TECHNICIANS = sql("""update customer_technicians as moved set customer_id = :into_id
        where moved.organization_id = :organization_id and moved.customer_id = :customer_id
          and not exists (select from customer_technicians as kept
                           where kept.organization_id = :organization_id
                             and kept.customer_id = :into_id
                             and kept.person_id = moved.person_id)""")


async def duplicates_of(reading: Reading, customer_id: UUID) -> CustomerDuplicates:
    """Customers with the same document, e-mail address, telephone number or name; 50 at most."""
    row = await reading.row(CUSTOMER, id=customer_id)
    if row is None:
        raise NotFound
    customer = json.loads(row["body"])
    known = {fact: customer[fact] for fact in ("document", "email", "phone_e164", "name")}
    alike = (" & ".join(re.findall(r"[^\W_]+", fact)) for fact in known.values() if fact)
    found = await reading.rows(
        _DUPLICATES,
        **known,
        id=customer_id,
        words=" | ".join(f"({words})" for words in alike if words),
    )
    return CustomerDuplicates(items=[CustomerDuplicate(**row) for row in found])


async def merge_customers(session: TenantSession, customer: Customer, into_id: UUID) -> Customer:
    """Give everything that the customer has to another one, which goes on; return that one.

    The merged one stays readable and names the other; nothing on it can be changed any more.
    """
    into = await session.refer(Customer, into_id, "into_customer_id")
    await session.lock(customer, into)
    check_in_use(customer)
    if into is customer:
        detail = N_("A customer cannot be merged into itself.")
        raise ValidationFailed.at("into_customer_id", "same_customer", detail)
    await require_customer(session, into_id, "into_customer_id")
    for model in _OWNED_BY_CUSTOMER:
        await session.execute(
            update(model)
            .where(
                model.organization_id == session.actor.organization_id,
                model.customer_id == customer.id,
            )
            .values(customer_id=into.id, **_changed(model))
            .execution_options(synchronize_session=False)
        )
    await session.rows(_MOVE_TECHNICIANS, customer_id=customer.id, into_id=into.id)
    if into.phone is None:
        into.phone_e164 = customer.phone_e164
    for fact in _FACTS:
        if getattr(into, fact) is None:
            setattr(into, fact, getattr(customer, fact))
    earlier = select(Customer).where(Customer.merged_into_id == customer.id)
    for before in await session.scalars(earlier):
        before.merged_into_id = into.id
    customer.merged_into_id = into.id
    await session.flush()
    await gather_addresses(session, into.id)
    await gather_addresses(session, customer.id)
    announce(session, CustomersMerged(customer_id=customer.id, into_customer_id=into.id))
    return into


def _changed(model: type[Any]) -> dict[str, Any]:
    changed: dict[str, Any] = model.changed() if issubclass(model, Versioned) else {}
    return changed
