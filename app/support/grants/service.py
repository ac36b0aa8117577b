"""Support grants: an organization lets the platform's team in for a while."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from app.people.models import Role


@dataclass(frozen=True, slots=True)
class Grant:
    """Grant of an organization: to act in it with a role, until an instant."""

    id: UUID
    role: Role
    until: datetime


class Grants(Protocol):
    """Source of grants for token exchange; organizations cannot grant anything yet."""

    async def live(self, organization_id: UUID) -> Grant | None:
        """The grant that lets the platform's team into an organization now."""
        ...

    async def is_live(self, organization_id: UUID, grant_id: UUID) -> bool:
        """Return True if a grant that let somebody in is still valid."""
        ...


class NoGrants:
    """Nobody is let in: until organizations can grant access."""

    async def live(self, organization_id: UUID) -> Grant | None:  # noqa: ARG002 - a protocol's
        return None

    async def is_live(self, organization_id: UUID, grant_id: UUID) -> bool:  # noqa: ARG002
        return False
