"""The table of notifications."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, owned_reference


class UserNotification(Owned, Base):
    __tablename__ = "notifications"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
    )

    person_id: Mapped[UUID]
    event: Mapped[str]
    title: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    #: The message of a ticket that it is about: reading that far reads this too. Else 0.
    seq: Mapped[int]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
