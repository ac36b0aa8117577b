"""What other domains may hear about organizations."""

from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.core.text import N_


class AuditExported(Event):
    """Somebody took the audit trail out of the house."""

    name: ClassVar = "organization.audit_exported"
    label: ClassVar = N_("Audit trail exported")
    subject: ClassVar = "organization"
    organization_id: UUID


class OrganizationFounded(Event):
    name: ClassVar = "organization.founded"
    label: ClassVar = N_("Organization founded")
    subject: ClassVar = "organization"
    organization_id: UUID
    organization_name: str
