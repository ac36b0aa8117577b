"""What people's credentials need without being asked for: letters, and tidying up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from app.core.clock import now
from app.core.database import TenantSession
from app.core.outbox import Outside, Record, errand
from app.core.schedule import every
from app.core.secrets import application_secret
from app.core.settings import Settings
from app.core.text import N_
from app.core.tokens import single_use_key
from app.organizations.models import Company
from app.organizations.service import organization_of
from app.people.letters import INVITATION_TOKEN, RESET_TOKEN, link, send_letter, token_of
from app.people.models import Invitation, InvitationStatus, PasswordReset, Person, SignIn
from app.people.resets import grant_resets

#: How long an expired session stays, for whoever wants to know where an account was used.
KEPT = timedelta(days=90)

_INVITATION = N_(
    """Hello {name},

{organization} invites you to work with Chamado. Choose your password here within seven days:

{link}

If you do not know what this is about, ignore this message: nothing happens.
"""
)
_RESET = N_(
    """Hello {name},

somebody asked for a new password for your account at {organization} (company {company}, user
{username}). Choose it here within half an hour:

{link}

If it was not you, ignore this message: your password stays as it is.
"""
)


@errand("invitation_mail")
async def send_invitation(outside: Outside, letter: dict[str, Any]) -> Record | None:
    """Write to somebody who is invited, unless a newer letter or a revocation came first."""
    async with outside.transaction() as session:
        invitation = await session.fetch(Invitation, UUID(letter["invitation_id"]))
        organization = await organization_of(session)
    if (
        invitation.status is not InvitationStatus.PENDING
        or invitation.sent_count != letter["sent_count"]
    ):
        return None
    token = token_of(outside, INVITATION_TOKEN, invitation.id, invitation.sent_count)
    await send_letter(
        outside,
        organization,
        to=invitation.email,
        to_name=invitation.name,
        locale=invitation.locale,
        subject=N_("{organization} invites you"),
        text=_INVITATION,
        link=link(outside.gateway(Settings), "invitation", token),
    )
    return None


@errand("password_reset")
async def find_whose_password(outside: Outside, wish: dict[str, Any]) -> Record | None:
    """Nobody waits for this answer, so it cannot tell whether the address belongs to somebody."""
    key = single_use_key(application_secret(outside.gateway(Settings)))

    async def grant(session: TenantSession) -> None:
        await grant_resets(session, wish["email"], key)

    return grant


@errand("reset_mail")
async def send_reset(outside: Outside, letter: dict[str, Any]) -> Record | None:
    """Send the link by which somebody chooses a new password."""
    async with outside.transaction() as session:
        reset = await session.fetch(PasswordReset, UUID(letter["reset_id"]))
        person = await session.fetch(Person, reset.person_id)
        company = await session.fetch(Company, person.company_id)
        organization = await organization_of(session)
    if person.email is None:
        return None
    token = token_of(outside, RESET_TOKEN, reset.id)
    await send_letter(
        outside,
        organization,
        to=person.email,
        to_name=person.name,
        locale=person.locale,
        subject=N_("A new password for {organization}"),
        text=_RESET,
        company=company.code,
        username=person.username,
        link=link(outside.gateway(Settings), "new-password", token),
    )
    return None


@every(hours=1)
async def end_expired_sessions(session: TenantSession) -> None:
    """A session that ran out is over: the list of one's sessions shows only what lives."""
    await session.execute(
        update(SignIn)
        .where(SignIn.ended_at.is_(None), SignIn.expires_at <= now())
        .values(ended_at=SignIn.expires_at)
    )


@every(hours=24)
async def forget_what_is_over(session: TenantSession) -> None:
    """Sessions that ended long ago go, their refresh tokens with them, and links of yesterday."""
    await session.execute(delete(SignIn).where(SignIn.expires_at < now() - KEPT))
    await session.execute(
        delete(PasswordReset).where(PasswordReset.expires_at < now() - timedelta(days=1))
    )
