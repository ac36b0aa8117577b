"""The invented organizations of the demo as `app/seeds/*.toml` tells them, checked when read."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, EmailStr, Field

from app.auth.service_accounts.schemas import ServiceAccountCreate
from app.automation.macros.schemas import MacroCreate
from app.automation.schemas import AutomationRuleCreate
from app.calendars.holiday_sets.schemas import HolidaySetCreate
from app.calendars.schemas import BusinessCalendarCreate
from app.catalog.schemas import CodeCreate, SpecialtyCreate
from app.catalog.services.schemas import ServiceCreate
from app.core.values.wire import DecimalString
from app.customers.contracts.schemas import ContractCreate
from app.customers.equipment.schemas import EquipmentCreate
from app.customers.schemas import CustomerCreate
from app.customers.sites.schemas import SiteCreate
from app.desks.schemas import DeskCreate
from app.desks.status_names.schemas import StatusNameCreate
from app.forms.processes.schemas import DefinitionPut, TicketProcessCreate
from app.forms.schemas import FormCreate, FormVersionCreate
from app.forms.tool_entitlements.schemas import ToolEntitlementCreate
from app.incidents.schemas import IncidentCreate
from app.orders.closing.schemas import NetworkReading
from app.orders.models import OrderPriority
from app.organizations.schemas import OrganizationUpdate
from app.people.models import Role
from app.people.profiles.schemas import PermissionProfileCreate
from app.sla.schemas import SlaPolicyCreate
from app.stock.schemas import ProductCreate
from app.tickets.models import Channel, Priority
from app.tickets.saved_views.schemas import SavedViewCreate

SEEDS = Path(__file__).parent


class Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Named(Told):
    """Something that the examples of the contract name by its id."""

    id: UUID | None = None


class Member(Named):
    username: str
    name: str
    email: EmailStr
    role: Role
    #: The name of the van that a technician drives.
    van: str | None = None
    van_id: UUID | None = None


class Goods(ProductCreate):
    """A product, and how much of it the warehouse receives and each van takes along."""

    warehouse: DecimalString
    van: DecimalString


class Offered(ServiceCreate):
    """A service; specialties are named."""

    specialties: list[str] = Field(default_factory=list)


class Signed(ContractCreate):
    """A contract of a customer, for the site with this label."""

    site: str


class Served(CustomerCreate):
    """A customer with sites; `contact` is who of the people speaks for it."""

    contact: str | None = None
    sites: list[SiteCreate]
    contracts: list[Signed] = Field(default_factory=list)
    equipment: list[EquipmentCreate] = Field(default_factory=list)


class Estimate(Named):
    """A quote that is being written: services by their codes, and how many of each."""

    customer: str
    title: str
    description: str
    services: dict[str, Decimal]


class Outcome(Told):
    """Outcome of a ticket or order; codes are named by their text."""

    cause: str
    solution: str
    details: str
    #: Who was there, and signs.
    attended_by: str = ""
    network: NetworkReading | None = None


class Visit(Told):
    """A slot in a technician's agenda, in minutes from now, and what came of it."""

    technician: str
    in_minutes: int
    lasts_minutes: int
    started: bool = False
    materials: list[tuple[str, Decimal]] = []
    outcome: Outcome | None = None


class Raised(Told):
    """An order that was raised from a ticket."""

    problem: str
    visit: Visit


class Request(Named):
    """A ticket, as far as it has come."""

    subject: str
    description: str
    priority: Priority = Priority.NORMAL
    channel: Channel = Channel.PORTAL
    site: str | None = None
    #: What is filled in of the form that opens this process.
    process_id: UUID | None = None
    fields: dict[str, Any] | None = None
    reply: str | None = None
    reply_id: UUID | None = None
    #: What the customer says to the reply.
    answer: str | None = None
    answer_id: UUID | None = None
    note: str | None = None
    order: Raised | None = None
    outcome: Outcome | None = None
    #: What the customer thought of it.
    stars: int | None = None
    comment: str | None = None


class Job(Named):
    """An order at the first site of a customer, as far as it has come."""

    customer: str
    title: str
    description: str | None = None
    priority: OrderPriority = OrderPriority.NORMAL
    problem: str
    visit: Visit | None = None


class Group(Named):
    """A team; its members are named by user name."""

    name: str
    members: list[str]


class Filled(FormCreate):
    """A form, and what is filled in."""

    fields: FormVersionCreate


class Steps(TicketProcessCreate, DefinitionPut):
    """A process with its definition."""


class Failure(IncidentCreate):
    """An incident, and what was told about it."""

    updates: list[str]


class Invented(Told):
    """One organization: who works there, what it knows and holds, whom it serves, what happened."""

    name: str
    domain: str
    zone: str
    company_id: UUID | None = None
    #: How it is known beyond its name.
    profile: OrganizationUpdate = Field(default_factory=OrganizationUpdate)
    warehouse: str
    warehouse_id: UUID | None = None
    people: list[Member]
    permission_profiles: list[PermissionProfileCreate] = Field(default_factory=list)
    service_accounts: list[ServiceAccountCreate] = Field(default_factory=list)
    holiday_sets: list[HolidaySetCreate] = Field(default_factory=list)
    calendars: list[BusinessCalendarCreate] = Field(default_factory=list)
    products: list[Goods]
    codes: list[CodeCreate]
    specialties: list[SpecialtyCreate] = Field(default_factory=list)
    services: list[Offered] = Field(default_factory=list)
    quotes: list[Estimate] = Field(default_factory=list)
    customers: list[Served]
    promises: list[SlaPolicyCreate]
    macros: list[MacroCreate]
    rules: list[AutomationRuleCreate]
    desks: list[DeskCreate] = Field(default_factory=list)
    teams: list[Group] = Field(default_factory=list)
    status_names: list[StatusNameCreate] = Field(default_factory=list)
    saved_views: list[SavedViewCreate] = Field(default_factory=list)
    entitlements: list[ToolEntitlementCreate] = Field(default_factory=list)
    forms: list[Filled] = Field(default_factory=list)
    processes: list[Steps] = Field(default_factory=list)
    incidents: list[Failure] = Field(default_factory=list)
    tickets: list[Request]
    orders: list[Job]


def invented(domain: str) -> Invented:
    """Content of the file of this domain."""
    return Invented.model_validate(tomllib.loads((SEEDS / f"{domain}.toml").read_text()))
