"""The table of signatures: strokes as drawn, bound to the hash of what was shown."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, owned_reference
from app.core.values.notation import label_values
from app.core.values.text import N_


class SignerRole(StrEnum):
    """In what capacity somebody signs.

    - `customer`: the customer in person.
    - `representative`: somebody who may sign for the customer.
    - `technician`: the technician who did the work.
    """

    CUSTOMER = "customer"
    REPRESENTATIVE = "representative"
    TECHNICIAN = "technician"


label_values(
    SignerRole,
    {
        SignerRole.CUSTOMER: N_("Customer"),
        SignerRole.REPRESENTATIVE: N_("Customer's representative"),
        SignerRole.TECHNICIAN: N_("Technician"),
    },
)


class Signature(Owned, Base):
    """One signature. It is never changed: neither the app nor the owner of the tables can."""

    __tablename__ = "signatures"
    __table_args__ = (
        owned_reference("collected_by_id", "people"),
        CheckConstraint("content_hash ~ '^[0-9a-f]{64}$'", name="is_sha256"),
        Index(None, "organization_id", "subject_kind", "subject_id"),
    )

    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    #: SHA-256 of the canonical JSON (RFC 8785) of what was signed.
    content_hash: Mapped[str]
    role: Mapped[SignerRole]
    signer_name: Mapped[str]
    #: Kept as evidence; whoever reads a signature sees its last three characters only.
    signer_document: Mapped[str | None]
    consent_text: Mapped[str | None]
    consent_version: Mapped[str | None]
    strokes: Mapped[list[Any]] = mapped_column(JSONB)
    canvas_width: Mapped[float]
    canvas_height: Mapped[float]
    svg: Mapped[str]
    device_time: Mapped[datetime]
    received_at: Mapped[datetime]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    #: Whether the device had no network when it was signed.
    offline: Mapped[bool]
    #: On whose device; null when a program sent it.
    collected_by_id: Mapped[UUID | None]
    user_agent: Mapped[str | None]
    address: Mapped[str | None]
