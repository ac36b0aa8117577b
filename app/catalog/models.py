"""The codes by which an organization names its problems, their causes and their solutions."""

from enum import StrEnum

from sqlalchemy import Computed, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, Owned, Versioned


class CodeKind(StrEnum):
    PROBLEM = "problem"
    CAUSE = "cause"
    SOLUTION = "solution"


class Code(Owned, Versioned, Base):
    """One entry of the catalogue. An archived code stays where it was used."""

    __tablename__ = "codes"
    __table_args__ = (
        UniqueConstraint("organization_id", "kind", "code"),
        Index(None, "organization_id", "code", "id"),
        Index(None, "organization_id", "kind", "code", "id"),
        Index(None, "organization_id", "search_vector", postgresql_using="gin"),
    )

    kind: Mapped[CodeKind]
    code: Mapped[str]
    label: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    search_vector: Mapped[str] = mapped_column(
        TSVECTOR,
        # The parts of a code are words of their own; `-01` would be read as a number.
        Computed(
            "to_tsvector('chamado_names'::regconfig,"
            " translate(code, '-._', '   ') || ' ' || label)",
            persisted=True,
        ),
        deferred=True,
    )
