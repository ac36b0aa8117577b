"""Statements that read absences."""

from sqlalchemy import select

from app.core.http.listing import Listing
from app.schedules.absences.models import Absence
from app.schedules.absences.visibility import ABSENCE_VISIBILITY

_ABSENCES = select(
    Absence.id,
    Absence.person_id,
    Absence.kind,
    Absence.first_day,
    Absence.last_day,
    Absence.part,
    Absence.starts_at,
    Absence.ends_at,
    Absence.reason,
    Absence.status,
    Absence.decided_by_id,
    Absence.decided_at,
    Absence.answer,
    Absence.booking_id,
    Absence.version,
    Absence.created_at,
    Absence.updated_at,
)
ABSENCES = Listing(_ABSENCES, Absence, visibility=ABSENCE_VISIBILITY)
ABSENCE = ABSENCE_VISIBILITY.read_by_id(_ABSENCES, "version")
