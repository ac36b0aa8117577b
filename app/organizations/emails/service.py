"""E-mails to one person in the name of the organization, with links that carry single-use tokens.

The token in a link is derived from its subject by the API and the worker alike: it is stored
nowhere, and sending the e-mail again sends the same one.
"""

from typing import Any
from uuid import UUID

from app.core.events.outbox import PermanentFailure, TaskContext
from app.core.security.tokens import derived_opaque, organization_of
from app.core.settings import Settings
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.notation import Notation
from app.gateways.mail import Mailer, MailRefused, compose
from app.organizations.models import Organization


def token_of(context: TaskContext, prefix: str, *about: object) -> str:
    """The single-use token for what an e-mail is about."""
    key = context.runtime.single_use_key
    return derived_opaque(prefix, context.organization_id, key, *map(str, about))


def link(settings: Settings, page: str, token: str) -> str:
    """URL of a page with a token behind a `#`: browsers do not send that part to any server."""
    return f"{settings.links_url}/{page}#{token}"


def organization_behind(token: str, prefix: str) -> UUID:
    """The organization that an e-mail is of; 404 for what is no token of ours."""
    found = organization_of(token, prefix)
    if found is None:
        raise NotFound
    return found


async def deliver_email(context: TaskContext, **mail: Any) -> None:
    """Hand one mail to the mail server. The task's id is its Message-ID: a repetition shows."""
    sender = context.runtime.settings.mail_from
    try:
        message = compose(context.task_id, sender=sender, at=now(), **mail)
        await context.gateway(Mailer).send(message)
    except MailRefused as refusal:
        if refusal.permanent:
            raise PermanentFailure(str(refusal)) from refusal
        raise


async def send_email(
    context: TaskContext,
    organization: Organization,
    *,
    to: str,
    to_name: str,
    locale: str | None,
    subject: str,
    text: str,
    **words: Any,
) -> None:
    """Send an e-mail in the reader's language; `subject` and `text` are templates over `words`.

    `words` are typed values, written for the reader's language and the organization's time zone.
    """
    said = {"organization": organization.name, "name": to_name, **words}
    notation = Notation(locale or organization.locale, organization.zone)
    await deliver_email(
        context,
        to=to,
        to_name=to_name,
        sender_name=organization.name,
        subject=notation.fill(subject, **said),
        text=notation.fill(text, **said),
    )
