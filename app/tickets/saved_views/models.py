"""The table of saved views."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class SavedView(Owned, Versioned, Base):
    """A list of tickets that somebody asks for again and again."""

    __tablename__ = "saved_views"
    __table_args__ = (
        owned_reference("person_id", "people"),
        Index(None, "organization_id", "name", "id"),
    )

    name: Mapped[str]
    #: Whose own it is; null: the whole desk's.
    person_id: Mapped[UUID | None]
    #: The parameters of `listTickets`.
    query: Mapped[dict[str, Any]] = mapped_column(JSONB)
