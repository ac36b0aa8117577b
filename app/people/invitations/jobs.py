"""The outbox task that e-mails an invitation."""

from typing import Any
from uuid import UUID

from app.core.events.outbox import Outside, Record, errand
from app.core.settings import Settings
from app.core.values.text import N_
from app.organizations.emails.service import link, send_letter, token_of
from app.organizations.service import organization_of
from app.people.invitations.service import INVITATION_TOKEN
from app.people.models import Invitation, InvitationStatus

_INVITATION = N_(
    """Hello {name},

{organization} invites you to work with Chamado. Choose your password here within seven days:

{link}

If you do not know what this is about, ignore this message: nothing happens.
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
