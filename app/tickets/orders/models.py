"""The table of orders raised from tickets."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, owned_reference


class TicketOrder(Base):
    """A service order that was raised from a ticket."""

    __tablename__ = "ticket_orders"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("order_id", "orders"),
        Index(None, "organization_id", "order_id"),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    order_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
