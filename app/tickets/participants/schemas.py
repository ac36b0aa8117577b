"""Participants as callers see them."""

from typing import Literal
from uuid import UUID

from app.core.http.listing import ListQuery
from app.core.values.wire import In, Instant, Out, StrictBool
from app.tickets.models import ParticipantRole


class Participant(Out):
    id: UUID
    person_id: UUID
    name: str
    role: ParticipantRole
    notify: bool
    created_at: Instant


class ParticipantQuery(ListQuery):
    sort: Literal["created_at"] = "created_at"


class ParticipantCreate(In):
    person_id: UUID
    role: ParticipantRole = ParticipantRole.CC
    notify: StrictBool = True
