"""The table of notifications."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, owned_reference


class UserNotification(Owned, Base):
    __tablename__ = "notifications"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "person_id", "created_at", "id"),
        Index(None, "organization_id", "created_at"),
        Index(
            "notifications_unread_key",
            *("organization_id", "person_id", "event", "subject_kind", "subject_id"),
            unique=True,
            postgresql_where=text("read_at is null and event_count is not null"),
        ),
        Index(
            "notifications_unread_idx",
            *("organization_id", "person_id", "created_at", "id"),
            postgresql_where=text("read_at is null"),
        ),
        Index(
            "notifications_broadcast_idx",
            *("organization_id", "broadcast_id", "person_id"),
            postgresql_where=text("broadcast_id is not null"),
        ),
    )

    person_id: Mapped[UUID]
    event: Mapped[str]
    title: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    #: The message of a ticket that it is about: reading that far reads this too. Else 0.
    seq: Mapped[int]
    #: How many events the line tells of: one that is not read yet counts on. Null: one.
    event_count: Mapped[int | None]
    #: What was said to many tickets at once, of which each person hears once; see `TicketReplied`.
    broadcast_id: Mapped[UUID | None]
    #: Of the newest event that it tells of.
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
