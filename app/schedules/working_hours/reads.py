"""Statements that read working hours."""

from sqlalchemy import bindparam, select

from app.core.data.statements import as_json, prepared
from app.schedules.working_hours.models import WorkingHours

WORKING_HOURS = prepared(
    as_json(
        select(
            WorkingHours.person_id,
            WorkingHours.zone,
            WorkingHours.calendar_id,
            WorkingHours.observes_calendar,
            WorkingHours.periods,
            WorkingHours.version,
        ).where(
            WorkingHours.organization_id == bindparam("organization_id"),
            WorkingHours.person_id == bindparam("id"),
        ),
        "version",
    )
)
