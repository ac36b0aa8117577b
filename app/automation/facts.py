"""Facts about a ticket that rules may test, gathered when an event happened."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select

from app.automation.conditions import Facts
from app.automation.models import Trigger
from app.core.data.database import TenantSession
from app.core.data.statements import sql
from app.core.values.clock import now
from app.tickets.models import AuthorKind, Message, MessageKind, Ticket

#: What has to be said, and by whom, for a rule that waits for words.
_SAID = {
    Trigger.REQUESTER_REPLIED: (
        MessageKind.PUBLIC_REPLY,
        (AuthorKind.REQUESTER, AuthorKind.PARTICIPANT),
    ),
    Trigger.AGENT_REPLIED: (MessageKind.PUBLIC_REPLY, (AuthorKind.AGENT,)),
    Trigger.NOTE_WRITTEN: (MessageKind.INTERNAL_NOTE, (AuthorKind.AGENT,)),
}

_SAID_AND_TAGGED = sql("""select
              array(select t.tag from ticket_tags t
                     where t.organization_id = :organization_id and t.ticket_id = :ticket_id)
                  as tags,
              (select m.body from messages m
                where m.organization_id = :organization_id and m.ticket_id = :ticket_id
                order by m.seq limit 1) as description,
              (select m.body from messages m
                where m.organization_id = :organization_id and m.id = :message_id) as message""")


@dataclass(frozen=True, slots=True)
class Occasion:
    """Event, and the ticket that it happened to."""

    trigger: Trigger
    ticket_id: UUID
    message_id: UUID | None = None
    stars: int | None = None
    metric: str | None = None


async def facts_about(session: TenantSession, ticket: Ticket, occasion: Occasion) -> Facts:
    """Field -> what is known of it, as strings; `form_field.<name>` for what was filled in."""
    known: dict[str, Any] = {
        name: getattr(ticket, name)
        for name in (
            *("status", "priority", "channel", "awaiting", "desk_id", "team_id", "assignee_id"),
            *("requester_id", "customer_id", "form_node_id", "process_id", "reopened_count"),
        )
    }
    said = await session.row(_SAID_AND_TAGGED, ticket_id=ticket.id, message_id=occasion.message_id)
    assert said is not None
    known["tag"] = sorted(said["tags"])
    known["text"] = _text(ticket, occasion, said)
    known["hours_open"] = int((now() - ticket.opened_at).total_seconds()) / 3600
    known["stars"], known["metric"] = occasion.stars, occasion.metric
    for name, value in (ticket.fields or {}).items():
        known[f"form_field.{name}"] = value
    return {name: _strings(value) for name, value in known.items()}


async def last_occasion(session: TenantSession, ticket: Ticket, trigger: Trigger) -> Occasion:
    """The last time that this happened to the ticket, with the message by which it did."""
    wanted = _SAID.get(trigger)
    if wanted is None:
        return Occasion(trigger, ticket.id)
    kind, authors = wanted
    found = select(Message.id).where(
        Message.ticket_id == ticket.id,
        Message.kind == kind,
        Message.author_kind.in_(authors),
        ~Message.is_automatic,
    )
    message_id = await session.scalar(found.order_by(Message.seq.desc()).limit(1))
    return Occasion(trigger, ticket.id, message_id)


def _text(ticket: Ticket, occasion: Occasion, said: asyncpg.Record) -> str:
    if occasion.trigger is Trigger.TICKET_OPENED:
        return f"{ticket.subject}\n{said['description']}"
    if occasion.message_id is None:
        return ticket.subject
    # It may have been merged away, with the ticket, since.
    return said["message"] or ""


def _strings(value: Any) -> list[str]:
    if value is None or value == "":
        return []
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return [str(value)]
