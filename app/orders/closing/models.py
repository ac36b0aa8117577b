"""The table of close reports."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference


class CloseReport(Owned, Base):
    """Findings and work of an order, exactly as signed; never changed afterwards."""

    __tablename__ = "close_reports"
    __table_args__ = (
        owned_reference("order_id", "orders"),
        owned_reference("cause_code_id", "codes"),
        owned_reference("solution_code_id", "codes"),
        owned_reference("closed_by_id", "people"),
        UniqueConstraint("organization_id", "order_id"),
        Index(None, "organization_id", "cause_code_id", "order_id"),
        Index(None, "organization_id", "solution_code_id", "order_id"),
        CheckConstraint("btrim(details) <> ''", name="says_what_was_done"),
    )

    order_id: Mapped[UUID]
    cause_code_id: Mapped[UUID]
    solution_code_id: Mapped[UUID]
    details: Mapped[str]
    address_changed: Mapped[bool]
    attended_by: Mapped[str | None]
    network: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    content_hash: Mapped[str]
    #: The canonical JSON (RFC 8785) whose SHA-256 is `content_hash`, byte for byte.
    content: Mapped[str] = mapped_column(Text)
    closed_by_id: Mapped[UUID | None]
    closed_at: Mapped[datetime]
