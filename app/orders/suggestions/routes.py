"""`/v1/schedules/suggestions`"""

from typing import Annotated

from fastapi import APIRouter, Request

from app.core.data.reading import Reading
from app.core.http.access import acting
from app.core.http.problems import request_notation
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.orders.suggestions.reads import TECHNICIANS
from app.schedules.suggestions import schemas
from app.schedules.suggestions import service as suggestions

router = APIRouter(prefix="/schedules", tags=["schedules"], route_class=Route)

CanRead = Annotated[Reading, acting("schedules:read")]


@router.post(
    "/suggestions",
    operation_id="suggestSlots",
    response_model=schemas.SlotSuggestions,
    responses=refuses(UnknownReference),
)
async def suggest_slots(
    request: Request, reading: CanRead, wanted: schemas.SlotsWanted
) -> schemas.SlotSuggestions:
    """Find technicians and slots for a visit, with the reasons.

    Looks for slots in the working hours of every active technician who has the specialties that are
    needed and whom the customer does not exclude, between two bookings with time for the way:
    estimated by the distance, at urban speed. For each technician it finds the best slot in each
    window, and ranks them. Whoever is not offered is listed with the reason. Nothing is booked:
    `scheduleOrder` takes `technician_id`, `starts_at`, `ends_at`, `promised_from` and
    `promised_until` of a slot.

    The same facts give the same answer: of equal slots the earlier is first, then the one of the
    technician with the lower id. Refused with `unknown_reference` when site, service or specialty
    does not exist, and with `validation_failed` without a duration, or when the period is longer
    than 31 days.
    """
    found = await suggestions.suggest_slots(reading, wanted, TECHNICIANS)
    return suggestions.shown(found, request_notation(request))
