"""What a person should know: one line in the bell, and a mail where there is an address."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.database import Base, Owned, owned_reference


class Notification(Owned, Base):
    __tablename__ = "notifications"
    __table_args__ = (
        owned_reference("person_id", "people"),
        # One fact tells one person once, however often its event is delivered.
        UniqueConstraint("organization_id", "person_id", "kind", "subject_id", "seq"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
    )

    person_id: Mapped[UUID]
    kind: Mapped[str]
    title: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    #: For a ticket, the message it is about: reading that far reads this too.
    seq: Mapped[int]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
