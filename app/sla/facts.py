"""Facts about a ticket for its SLA clocks, read from the event log and its SLA terms."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, any_, bindparam, cast, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.types import Uuid

from app.calendars.business_time.service import BusinessTime
from app.calendars.service import business_time
from app.core.data.reading import Rows
from app.core.data.statements import prepared
from app.core.events.event_log import EventRecord
from app.desks.models import TicketStatus
from app.sla.ledger import Fact, FactKind, Terms
from app.sla.models import Metric, SlaTerms
from app.tickets.models import AuthorKind, Ticket

_TOLD = (
    *("ticket.replied", "ticket.noted", "ticket.status_changed", "ticket.solved"),
    *("ticket.reopened", "ticket.closed", "ticket.merged", "ticket.marked_as_spam"),
    *("ticket.opened", "ticket.updated"),
)
_EVENTS = prepared(
    select(EventRecord.name, EventRecord.occurred_at, cast(EventRecord.payload, Text).label("told"))
    .where(
        EventRecord.organization_id == bindparam("organization_id"),
        EventRecord.subject_id == bindparam("ticket_id", type_=Uuid()),
        EventRecord.name == any_(array(_TOLD)),
    )
    .order_by(EventRecord.seq)
)
_TERMS = prepared(
    select(
        SlaTerms.since,
        SlaTerms.policy_id,
        SlaTerms.calendar_id,
        cast(SlaTerms.targets, Text).label("targets"),
        SlaTerms.warn_percent,
        SlaTerms.first_response_pauses,
    )
    .where(
        SlaTerms.organization_id == bindparam("organization_id"),
        SlaTerms.ticket_id == bindparam("ticket_id", type_=Uuid()),
    )
    .order_by(SlaTerms.since, SlaTerms.id)
)
_TICKET = prepared(
    select(
        Ticket.opened_at,
        Ticket.priority,
        Ticket.status,
        Ticket.first_response_at,
        Ticket.solved_at,
    ).where(
        Ticket.organization_id == bindparam("organization_id"),
        Ticket.id == bindparam("ticket_id", type_=Uuid()),
    )
)


async def facts_of(source: Rows, ticket_id: UUID) -> list[Fact]:
    """The facts of a ticket in their order; none when it was never promised anything."""
    rows = await source.rows(_TERMS, ticket_id=ticket_id)
    if not rows:
        return []
    ticket = await source.row(_TICKET, ticket_id=ticket_id)
    assert ticket is not None
    opened_at: datetime = ticket["opened_at"]
    hours: dict[UUID | None, BusinessTime] = {}
    for row in rows:
        if row["calendar_id"] not in hours:
            calendar_id = row["calendar_id"]
            hours[calendar_id] = await business_time(source, calendar_id, around=opened_at)
    first, *later = [(row["since"], _terms(row, hours)) for row in rows]
    events = await source.rows(_EVENTS, ticket_id=ticket_id)
    told = [(row["name"], row["occurred_at"], json.loads(row["told"])) for row in events]
    priority = next((t["priority"] for name, _, t in told if name == "ticket.opened"), None)
    promised = first[1] if first[0] <= opened_at else None
    facts = [
        Fact(opened_at, FactKind.OPENED, priority=priority or ticket["priority"], terms=promised)
    ]
    if promised is None:
        later.insert(0, first)
    facts += [Fact(since, FactKind.TERMS_CHANGED, terms=terms) for since, terms in later]
    if told:
        facts += [fact for one in told if (fact := _fact(*one)) is not None]
    else:
        facts += _of_the_row(ticket)
    return sorted(facts, key=lambda fact: fact.at)


def _terms(row: Any, hours: dict[UUID | None, BusinessTime]) -> Terms | None:
    if row["policy_id"] is None:
        return None
    targets = {
        (Metric(target["metric"]), target["priority"]): target["minutes"] * 60
        for target in json.loads(row["targets"])
    }
    return Terms(
        hours[row["calendar_id"]], targets, row["first_response_pauses"], row["warn_percent"]
    )


def _fact(name: str, at: datetime, told: dict[str, Any]) -> Fact | None:  # noqa: PLR0911 - one for each
    match name:
        case "ticket.replied" if not told["is_automatic"]:
            if told["author_kind"] == AuthorKind.AGENT:
                return Fact(at, FactKind.AGENT_REPLIED)
            if told["author_kind"] in (AuthorKind.REQUESTER, AuthorKind.PARTICIPANT):
                return Fact(at, FactKind.REQUESTER_REPLIED)
        case "ticket.noted" if told["counts_as_response"]:
            return Fact(at, FactKind.AGENT_REPLIED)
        case "ticket.status_changed":
            return Fact(at, FactKind.STATUS_CHANGED, status=TicketStatus(told["status_after"]))
        case "ticket.solved":
            return Fact(at, FactKind.SOLVED)
        case "ticket.reopened":
            return Fact(at, FactKind.REOPENED)
        case "ticket.merged" | "ticket.marked_as_spam":
            return Fact(at, FactKind.DROPPED)
        case "ticket.updated" if "priority" in told["fields"]:
            return Fact(at, FactKind.PRIORITY_CHANGED, priority=told["priority"])
    return None


def _of_the_row(ticket: Any) -> list[Fact]:
    """Facts that the ticket itself remembers, where it came without a log."""
    facts = []
    if ticket["first_response_at"] is not None:
        facts.append(Fact(ticket["first_response_at"], FactKind.AGENT_REPLIED))
    if ticket["solved_at"] is not None:
        facts.append(Fact(ticket["solved_at"], FactKind.SOLVED))
    return facts
