"""`/v1/schedules/figures`"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.routing import Route
from app.planning.figures import schemas
from app.planning.figures.service import figures_of

router = APIRouter(prefix="/schedules", tags=["planning"], route_class=Route)

CanRead = Annotated[Reading, acting("reports:read")]


@router.get("/figures", operation_id="getAgendaFigures", response_model=schemas.AgendaFigures)
async def get_agenda_figures(
    reading: CanRead, asked: Annotated[schemas.AgendaFiguresQuery, Query()]
) -> schemas.AgendaFigures:
    """Get figures of the agenda by technician.

    How much of the working time was booked, which share of the recorded time was travel, how many
    promises were kept, the way between the visits, and the plan compared with what was recorded. A
    visit belongs to the period in which it was planned to start; one that was released is in no
    figure. Persons who are no active technicians are left out. The figures are of the whole
    organization, whoever asks.
    """
    person_ids = None
    if asked.person_id is not None:
        named = {reading.actor.person_id if i == "me" else i for i in asked.person_id}
        person_ids = [person_id or UUID(int=0) for person_id in named]
    period = (asked.starts_at, asked.ends_at)
    return schemas.AgendaFigures(
        starts_at=period[0],
        ends_at=period[1],
        technicians=await figures_of(reading, period, person_ids),
    )
