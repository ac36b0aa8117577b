"""The outbox task that e-mails an invitation, and the sweep that deletes old ones."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from app.core.data.database import TenantSession
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.events.schedule import every
from app.core.values.clock import now
from app.core.values.text import N_
from app.organizations.emails.service import link, send_email, token_of
from app.organizations.service import organization_of
from app.people.invitations.service import INVITATION_TOKEN
from app.people.models import Invitation, InvitationStatus

#: An invitation that nobody accepted stays so long after it has expired.
KEPT = timedelta(days=90)
_INVITATION = N_(
    """Hello {name},

{organization} invites you to work with Chamado. Choose your password here within seven days:

{link}

If you do not know what this is about, ignore this message: nothing happens.
"""
)


@outbox_task("invitation_mail", destination="mail")
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


@every(hours=24, organizations="with_old_invitations")
async def delete_old_invitations(session: TenantSession) -> None:
    """Invitations that were never accepted go; accepted ones tell how a member came."""
    await session.execute(
        delete(Invitation).where(
            Invitation.expires_at < now() - KEPT, Invitation.status != InvitationStatus.ACCEPTED
        )
    )
