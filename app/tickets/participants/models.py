"""The table of participants."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.core.data.database import Base, Owned, owned_reference


class ParticipantRole(StrEnum):
    """Role of a participant in a ticket.

    - `cc`: in copy beside the requester: reads and writes public replies.
    - `watcher`: of the desk: is notified, does not work on the ticket.
    - `collaborator`: of the desk: works on the ticket beside the assignee.
    """

    CC = "cc"
    WATCHER = "watcher"
    COLLABORATOR = "collaborator"


class Participant(Owned, Base):
    """Participant of a ticket, beside requester and assignee."""

    __tablename__ = "participants"
    __table_args__ = (
        owned_reference("ticket_id", "tickets"),
        owned_reference("person_id", "people"),
        owned_reference("added_by_id", "people"),
        UniqueConstraint("organization_id", "ticket_id", "person_id"),
        Index(None, "organization_id", "person_id", "ticket_id"),
        Index(None, "organization_id", "ticket_id", "created_at", "id"),
    )

    ticket_id: Mapped[UUID]
    person_id: Mapped[UUID]
    role: Mapped[ParticipantRole]
    #: Whether they are told of replies.
    notify: Mapped[bool]
    added_by_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
