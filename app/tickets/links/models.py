"""The table of links between tickets."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, owned_reference


class LinkKind(StrEnum):
    """Relation of a ticket to the other ticket of a link.

    - `relates`: has to do with it.
    - `duplicate`: is a duplicate of it.
    - `parent`: is its parent.
    - `follow_up`: continues it after it was closed; set by the system.
    - `split_from`: was split from it; set by the system.
    """

    RELATES = "relates"
    DUPLICATE = "duplicate"
    PARENT = "parent"
    FOLLOW_UP = "follow_up"
    SPLIT_FROM = "split_from"


class TicketLink(Owned, Base):
    """Named relation between two tickets."""

    __tablename__ = "ticket_links"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("other_id", "tickets"),
        UniqueConstraint("organization_id", "ticket_id", "other_id", "kind"),
        Index(None, "organization_id", "other_id"),
        Index(None, "organization_id", "ticket_id", "created_at", "id"),
    )

    ticket_id: Mapped[UUID]
    other_id: Mapped[UUID]
    kind: Mapped[LinkKind]
    created_at: Mapped[datetime]
