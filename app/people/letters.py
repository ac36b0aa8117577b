"""Letters: mails that carry a link for one person, in the name of the organization.

The token in a link is derived from what the letter is about, by the API and the worker alike:
nobody stores it, and sending the letter again sends the same one.
"""

from typing import Any
from uuid import UUID

from app.core.clock import now
from app.core.errors import NotFound
from app.core.outbox import Outside, PermanentFailure
from app.core.secrets import application_secret
from app.core.settings import Settings
from app.core.text import translate
from app.core.tokens import derived_opaque, organization_of, single_use_key
from app.gateways.mail import Mailer, MailRefused, compose
from app.organizations.models import Organization

INVITATION_TOKEN = "chm_invite"  # noqa: S105 - the public beginning of a token
RESET_TOKEN = "chm_reset"  # noqa: S105 - likewise
RATING_TOKEN = "chm_rate"  # noqa: S105 - likewise
QUOTE_TOKEN = "chm_quote"  # noqa: S105 - likewise


def token_of(outside: Outside, prefix: str, *about: object) -> str:
    """The single-use token for what a letter is about."""
    key = single_use_key(application_secret(outside.gateway(Settings)))
    return derived_opaque(prefix, outside.organization_id, key, *map(str, about))


def link(settings: Settings, page: str, token: str) -> str:
    """Where the token is used. Behind a `#`: browsers do not send that part to any server."""
    return f"{settings.links_url}/{page}#{token}"


def organization_behind(token: str, prefix: str) -> UUID:
    """The organization that a letter is of; 404 for what is no token of ours."""
    found = organization_of(token, prefix)
    if found is None:
        raise NotFound
    return found


async def send_mail(outside: Outside, **mail: Any) -> None:
    """Hand one mail to the mail server. The errand's id is its Message-ID: a repetition shows."""
    settings = outside.gateway(Settings)
    try:
        message = compose(outside.errand_id, sender=settings.mail_from, at=now(), **mail)
        await outside.gateway(Mailer).send(message)
    except MailRefused as refusal:
        if refusal.permanent:
            raise PermanentFailure(str(refusal)) from refusal
        raise


async def send_letter(
    outside: Outside,
    organization: Organization,
    *,
    to: str,
    to_name: str,
    locale: str | None,
    subject: str,
    text: str,
    **words: str,
) -> None:
    """Send a letter in the reader's language; `subject` and `text` are templates over `words`."""
    said = {"organization": organization.name, "name": to_name, **words}
    language = locale or organization.locale
    await send_mail(
        outside,
        to=to,
        to_name=to_name,
        sender_name=organization.name,
        subject=translate(subject, language, **said),
        text=translate(text, language, **said),
    )
