"""Technicians of a customer: preferred, required, excluded."""

from sqlalchemy import delete

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import ValidationFailed
from app.core.values.text import N_
from app.customers.events import CustomerTechniciansUpdated
from app.customers.models import Customer
from app.customers.service import check_in_use
from app.customers.technicians.models import CustomerTechnician
from app.customers.technicians.schemas import CustomerTechniciansPut
from app.people.models import Person, Role


async def put_technicians(
    session: TenantSession, customer: Customer, wanted: CustomerTechniciansPut
) -> None:
    """Replace the technicians whom a customer prefers, requires or excludes."""
    check_in_use(customer)
    named = {f"technicians/{n}/person_id": e.person_id for n, e in enumerate(wanted.technicians)}
    people = await session.refer_all((field, Person, key) for field, key in named.items())
    for field, person in people.items():
        if person.role is not Role.TECHNICIAN:
            detail = N_("This person is not an active technician.")
            raise ValidationFailed.at(field, "not_a_technician", detail)
    await session.execute(
        delete(CustomerTechnician).where(
            CustomerTechnician.organization_id == customer.organization_id,
            CustomerTechnician.customer_id == customer.id,
        )
    )
    for each in wanted.technicians:
        session.add(
            CustomerTechnician(
                organization_id=customer.organization_id,
                customer_id=customer.id,
                **each.model_dump(),
            )
        )
    customer.updated_at = now()  # a new version
    announce(session, CustomerTechniciansUpdated(customer_id=customer.id))
