"""The table of on-call duty."""

from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class OnCallDuty(Owned, Versioned, Base):
    """Periods in which a technician can be called, outside of the working hours."""

    __tablename__ = "on_call_duties"
    __table_args__ = (
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "person_id"),
    )

    person_id: Mapped[UUID]
    #: `{starts_at, ends_at}`, in order and apart.
    periods: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
