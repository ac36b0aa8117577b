"""What other domains may hear about organizations."""

from typing import ClassVar
from uuid import UUID

from app.core.events import Event


class OrganizationFounded(Event):
    name: ClassVar = "organization.founded"
    subject: ClassVar = "organization"
    organization_id: UUID
    organization_name: str
