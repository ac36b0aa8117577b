"""Ratings: who may rate, when, and until when a rating may change."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.core.values.wire import apply
from app.customers.models import Contact
from app.desks.models import Desk
from app.people.models import Person
from app.ratings.events import RatingUpdated, TicketRated
from app.ratings.models import Rating, RatingRevision, RatingSource
from app.ratings.schemas import RatingCreate, RatingUpdate
from app.tickets.models import Ticket


class RatingNotAvailable(Refusal):
    """Nobody of the desk has answered yet: there is nothing to rate."""

    title = N_("There is nothing to rate yet")
    advice = N_("Rate the service after somebody has answered.")


class RatingExists(Refusal):
    """This cycle of the ticket was rated; `rating_id` says by which rating."""

    title = N_("The service was rated already")
    advice = N_("Change the rating that there is, while that is possible.")


class RatingLocked(Refusal):
    """The days in which a rating may be changed are over."""

    title = N_("This rating cannot be changed any more")
    advice = N_("Write to the desk: it still reads what you think.")


class RatingNotYours(Refusal):
    """Only the requester rates; never whoever gave the help."""

    status = 403
    title = N_("Only the requester rates the service")
    advice = N_("Let whoever asked for the service rate it, from their own list or by the mail.")


def is_available(ticket: Ticket) -> bool:
    """Return True if there is something to rate: an agent's reply in this cycle, or its end."""
    if ticket.is_spam or ticket.merged_into_id is not None:
        return False
    return ticket.first_response_at is not None or ticket.is_finished()


async def rate(
    session: TenantSession,
    ticket: Ticket,
    new: RatingCreate,
    *,
    source: RatingSource = RatingSource.PORTAL,
) -> Rating:
    """Rate this cycle of the ticket, once."""
    await _require_rater(session, ticket)
    ticket.require_writable()
    if not is_available(ticket):
        raise RatingNotAvailable
    there = await rating_of(session, ticket)
    if there is not None:
        raise RatingExists(rating_id=there.id)
    assert session.actor.person_id is not None
    desk = await session.fetch(Desk, ticket.desk_id)
    rating = Rating(
        id=new_id(),
        ticket_id=ticket.id,
        cycle=ticket.cycle,
        stars=new.stars,
        comment=new.comment,
        agent_id=ticket.assignee_id,
        team_id=ticket.team_id,
        rated_by_id=session.actor.person_id,
        source=source,
        editable_until=now() + timedelta(days=desk.rating_edit_days),
    )
    session.add(rating)
    announce(
        session,
        TicketRated(
            ticket_id=ticket.id, rating_id=rating.id, cycle=rating.cycle, stars=rating.stars
        ),
    )
    return rating


async def update_rating(
    session: TenantSession, ticket: Ticket, rating: Rating, change: RatingUpdate
) -> None:
    """Think again, within the days that the desk grants; what it said before is kept."""
    await _require_rater(session, ticket)
    if now() > rating.editable_until:
        raise RatingLocked
    wanted = {k: v for k, v in change.changes().items() if getattr(rating, k) != v}
    if not wanted:
        return
    earlier = select(func.count()).select_from(RatingRevision)
    number = await session.scalar(earlier.where(RatingRevision.rating_id == rating.id))
    session.add(
        RatingRevision(
            organization_id=session.actor.organization_id,
            rating_id=rating.id,
            number=(number or 0) + 1,
            stars=rating.stars,
            comment=rating.comment,
            replaced_at=now(),
        )
    )
    apply(rating, wanted)
    announce(
        session,
        RatingUpdated(
            ticket_id=ticket.id, rating_id=rating.id, cycle=rating.cycle, stars=rating.stars
        ),
    )


async def rating_of(session: TenantSession, ticket: Ticket) -> Rating | None:
    """The rating of this cycle. The ticket's row is locked by whoever asks in order to rate."""
    rating: Rating | None = await session.scalar(
        select(Rating).where(Rating.ticket_id == ticket.id, Rating.cycle == ticket.cycle)
    )
    return rating


async def _require_rater(session: TenantSession, ticket: Ticket) -> None:
    """The requester; who has left is spoken for by an administrator of the customer."""
    person_id = session.actor.person_id
    if person_id is None or person_id == ticket.assignee_id:
        raise RatingNotYours
    if person_id == ticket.requester_id:
        return
    requester = await session.fetch(Person, ticket.requester_id)
    if requester.active or not await _administers(session, person_id, ticket.customer_id):
        raise RatingNotYours


async def _administers(session: TenantSession, person_id: UUID, customer_id: UUID | None) -> bool:
    found = await session.scalar(
        select(Contact.id).where(
            Contact.customer_id == customer_id,
            Contact.person_id == person_id,
            Contact.is_administrator,
        )
    )
    return found is not None
