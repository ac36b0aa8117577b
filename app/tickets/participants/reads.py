"""Statements that read participants."""

from sqlalchemy import select

from app.core.data.statements import read_by_id, tenant_join
from app.core.http.listing import Listing
from app.people.models import Person
from app.tickets.participants.models import Participant

_PARTICIPANTS = select(
    Participant.id,
    Participant.person_id,
    Person.name,
    Participant.role,
    Participant.notify,
    Participant.created_at,
).join(
    Person,
    tenant_join(Person, Participant, Participant.person_id),
)
PARTICIPANTS = Listing(_PARTICIPANTS, Participant)
PARTICIPANT = read_by_id(_PARTICIPANTS, Participant)
