"""Events of organizations."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class OrganizationSignedUp(Event):
    name: ClassVar = "organization.signed_up"
    label: ClassVar = N_("Organization founded")
    subject: ClassVar = "organization"
    organization_id: UUID
    organization_name: str


class OrganizationUpdated(Event):
    name: ClassVar = "organization.updated"
    label: ClassVar = N_("Organization changed")
    subject: ClassVar = "organization"
    organization_id: UUID
    fields: list[str]


class SettingsChanged(Event):
    name: ClassVar = "organization.settings_changed"
    label: ClassVar = N_("Settings changed")
    subject: ClassVar = "organization"
    organization_id: UUID
    fields: list[str]


class PlanChanged(Event):
    """Null: everything, or any number."""

    name: ClassVar = "organization.plan_changed"
    label: ClassVar = N_("Plan changed")
    subject: ClassVar = "organization"
    organization_id: UUID
    features: list[str] | None
    technician_limit: int | None


class LogoChanged(Event):
    name: ClassVar = "organization.logo_changed"
    label: ClassVar = N_("Logo changed")
    subject: ClassVar = "organization"
    organization_id: UUID


class CompanyCreated(Event):
    name: ClassVar = "company.created"
    label: ClassVar = N_("Company added")
    subject: ClassVar = "company"
    company_id: UUID


class CompanyUpdated(Event):
    name: ClassVar = "company.updated"
    label: ClassVar = N_("Company changed")
    subject: ClassVar = "company"
    company_id: UUID
    fields: list[str]


class DomainClaimed(Event):
    name: ClassVar = "domain.claimed"
    label: ClassVar = N_("Domain claimed")
    subject: ClassVar = "domain"
    domain_id: UUID
    domain: str


class DomainVerified(Event):
    name: ClassVar = "domain.verified"
    label: ClassVar = N_("Domain verified")
    subject: ClassVar = "domain"
    domain_id: UUID
    domain: str


class DomainReleased(Event):
    name: ClassVar = "domain.released"
    label: ClassVar = N_("Domain released")
    subject: ClassVar = "domain"
    domain_id: UUID
    domain: str
