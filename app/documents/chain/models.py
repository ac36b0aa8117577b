"""The evidence chain: one row for each thing that has to be provable years later."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base


class EvidenceRecord(Base):
    """A link of an organization's chain. It is never changed, not even by the owner of the tables.

    `hash` is made of the hash before it and of everything here, so that a row that is changed,
    taken out or put in breaks every hash behind it.
    """

    __tablename__ = "evidence_records"
    __table_args__ = (
        CheckConstraint(
            "payload_hash ~ '^[0-9a-f]{64}$' and hash ~ '^[0-9a-f]{64}$'", name="sha256"
        ),
        Index(None, "organization_id", "subject_id", "kind", "seq"),
        Index("evidence_records_code_idx", "code", postgresql_where=text("code is not null")),
        Index(
            "evidence_records_file_idx",
            "file_sha256",
            postgresql_where=text("file_sha256 is not null"),
        ),
    )

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    #: SHA-256 of the canonical JSON (RFC 8785) of what is proven.
    payload_hash: Mapped[str]
    recorded_at: Mapped[datetime]
    hash: Mapped[str]
    #: What a person types to verify it; null where there is nothing to show.
    code: Mapped[str | None]
    #: SHA-256 of the file that shows it to people.
    file_sha256: Mapped[str | None]


class EvidenceHead(Base):
    """The last link of an organization's chain."""

    __tablename__ = "evidence_heads"

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]
