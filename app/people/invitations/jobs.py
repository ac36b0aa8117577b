"""The outbox task that e-mails an invitation."""

from typing import Any
from uuid import UUID

from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.values.text import N_
from app.organizations.emails.service import link, send_email, token_of
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


@outbox_task("invitation_mail")
async def send_invitation(context: TaskContext, email: dict[str, Any]) -> Record | None:
    """Write to somebody who is invited, unless a newer e-mail or a revocation came first."""
    async with context.transaction() as session:
        invitation = await session.fetch(Invitation, UUID(email["invitation_id"]))
        organization = await organization_of(session)
    if (
        invitation.status is not InvitationStatus.PENDING
        or invitation.sent_count != email["sent_count"]
    ):
        return None
    token = token_of(context, INVITATION_TOKEN, invitation.id, invitation.sent_count)
    await send_email(
        context,
        organization,
        to=invitation.email,
        to_name=invitation.name,
        locale=invitation.locale,
        subject=N_("{organization} invites you"),
        text=_INVITATION,
        link=link(context.runtime.settings, "invitation", token),
    )
    return None
