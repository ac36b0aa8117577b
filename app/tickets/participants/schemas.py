"""Participants as callers see them."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out, StrictBool
from app.tickets.participants.models import ParticipantRole

_NOTIFY = "Whether the person is notified of replies."


class Participant(Out):
    """A person who takes part in a ticket beside its requester and its assignee."""

    id: UUID
    person_id: UUID
    name: str = Field(description="Name of the person.")
    role: ParticipantRole = Field(description="What the person does in the ticket.")
    notify: bool = Field(description=_NOTIFY)
    created_at: Instant


class ParticipantQuery(ListQuery):
    """Order of the participants of a ticket."""

    sort: Literal["created_at"] = "created_at"


class ParticipantCreate(In):
    """A person to be added to a ticket. The requester, and whoever takes part, is refused."""

    person_id: UUID
    role: ParticipantRole = Field(
        ParticipantRole.CC,
        description="What the person does in the ticket. People with the role requester can only"
        " be `cc`.",
    )
    notify: StrictBool = Field(True, description=_NOTIFY)
