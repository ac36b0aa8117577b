"""The table of reply drafts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Index, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference
from app.files.models import FILE_IDS


class ReplyDraft(Owned, Base):
    """A reply that a closed order proposes; an agent sends or discards it."""

    __tablename__ = "reply_drafts"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("order_id", "orders"),
        UniqueConstraint("organization_id", "ticket_id", "order_id"),
        Index(None, "organization_id", "ticket_id", "created_at", "id"),
    )

    ticket_id: Mapped[UUID]
    order_id: Mapped[UUID]
    body: Mapped[str]
    cause_code_id: Mapped[UUID]
    solution_code_id: Mapped[UUID]
    file_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), info=FILE_IDS)
    created_at: Mapped[datetime]
