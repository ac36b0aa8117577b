"""Visibility of absences: one's own, and all of them for those who decide."""

from typing import Annotated

from app.core.data.visibility import ACTOR, Visibility
from app.core.http.access import existing
from app.schedules.absences.models import Absence

#: Why somebody is ill is nobody else's business: the agenda shows the time alone.
ABSENCE_VISIBILITY = Visibility(Absence, (Absence.person_id == ACTOR,), everything="schedules:lead")

TheAbsence = Annotated[Absence, existing(Absence, "schedules:lead", visibility=ABSENCE_VISIBILITY)]
TheOwnAbsence = Annotated[
    Absence, existing(Absence, "schedules:request", visibility=ABSENCE_VISIBILITY)
]
