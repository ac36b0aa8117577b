"""E-mails to one person in the name of the organization, with links that carry single-use tokens.

The token in a link is derived from its subject by the API and the worker alike: it is stored
nowhere, and sending the e-mail again sends the same one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from app.core.events.destinations import PermanentFailure
from app.core.events.outbox import TaskContext
from app.core.security.tokens import derived_opaque, organization_of
from app.core.settings import Settings
from app.core.values.clock import now
from app.core.values.errors import NotFound
from app.core.values.notation import Notation
from app.core.values.text import DEFAULT_LOCALE
from app.gateways.mail import Mailer, MailRefused, compose
from app.organizations.emails.layout import DEFAULT_COLOR, Brand, Content, as_html, as_text
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


#: For who sends one.
EmailContent: TypeAlias = Content


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailHead:
    """Reader of an e-mail, and the conversation that it belongs to."""

    to: str
    to_name: str
    subject: str
    locale: str = DEFAULT_LOCALE
    #: Message-ID; empty: made of the task's id.
    own_id: str = ""
    #: Message-ID with which the conversation begins; empty: the e-mail stands alone.
    thread: str = ""


async def deliver_email(
    context: TaskContext, head: EmailHead, content: Content, brand: Brand
) -> None:
    """Hand one mail to the mail server; a repetition of the task has the same Message-ID."""
    notation = Notation(head.locale)
    try:
        message = compose(
            context.task_id,
            sender=context.runtime.settings.mail_from,
            at=now(),
            to=head.to,
            to_name=head.to_name,
            sender_name=brand.name,
            subject=head.subject,
            text=as_text(content, brand, notation),
            html=as_html(content, brand, notation, title=head.subject),
            reply_to="" if content.link else brand.email,
            own_id=head.own_id,
            thread=head.thread,
        )
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
        EmailHead(
            to=to,
            to_name=to_name,
            subject=notation.fill(subject, **said),
            locale=notation.locale,
        ),
        Content(text=notation.fill(text, **said)),
        brand_of(
            context.runtime.settings,
            organization.name,
            logo=organization.logo,
            color=organization.settings.get("brand_color"),
            email=organization.email,
        ),
    )


def brand_of(
    settings: Settings,
    name: str,
    *,
    logo: Mapping[str, str] | None,
    color: str | None,
    email: str | None = None,
) -> Brand:
    """Looks of an organization; whoever reads the e-mail fetches the logo from the API."""
    logo_url = f"{settings.base_url}/v1/logos/{logo['wide']}" if logo else ""
    return Brand(name, color or DEFAULT_COLOR, logo_url, email or "")
