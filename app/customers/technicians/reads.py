"""Statements that read the technicians of a customer."""

from sqlalchemy import JSON, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.core.data.statements import EMPTY_LIST, read_by_id, tenant_join
from app.customers.models import Customer
from app.customers.technicians.models import CustomerTechnician
from app.people.models import Person

_NAMED = (
    select(
        func.json_agg(
            aggregate_order_by(
                func.json_build_object(
                    *("person_id", Person.id, "name", Person.name),
                    *("preference", CustomerTechnician.preference),
                ),
                Person.name,
                Person.id,
            )
        )
    )
    .join_from(
        CustomerTechnician,
        Person,
        tenant_join(Person, CustomerTechnician, CustomerTechnician.person_id),
    )
    .where(tenant_join(Customer, CustomerTechnician, CustomerTechnician.customer_id))
    .correlate(Customer)
    .scalar_subquery()
)
CUSTOMER_TECHNICIANS = read_by_id(
    select(
        Customer.id.label("customer_id"),
        func.coalesce(_NAMED, EMPTY_LIST, type_=JSON).label("technicians"),
        Customer.version,
    ),
    Customer,
    "version",
)
