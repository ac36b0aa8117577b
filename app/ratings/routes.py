"""`/v1/ratings`, and the rating of a ticket."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import NotFound, refuses
from app.ratings import schemas, service
from app.ratings.reads import RATEABLE, RATING, RATINGS, RATINGS_OF
from app.ratings.service import RatingExists, RatingLocked, RatingNotAvailable, RatingNotYours
from app.tickets.models import Ticket, TicketWasMerged
from app.tickets.visibility import CanRead, InTicket

router = APIRouter(tags=["ratings"], route_class=Route)

CanWrite = Annotated[TenantSession, acting("tickets:write")]
CanReadRatings = Annotated[Reading, acting("reports:read")]


@router.get("/ratings", operation_id="listRatings", response_model=Page[schemas.Rating])
async def list_ratings(
    reading: CanReadRatings, query: Annotated[schemas.RatingQuery, Query()]
) -> Json:
    """What requesters thought of the desk, newest first."""
    return await RATINGS.page(reading, query)


@router.get(
    "/tickets/{ticket_id}/rating",
    operation_id="getTicketRating",
    response_model=schemas.TicketRatings,
)
async def get_ticket_rating(reading: CanRead, ticket_id: UUID) -> Json:
    """How the ticket was rated, in this cycle and before, and whether it can be rated now."""
    state = await reading.row(RATEABLE, id=ticket_id)
    if state is None:
        raise NotFound
    ticket = Ticket(**state)
    rows = await reading.rows(RATINGS_OF, ticket_id=ticket_id)
    current = next((row["body"] for row in rows if row["cycle"] == ticket.cycle), None)
    earlier = [row["body"] for row in rows if row["cycle"] < ticket.cycle]
    available = current is None and service.is_available(ticket)
    return Json(
        f'{{"available": {str(available).lower()}, "cycle": {ticket.cycle}, '
        f'"rating": {current or "null"}, "earlier": [{", ".join(earlier)}]}}'
    )


@router.post(
    "/tickets/{ticket_id}/rating",
    operation_id="createTicketRating",
    status_code=201,
    response_model=schemas.Rating,
    responses=refuses(RatingNotAvailable, RatingExists, RatingNotYours, TicketWasMerged),
)
async def create_ticket_rating(
    session: CanWrite, ticket: InTicket, new: schemas.RatingCreate
) -> Json:
    """Rate the service with one to five stars, once for each time the ticket is solved."""
    rating = await service.rate(session, ticket, new)
    location = f"/v1/tickets/{ticket.id}/rating"
    return await one(session, RATING, id=rating.id, status=201, location=location)


@router.patch(
    "/tickets/{ticket_id}/rating",
    operation_id="updateTicketRating",
    response_model=schemas.Rating,
    responses=refuses(RatingNotAvailable, RatingLocked, RatingNotYours),
)
async def update_ticket_rating(
    session: CanWrite, ticket: InTicket, change: schemas.RatingUpdate
) -> Json:
    """Think again, as long as the desk allows it; what was said before stays in the history."""
    rating = await service.update_rating(session, ticket, change)
    return await one(session, RATING, id=rating.id)
