"""Events of the audit log."""

from typing import ClassVar
from uuid import UUID

from app.core.events.event_log import Event
from app.core.values.text import N_


class AuditExported(Event):
    """Somebody took the audit trail out of the organization."""

    name: ClassVar = "organization.audit_exported"
    label: ClassVar = N_("Audit trail exported")
    subject: ClassVar = "organization"
    organization_id: UUID
