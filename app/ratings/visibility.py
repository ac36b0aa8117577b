"""The rating of the ticket that a path names, for a change."""

from typing import Annotated

from fastapi import Depends, Request

from app.core.data.database import TenantSession
from app.core.http.access import acting, existing
from app.core.http.preconditions import check_if_match
from app.ratings.models import Rating
from app.ratings.service import RatingNotAvailable, rating_of
from app.tickets.models import Ticket
from app.tickets.visibility import TICKET_VISIBILITY

CanWrite = Annotated[TenantSession, acting("tickets:write")]
RatedTicket = Annotated[
    Ticket,
    existing(Ticket, "tickets:write", visibility=TICKET_VISIBILITY, checks_version=False),
]


async def _of_this_cycle(request: Request, session: CanWrite, ticket: RatedTicket) -> Rating:
    rating = await rating_of(session, ticket)
    if rating is None:
        raise RatingNotAvailable
    check_if_match(request, rating.version)
    return rating


#: The path names its ticket; else this would be `existing()`.
TheRating = Annotated[Rating, Depends(_of_this_cycle, scope="function")]
