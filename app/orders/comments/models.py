"""The table of comments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, owned_reference


class OrderComment(Owned, Base):
    """Comment for those who work on an order; customers do not see it."""

    __tablename__ = "order_comments"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("author_id", "people"),
        Index(None, "organization_id", "order_id", "created_at", "id"),
    )

    order_id: Mapped[UUID]
    author_id: Mapped[UUID | None]
    body: Mapped[str]
    created_at: Mapped[datetime]
