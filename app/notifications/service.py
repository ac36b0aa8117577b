"""Notifications: a line in the bell, and an e-mail where there is an address."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.core.data.database import TenantSession
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.core.values.notation import Notation
from app.notifications.models import UserNotification
from app.organizations.service import organization_of
from app.people.models import Person


@dataclass(frozen=True, slots=True)
class Subject:
    """Subject of a notification; `seq` is the message of a ticket, else 0."""

    event: str
    kind: str
    id: UUID
    seq: int = 0


async def tell(
    session: TenantSession,
    person_id: UUID,
    about: Subject,
    title: str,
    *,
    mail_text: str = "",
    **words: Any,
) -> None:
    """Put a line into somebody's bell; with `mail_text`, send it by mail too.

    `title` and `mail_text` are English templates over `words`, typed values that are written in
    the person's language and the organization's time zone.
    """
    person = await session.fetch(Person, person_id)
    if not person.active:
        return
    organization = await organization_of(session)
    notation = Notation(person.locale or organization.locale, organization.zone)
    said = notation.fill(title, **words)
    session.add(
        UserNotification(
            id=new_id(),
            person_id=person_id,
            event=about.event,
            title=said,
            subject_kind=about.kind,
            subject_id=about.id,
            seq=about.seq,
            created_at=now(),
        )
    )
    if mail_text and person.email and person.notify_by_mail:
        enqueue(
            session,
            "mail",
            to=person.email,
            to_name=person.name,
            sender_name=organization.name,
            subject=said,
            text=notation.fill(mail_text, name=person.name, **words),
        )
