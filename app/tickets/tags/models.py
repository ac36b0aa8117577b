"""The table of tags."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, owned_reference


class TicketTag(Base):
    __tablename__ = "ticket_tags"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        Index(None, "organization_id", "tag", "ticket_id"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
