"""The table of calendar feeds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class AgendaFeed(Owned, Versioned, Base):
    """A technician's agenda for a calendar program, at an address that is its credential."""

    __tablename__ = "agenda_feeds"
    __table_args__ = (
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "fingerprint"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
    )

    person_id: Mapped[UUID]
    name: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    revoked_at: Mapped[datetime | None]
