"""The table of the technicians that customers want, need or refuse."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, owned_reference


class TechnicianPreference(StrEnum):
    """Preference of a customer for or against a technician.

    - `preferred`: is suggested before others who are as good.
    - `required`: nobody else is suggested; of several who are required, each will do.
    - `excluded`: is never suggested.
    """

    PREFERRED = "preferred"
    REQUIRED = "required"
    EXCLUDED = "excluded"


class CustomerTechnician(Base):
    """A technician whom a customer prefers, requires or excludes."""

    __tablename__ = "customer_technicians"
    __table_args__ = (
        owned_reference("customer_id", "customers"),
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    preference: Mapped[TechnicianPreference]
