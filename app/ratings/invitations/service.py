"""Rating invitations: whoever holds the link of the e-mail rates once, as the requester."""

import hmac
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.core.data.database import TenantSession
from app.core.data.statements import tenant_join
from app.core.events.outbox import enqueue
from app.core.security.tokens import fingerprint
from app.core.values.clock import now
from app.core.values.errors import Refusal
from app.core.values.ids import new_id
from app.core.values.text import N_
from app.desks.models import Desk, TicketStatus
from app.organizations.service import organization_of
from app.people.models import Person
from app.ratings import service
from app.ratings.invitations.schemas import RatingByInvitation
from app.ratings.invitations.schemas import RatingInvitation as RatingInvitationShown
from app.ratings.models import Rating, RatingInvitation, RatingSource
from app.ratings.schemas import RatingCreate
from app.tickets.models import Ticket

RATING_TOKEN = "chm_rate"  # noqa: S105 - the public beginning of a token

GOOD_FOR = timedelta(days=30)


class RatingInvitationExpired(Refusal):
    """The link waited longer than it is good for, or the ticket was taken up again since."""

    status = 410
    title = N_("This link has expired")
    advice = N_("Rate the service in the portal.")


class NonceMissing(Refusal):
    """The nonce is missing, or something was rated since it was given."""

    status = 403
    title = N_("This page was not opened by the link")
    advice = N_("Open the link of the mail and try again.")


async def invite_raters(session: TenantSession) -> None:
    """Ask those whose tickets were solved some hours ago, as the desk says, and not rated since."""
    solved = (
        select(Ticket, Person)
        .join(Desk, tenant_join(Desk, Ticket, Ticket.desk_id))
        .join(Person, tenant_join(Person, Ticket, Ticket.requester_id))
        .where(
            Ticket.status == TicketStatus.SOLVED,
            ~Ticket.is_spam,
            Ticket.requester_id.is_distinct_from(Ticket.assignee_id),
            Ticket.solved_at + func.make_interval(0, 0, 0, 0, Desk.rating_mail_after_hours) < now(),
            Person.active,
            Person.email.is_not(None),
            Person.notify_by_mail,
            ~select(Rating.id).where(*_of_this_cycle(Rating)).correlate(Ticket).exists(),
            ~select(RatingInvitation.id)
            .where(*_of_this_cycle(RatingInvitation))
            .correlate(Ticket)
            .exists(),
        )
        .order_by(Ticket.solved_at)
        .limit(500)
        .with_for_update(skip_locked=True, of=Ticket)
    )
    for ticket, person in (await session.execute(solved)).all():
        invitation = RatingInvitation(
            id=new_id(),
            ticket_id=ticket.id,
            cycle=ticket.cycle,
            person_id=person.id,
            expires_at=now() + GOOD_FOR,
        )
        session.add(invitation)
        enqueue(session, "rating_mail", invitation_id=invitation.id)


async def preview(session: TenantSession, token: str, key: bytes) -> RatingInvitationShown:
    """Ticket and cycle to be rated, and the nonce that the rating uses up."""
    invitation = await by_token(session, token)
    ticket = await _require_open(session, invitation)
    rating = await service.rating_of(session, ticket)
    agent = await session.fetch(Person, ticket.assignee_id) if ticket.assignee_id else None
    return RatingInvitationShown(
        organization_name=(await organization_of(session)).name,
        protocol=ticket.protocol,
        subject=ticket.subject,
        agent_name=agent.name if agent else None,
        stars=rating.stars if rating else None,
        nonce=_nonce(key, invitation, rating),
    )


async def rate(
    session: TenantSession, invitation: RatingInvitation, answer: RatingByInvitation, key: bytes
) -> None:
    """Rate for whoever was invited; the session acts for them."""
    ticket = await _require_open(session, invitation, lock=True)
    nonce = _nonce(key, invitation, await service.rating_of(session, ticket))
    if not hmac.compare_digest(nonce, answer.nonce or ""):
        raise NonceMissing
    new = RatingCreate(stars=answer.stars, comment=answer.comment)
    await service.rate(session, ticket, new, source=RatingSource.EMAIL)


async def by_token(session: TenantSession, token: str) -> RatingInvitation:
    """The invitation of a link."""
    invitation: RatingInvitation | None = await session.scalar(
        select(RatingInvitation).where(RatingInvitation.fingerprint == fingerprint(token))
    )
    if invitation is None or invitation.expires_at <= now():
        raise RatingInvitationExpired
    return invitation


async def _require_open(
    session: TenantSession, invitation: RatingInvitation, *, lock: bool = False
) -> Ticket:
    ticket = await session.fetch(Ticket, invitation.ticket_id, lock=lock)
    if ticket.cycle != invitation.cycle:
        raise RatingInvitationExpired
    return ticket


def _nonce(key: bytes, invitation: RatingInvitation, rating: Rating | None) -> str:
    """Good until something is rated: nobody has to remember which nonces were used."""
    state = f"rating {invitation.organization_id} {invitation.id} {rating.id if rating else ''}"
    return hmac.new(key, state.encode(), "sha256").hexdigest()


def _of_this_cycle(model: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        tenant_join(Ticket, model, model.ticket_id),
        model.cycle == Ticket.reopened_count + 1,
    )
