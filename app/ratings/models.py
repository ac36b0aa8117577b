"""Tables of ratings: one for each resolution of a ticket."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.data.database import Base, Owned, Versioned, owned_reference


class RatingSource(StrEnum):
    """Source of a rating.

    - `portal`: in the customer portal.
    - `email`: on the page behind the link of a rating e-mail.
    """

    PORTAL = "portal"
    EMAIL = "email"


class Rating(Owned, Versioned, Base):
    __tablename__ = "ratings"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("agent_id", "people"),
        owned_reference("team_id", "teams"),
        owned_reference("rated_by_id", "people"),
        UniqueConstraint("organization_id", "ticket_id", "cycle"),
        Index(None, "organization_id", "created_at", "id"),
        Index(None, "organization_id", "stars", "created_at", "id"),
        Index(None, "organization_id", "agent_id", "created_at", "id"),
    )

    ticket_id: Mapped[UUID]
    #: The first is 1; each reopening begins another.
    cycle: Mapped[int]
    #: 1 (bad) to 5 (excellent).
    stars: Mapped[int]
    comment: Mapped[str | None]
    #: Who had the ticket when it was rated; whoever has it later is not judged by this.
    agent_id: Mapped[UUID | None]
    team_id: Mapped[UUID | None]
    rated_by_id: Mapped[UUID]
    source: Mapped[RatingSource]
    editable_until: Mapped[datetime]


class RatingRevision(Base):
    """Earlier values of a rating that was changed."""

    __tablename__ = "rating_revisions"
    __table_args__ = (owned_reference("rating_id", "ratings"),)

    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    rating_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stars: Mapped[int]
    comment: Mapped[str | None]
    replaced_at: Mapped[datetime]


class RatingInvitation(Owned, Base):
    """A mail asked for a rating; whoever holds its link rates in the requester's name."""

    __tablename__ = "rating_invitations"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("person_id", "people"),
        UniqueConstraint("organization_id", "ticket_id", "cycle"),
        UniqueConstraint("organization_id", "fingerprint"),
    )

    ticket_id: Mapped[UUID]
    cycle: Mapped[int]
    person_id: Mapped[UUID]
    #: Of the token in its link; null until the mail is written.
    fingerprint: Mapped[bytes | None]
    expires_at: Mapped[datetime]
