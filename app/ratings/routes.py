"""`/v1/ratings`, and the rating of a ticket."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import NotFound, refuses
from app.ratings import schemas, service
from app.ratings.reads import RATEABLE, RATING, RATINGS, RATINGS_OF
from app.ratings.service import RatingExists, RatingLocked, RatingNotAvailable, RatingNotYours
from app.ratings.visibility import CanWrite, RatedTicket, TheRating
from app.tickets.models import Ticket, TicketWasMerged
from app.tickets.visibility import CanRead, InTicket

router = APIRouter(tags=["ratings"], route_class=Route)

CanReadRatings = Annotated[Reading, acting("reports:read")]


@router.get("/ratings", operation_id="listRatings", response_model=Page[schemas.Rating])
async def list_ratings(
    reading: CanReadRatings, query: Annotated[schemas.RatingQuery, Query()]
) -> Json:
    """List ratings.

    Gives what requesters thought of the service, newest first by default, each with its earlier
    values. `stars` and `agent_id` narrow the list. Everyone with the permission sees the
    ratings of all tickets and agents.
    """
    return await RATINGS.page(reading, query)


@router.get(
    "/tickets/{ticket_id}/rating",
    operation_id="getTicketRating",
    response_model=schemas.TicketRatings,
)
async def get_ticket_rating(reading: CanRead, ticket_id: UUID) -> Json:
    """Get the ratings of a ticket.

    Gives the rating of the current cycle, those of earlier cycles newest first, and in
    `available` whether the requester can rate the current cycle now. Ask it before showing the
    stars. Whoever may see the ticket gets it; others get `not_found`.
    """
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
    """Rate a ticket.

    Gives one to five stars for the current cycle, once for each cycle; it counts for the agent
    and the team that have the ticket now. It can be changed for the desk's `rating_edit_days`.
    One or two stars notify those who lead the desk; every rating can trigger automation rules.

    Refuses everybody but the requester, or an administrator of the customer if the requester is
    no longer active, and always the assignee (`rating_not_yours`). Refuses a cycle that has
    neither an answer of the desk nor an end, and spam (`rating_not_available`), a second rating
    (`rating_exists`, with its id), and a merged ticket (`ticket_merged`).
    """
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
    session: CanWrite, ticket: RatedTicket, rating: TheRating, change: schemas.RatingUpdate
) -> Json:
    """Change the rating of a ticket.

    Changes stars or comment of the current cycle's rating until its `editable_until`; what it
    was before stays in `history`. Nobody is notified again. Refuses a rating after that time
    (`rating_locked`), a cycle that is not rated (`rating_not_available`), and everybody who
    could not rate (`rating_not_yours`).
    """
    await service.update_rating(session, ticket, rating, change)
    return await one(session, RATING, id=rating.id)
