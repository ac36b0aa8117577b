"""The table of the choices that customers have for visits."""

from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class VisitChoice(Owned, Versioned, Base):
    """That the customer of an order may choose its visit: by a link, and how often they did."""

    __tablename__ = "visit_choices"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        UniqueConstraint("organization_id", "order_id"),
        Index(None, "organization_id", "fingerprint"),
    )

    order_id: Mapped[UUID]
    #: Of the token of the link; null: no link was made.
    fingerprint: Mapped[bytes | None]
    #: How often the customer has put the visit off to another window.
    changes: Mapped[int] = mapped_column(default=0)
