"""Notifications: a line in the bell, and an e-mail where the person wants one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import func, update

from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.events.outbox import enqueue
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.core.values.notation import Notation
from app.core.values.text import N_
from app.notifications.models import UserNotification
from app.notifications.schemas import NotificationsRead
from app.people.models import MailTopic

#: Who has heard of a broadcast is not told again.
_RECIPIENTS = sql("""select p.id, p.name, p.email,
              p.notify_by_mail and coalesce(:topic = any(p.mail_topics), :topic <> 'note')
                  as wants_mail,
              coalesce(p.locale, o.locale) as locale, o.zone, o.name as sender_name,
              o.logo::text as logo, o.settings->>'brand_color' as color
         from people p
         join organizations o on o.organization_id = :organization_id
        where p.organization_id = :organization_id and p.id = any(:person_ids::uuid[]) and p.active
          and (:broadcast_id::uuid is null
               or not exists (select from notifications n
                               where n.organization_id = :organization_id and n.person_id = p.id
                                 and n.broadcast_id = :broadcast_id))
        order by p.id""")
#: A line whose ticket was read meanwhile does not count on.
_CLOSE_READ = sql("""update notifications n set read_at = :now
         from read_markers m
        where n.organization_id = :organization_id and m.organization_id = :organization_id
          and n.person_id = any(:person_ids::uuid[]) and n.event = :event
          and n.subject_kind = 'ticket' and n.subject_id = :subject_id and n.read_at is null
          and m.ticket_id = :subject_id and m.person_id = n.person_id
          and case when n.seq > 0 then m.last_read_seq >= n.seq
                   else m.read_at >= n.created_at end
    returning n.id""")
_PUT_INTO_BELLS = sql("""insert into notifications as n (organization_id, id, person_id, event,
                                  title, subject_kind, subject_id, seq, event_count, broadcast_id,
                                  created_at)
       select :organization_id, told.id, told.person_id, :event, told.title,
              :subject_kind, :subject_id, :seq, 1, :broadcast_id, :now
         from unnest(:ids::uuid[], :person_ids::uuid[], :titles::text[])
              as told(id, person_id, title)
       on conflict (organization_id, person_id, event, subject_kind, subject_id)
          where read_at is null and event_count is not null
       do update set title = excluded.title, seq = greatest(n.seq, excluded.seq),
              event_count = n.event_count + 1, created_at = excluded.created_at,
              broadcast_id = coalesce(excluded.broadcast_id, n.broadcast_id)
       returning n.person_id, n.event_count""")


@dataclass(frozen=True, slots=True)
class Subject:
    """Subject of a notification; `seq` is the message of a ticket, else 0."""

    event: str
    kind: str
    id: UUID
    seq: int = 0
    broadcast_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Content of a mail beside its title; `text` is an English template, as the title is.

    `each`: one goes out each time; else only with a new line in the bell, while one that counts on
    sends none.
    """

    topic: MailTopic
    text: str
    #: Who has written the body, and when.
    author: str | None = None
    written_at: datetime | None = None
    body: str = ""
    body_html: str | None = None
    #: Whose words `body` are: they are redacted with it.
    message_id: UUID | None = None
    attachments: Sequence[str] = ()
    each: bool = False
    #: The conversation about the subject begins with it.
    begins: bool = False


async def tell(
    session: TenantSession,
    person_ids: Collection[UUID],
    about: Subject,
    title: str,
    *,
    mail: Mail | None = None,
    in_bell: bool = True,
    **words: Any,
) -> None:
    """Put a line into the bell of each of them; with `mail`, send it to who wants it by mail too.

    A line of the same event and subject that is not read yet counts on instead. `title` and the
    text of the mail are templates over `words`, typed values that are written in the language of
    each and the organization's time zone. Who is not active hears nothing.
    """
    if not person_ids:
        return
    people = await session.rows(
        _RECIPIENTS,
        person_ids=list(person_ids),
        broadcast_id=about.broadcast_id,
        topic=str(mail.topic) if mail else "",
    )
    titles = {
        person["id"]: Notation(person["locale"], person["zone"]).fill(title, **words)
        for person in people
    }
    counts = await _put_into_bells(session, titles, about) if in_bell and people else {}
    for person in people:
        is_due = mail is not None and (mail.each or counts.get(person["id"], 1) == 1)
        if mail is not None and is_due and person["email"] and person["wants_mail"]:
            _enqueue_mail(session, person, about, mail, title=titles[person["id"]], words=words)


async def read_notifications(session: TenantSession, which: NotificationsRead) -> None:
    """Mark the caller's lines as read: all of them, or those about one thing."""
    unread = update(UserNotification).where(
        UserNotification.organization_id == session.actor.organization_id,
        UserNotification.person_id == session.actor.person_id,
        UserNotification.read_at.is_(None),
        UserNotification.created_at <= func.coalesce(which.until, now()),
    )
    if which.subject_id is not None:
        unread = unread.where(UserNotification.subject_id == which.subject_id)
    await session.execute(unread.values(read_at=now()).execution_options(synchronize_session=False))


async def _put_into_bells(
    session: TenantSession, titles: dict[UUID, str], about: Subject
) -> dict[UUID, int]:
    """Person -> how many events the line tells of now."""
    given = {
        "person_ids": list(titles),
        "event": about.event,
        "subject_id": about.id,
        "now": now(),
    }
    if about.kind == "ticket":
        await session.rows(_CLOSE_READ, **given)
    told = await session.rows(
        _PUT_INTO_BELLS,
        **given,
        ids=[new_id() for _ in titles],
        titles=list(titles.values()),
        subject_kind=about.kind,
        seq=about.seq,
        broadcast_id=about.broadcast_id,
    )
    return {row["person_id"]: row["event_count"] for row in told}


def _enqueue_mail(
    session: TenantSession,
    person: asyncpg.Record,
    about: Subject,
    mail: Mail,
    *,
    title: str,
    words: dict[str, Any],
) -> None:
    notation = Notation(person["locale"], person["zone"])
    greeting = notation.fill(N_("Hello {name},"), name=person["name"])
    enqueue(
        session,
        "mail",
        to=person["email"],
        to_name=person["name"],
        sender_name=person["sender_name"],
        subject=title,
        text=f"{greeting}\n\n{notation.fill(mail.text, **words)}",
        locale=person["locale"],
        logo=person["logo"],
        color=person["color"],
        byline=_byline(notation, mail, person["sender_name"]),
        body=mail.body,
        body_html=mail.body_html,
        message_id=mail.message_id,
        attachments=list(mail.attachments),
        subject_kind=about.kind,
        subject_id=about.id,
        begins=mail.begins,
    )


def _byline(notation: Notation, mail: Mail, organization: str) -> str:
    """Name who has written the body of a mail, and when; empty if nobody says."""
    if mail.written_at is None:
        return ""
    author = mail.author or organization
    return notation.fill(N_("{author}, {when}:"), author=author, when=mail.written_at)
