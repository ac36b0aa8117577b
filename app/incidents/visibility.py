"""The incidents that a request reaches: all of them, for whoever holds the permission."""

from typing import Annotated
from uuid import UUID

from sqlalchemy import select

from app.core.data.reading import Reading
from app.core.data.statements import by_id, prepared
from app.core.http.access import existing
from app.core.values.errors import NotFound
from app.incidents.models import Incident

INCIDENT_EXISTS = prepared(select(Incident.id).where(by_id(Incident)))
TheIncident = Annotated[Incident, existing(Incident, "incidents:write")]
LinkedIncident = Annotated[Incident, existing(Incident, "tickets:work")]


async def require_visible(reading: Reading, incident_id: UUID) -> None:
    """404 unless there is this incident."""
    if await reading.row(INCIDENT_EXISTS, id=incident_id) is None:
        raise NotFound
