"""The listener and the outbox task that ask for a rating by e-mail."""

from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.events.schedule import every
from app.core.security.tokens import fingerprint
from app.core.values.text import N_
from app.organizations.emails.service import link, send_email, token_of
from app.organizations.service import organization_of
from app.people.models import Person
from app.ratings.invitations.service import RATING_TOKEN, invite_raters
from app.ratings.models import RatingInvitation
from app.tickets.models import Ticket

_HOW_WAS_IT = N_(
    """Hello {name},

your request {protocol} ({topic}) was solved. How was our service? One to five stars:

{link}

Whoever has this link can rate in your name; please do not pass it on.
"""
)


@every(hours=1, organizations="with_unrated_tickets")
async def invite_to_rate(session: TenantSession) -> None:
    await invite_raters(session)


@outbox_task("rating_mail", destination="mail")
async def send_rating_mail(context: TaskContext, email: dict[str, Any]) -> Record | None:
    """Write to a requester, unless the ticket was taken up again since."""
    async with context.transaction() as session:
        invitation = await session.fetch(RatingInvitation, UUID(email["invitation_id"]), lock=True)
        ticket = await session.fetch(Ticket, invitation.ticket_id)
        person = await session.fetch(Person, invitation.person_id)
        organization = await organization_of(session)
        token = token_of(context, RATING_TOKEN, invitation.id)
        invitation.fingerprint = fingerprint(token)
    if person.email is None or ticket.cycle != invitation.cycle:
        return None
    await send_email(
        context,
        organization,
        to=person.email,
        to_name=person.name,
        locale=person.locale,
        subject=N_("{protocol}: how was our service?"),
        text=_HOW_WAS_IT,
        protocol=ticket.protocol,
        topic=ticket.subject,
        link=link(context.runtime.settings, "rating", token),
    )
    return None
