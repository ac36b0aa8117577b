"""The actor of a request: organization, person or token, and permissions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from app.core.values.errors import PermissionMissing, Refusal
from app.core.values.text import N_


@dataclass(frozen=True, slots=True)
class Act:
    """Identity of a visitor at home (claim `act` of RFC 8693), and the grant that let them in."""

    organization_id: UUID
    person_id: UUID
    grant_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Actor of a request: organization, person or token, and permissions."""

    organization_id: UUID
    person_id: UUID | None = None
    kind: Literal["person", "token", "system"] = "system"
    permissions: frozenset[str] = frozenset()
    session_id: UUID | None = None
    token_id: UUID | None = None
    locale: str | None = None
    zone: str = "America/Sao_Paulo"
    request_id: str | None = None
    address: str | None = None
    act: Act | None = None
    #: Where the credential may be used from, as CIDR; empty: anywhere.
    networks: tuple[str, ...] = ()
    #: When the credential expires; null: when somebody ends it.
    valid_until: datetime | None = None
    #: What the person has to do before anything else, as the refusal that says so.
    hold: type[Refusal] | None = None

    def may(self, permission: str) -> bool:
        """Return True if the actor holds the permission; the system itself holds all of them."""
        return self.kind == "system" or permission in self.permissions

    def require(self, permission: str) -> None:
        """403 unless the actor holds the permission."""
        if not self.may(permission):
            raise PermissionMissing(
                N_("This needs the permission `{permission}`."), permission=permission
            )

    @property
    def principal(self) -> str:
        """Whose idempotency keys and rate limits apply."""
        return str(self.token_id or self.person_id or "system")
