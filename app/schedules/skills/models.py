"""The table of what technicians are good at."""

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.catalog.models import HIGHEST_LEVEL
from app.core.data.database import Base, Owned, Versioned, owned_reference


class TechnicianSpecialty(Owned, Versioned, Base):
    """A specialty that a technician has, at a level, for good or for some days."""

    __tablename__ = "technician_specialties"
    __table_args__ = (
        owned_reference("person_id", "people"),
        owned_reference("specialty_id", "specialties"),
        UniqueConstraint("organization_id", "person_id", "specialty_id"),
        CheckConstraint(f"level between 1 and {HIGHEST_LEVEL}", name="level"),
        CheckConstraint("last_day >= first_day", name="runs_forward"),
        Index(None, "organization_id", "created_at", "id"),
        Index(
            "technician_specialties_person_idx",
            *("organization_id", "person_id", "created_at", "id"),
        ),
        Index(
            "technician_specialties_specialty_idx",
            *("organization_id", "specialty_id", "created_at", "id"),
        ),
    )

    person_id: Mapped[UUID]
    specialty_id: Mapped[UUID]
    level: Mapped[int]
    #: Null: since ever.
    first_day: Mapped[dt.date | None]
    #: Included, such as the one until which a certificate holds. Null: for good.
    last_day: Mapped[dt.date | None]
