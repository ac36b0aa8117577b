"""Outbox tasks that send the link of a password reset."""

from typing import Any
from uuid import UUID

from app.auth.models import PasswordReset
from app.auth.password_resets.service import RESET_TOKEN, grant_resets
from app.core.data.database import TenantSession
from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.values.text import N_
from app.organizations.emails.service import link, send_email, token_of
from app.organizations.models import Company
from app.organizations.service import organization_of
from app.people.models import Person

_RESET = N_(
    """Hello {name},

somebody asked for a new password for your account at {organization} (company {company}, user
{username}). Choose it here within half an hour:

{link}

If it was not you, ignore this message: your password stays as it is.
"""
)


@outbox_task("password_reset")
async def grant_password_reset(context: TaskContext, wish: dict[str, Any]) -> Record | None:
    """Nobody waits for this answer, so it cannot tell whether the address belongs to somebody."""
    key = context.runtime.single_use_key

    async def grant(session: TenantSession) -> None:
        await grant_resets(session, wish["email"], key)

    return grant


@outbox_task("reset_mail", destination="mail")
async def send_reset(context: TaskContext, email: dict[str, Any]) -> Record | None:
    """Send the link by which somebody chooses a new password."""
    async with context.transaction() as session:
        reset = await session.fetch(PasswordReset, UUID(email["reset_id"]))
        person = await session.fetch(Person, reset.person_id)
        company = await session.fetch(Company, person.company_id)
        organization = await organization_of(session)
    if person.email is None:
        return None
    token = token_of(context, RESET_TOKEN, reset.id)
    await send_email(
        context,
        organization,
        to=person.email,
        to_name=person.name,
        locale=person.locale,
        subject=N_("A new password for {organization}"),
        text=_RESET,
        company=company.code,
        username=person.username,
        link=link(context.runtime.settings, "new-password", token),
    )
    return None
