"""Events of customers, sites, contacts, contracts and equipment."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_
from app.customers.models import ContractStatus


class CustomerCreated(Event):
    name: ClassVar = "customer.created"
    label: ClassVar = N_("Customer added")
    subject: ClassVar = "customer"
    customer_id: UUID


class CustomerUpdated(Event):
    name: ClassVar = "customer.updated"
    label: ClassVar = N_("Customer changed")
    subject: ClassVar = "customer"
    customer_id: UUID
    fields: list[str]


class CustomerTechniciansUpdated(Event):
    """Other technicians are preferred, required or excluded from now on."""

    name: ClassVar = "customer.technicians_updated"
    label: ClassVar = N_("Technicians of the customer changed")
    subject: ClassVar = "customer"
    customer_id: UUID


class SiteCreated(Event):
    name: ClassVar = "site.created"
    label: ClassVar = N_("Site added")
    subject: ClassVar = "site"
    site_id: UUID
    customer_id: UUID


class SiteUpdated(Event):
    name: ClassVar = "site.updated"
    label: ClassVar = N_("Site changed")
    subject: ClassVar = "site"
    site_id: UUID
    customer_id: UUID
    fields: list[str]


class SiteMoved(Event):
    """A technician corrected where a site is; the log keeps where it was thought to be."""

    name: ClassVar = "site.moved"
    label: ClassVar = N_("Location corrected")
    subject: ClassVar = "site"
    site_id: UUID
    customer_id: UUID
    old_latitude: float | None
    old_longitude: float | None
    latitude: float
    longitude: float
    distance_m: int | None


class ContactCreated(Event):
    name: ClassVar = "contact.created"
    label: ClassVar = N_("Contact added")
    subject: ClassVar = "customer"
    customer_id: UUID
    contact_id: UUID
    person_id: UUID


class ContactUpdated(Event):
    name: ClassVar = "contact.updated"
    label: ClassVar = N_("Contact changed")
    subject: ClassVar = "customer"
    customer_id: UUID
    contact_id: UUID
    fields: list[str]


class ContactDeleted(Event):
    name: ClassVar = "contact.deleted"
    label: ClassVar = N_("Contact removed")
    subject: ClassVar = "customer"
    customer_id: UUID
    contact_id: UUID
    person_id: UUID


class CustomersMerged(Event):
    """One entry turned out to be another; whatever named it names the other from now on."""

    name: ClassVar = "customer.merged"
    label: ClassVar = N_("Customers merged")
    subject: ClassVar = "customer"
    customer_id: UUID
    into_customer_id: UUID


class CustomerFileCreated(Event):
    name: ClassVar = "customer.file_created"
    label: ClassVar = N_("Document added")
    subject: ClassVar = "customer"
    customer_id: UUID
    file_id: UUID


class CustomerFileDeleted(Event):
    name: ClassVar = "customer.file_deleted"
    label: ClassVar = N_("Document removed")
    subject: ClassVar = "customer"
    customer_id: UUID
    file_id: UUID


class ContractCreated(Event):
    name: ClassVar = "contract.created"
    label: ClassVar = N_("Contract added")
    subject: ClassVar = "contract"
    contract_id: UUID
    customer_id: UUID
    contract_number: str


class ContractUpdated(Event):
    name: ClassVar = "contract.updated"
    label: ClassVar = N_("Contract changed")
    subject: ClassVar = "contract"
    contract_id: UUID
    customer_id: UUID
    fields: list[str]


class ContractStatusChanged(Event):
    name: ClassVar = "contract.status_changed"
    label: ClassVar = N_("Status of the contract changed")
    subject: ClassVar = "contract"
    contract_id: UUID
    customer_id: UUID
    status: ContractStatus


class EquipmentCreated(Event):
    name: ClassVar = "equipment.created"
    label: ClassVar = N_("Equipment added")
    subject: ClassVar = "equipment"
    equipment_id: UUID
    customer_id: UUID


class EquipmentUpdated(Event):
    name: ClassVar = "equipment.updated"
    label: ClassVar = N_("Equipment changed")
    subject: ClassVar = "equipment"
    equipment_id: UUID
    customer_id: UUID
    fields: list[str]
