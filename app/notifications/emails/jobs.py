"""The outbox task that sends a notification by e-mail."""

import hmac
import json
from typing import Any
from uuid import UUID

from app.core.events.outbox import Record, TaskContext, outbox_task
from app.core.values.text import DEFAULT_LOCALE, N_, translate
from app.gateways.mail import domain_of
from app.organizations.emails import service as emails
from app.tickets.email_threading.service import Names


@outbox_task("mail", destination="mail")
async def send_mail(context: TaskContext, mail: dict[str, Any]) -> Record | None:
    """Send a notification by e-mail; all about one ticket are one conversation."""
    settings = context.runtime.settings
    locale = mail.get("locale") or DEFAULT_LOCALE
    kind, subject_id = mail.get("subject_kind"), mail.get("subject_id")
    own_id = thread = ""
    if kind == "ticket":
        key = hmac.digest(context.runtime.single_use_key, b"names of mails", "sha256")
        names = Names(domain_of(settings.mail_from), key)
        ticket_id = UUID(subject_id)
        thread = names.message_id(ticket_id, ticket_id)
        own_id = thread if mail["begins"] else names.message_id(ticket_id, context.task_id)
    link = f"{settings.links_url}/{kind}s/{subject_id}" if kind else ""
    await emails.deliver_email(
        context,
        emails.EmailHead(
            to=mail["to"],
            to_name=mail["to_name"],
            subject=mail["subject"],
            locale=locale,
            own_id=own_id,
            thread=thread,
        ),
        emails.EmailContent(
            text=mail["text"],
            byline=mail.get("byline", ""),
            body=mail.get("body", ""),
            body_html=mail.get("body_html"),
            attachments=mail.get("attachments", ()),
            link=link,
            link_label=translate(N_("See it and answer it"), locale) if link else "",
        ),
        emails.brand_of(
            settings,
            mail["sender_name"],
            logo=json.loads(mail.get("logo") or "null"),
            color=mail.get("color"),
        ),
    )
    return None
