"""Statements that read participants."""

from sqlalchemy import and_, bindparam, select

from app.core.data.statements import as_json, prepared
from app.core.http.listing import Listing
from app.people.models import Person
from app.tickets.models import Participant

_PARTICIPANTS = select(
    Participant.id,
    Participant.person_id,
    Person.name,
    Participant.role,
    Participant.notify,
    Participant.created_at,
).join(
    Person,
    and_(Person.organization_id == Participant.organization_id, Person.id == Participant.person_id),
)
PARTICIPANTS = Listing(_PARTICIPANTS, Participant)
PARTICIPANT = prepared(
    as_json(
        _PARTICIPANTS.where(
            Participant.organization_id == bindparam("organization_id"),
            Participant.id == bindparam("id"),
        )
    )
)
