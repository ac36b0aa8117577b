"""Facts about a ticket for its SLA clocks, read from the event log and its SLA terms."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.calendars.business_time.service import BusinessTime
from app.calendars.service import business_time
from app.core.data.reading import Rows
from app.core.data.statements import sql
from app.core.values.errors import NotFound
from app.desks.models import TicketStatus
from app.sla.ledger import Fact, FactKind, Terms
from app.sla.models import Metric
from app.tickets.models import AuthorKind

#: What `facts_from` wants to know of a ticket, `t` in the statement: its row, terms and events.
STORY = """t.opened_at, t.priority, t.first_response_at, t.solved_at,
       (select coalesce(json_agg(to_json(s) order by s.since, s.id), '[]')::text from sla_terms s
         where s.organization_id = :organization_id and s.ticket_id = t.id) as terms,
       (select coalesce(json_agg(json_build_array(e.name, e.occurred_at, e.payload)
                                 order by e.seq), '[]')::text from events e
         where e.organization_id = :organization_id and e.subject_id = t.id
           and e.name in ('ticket.opened', 'ticket.replied', 'ticket.noted', 'ticket.updated',
                          'ticket.status_changed', 'ticket.solved', 'ticket.reopened',
                          'ticket.closed', 'ticket.merged', 'ticket.marked_as_spam')) as events"""
_STORY = sql(
    f"select {STORY} from tickets t where t.organization_id = :organization_id and t.id = :id"  # noqa: S608 - our own text
)


async def facts_of(source: Rows, ticket_id: UUID) -> list[Fact]:
    """The facts of a ticket in their order; none when it was never promised anything."""
    story = await source.row(_STORY, id=ticket_id)
    if story is None:
        raise NotFound
    return await facts_from(source, story, json.loads(story["terms"]))


async def facts_from(
    source: Rows, story: asyncpg.Record, rows: Sequence[Mapping[str, Any]]
) -> list[Fact]:
    """The facts that a story tells, with these rows of terms; see `STORY`."""
    if not rows:
        return []
    opened_at: datetime = story["opened_at"]
    hours: dict[str | None, BusinessTime] = {}
    for row in rows:
        if (named := row["calendar_id"]) not in hours:
            calendar_id = UUID(named) if named else None
            hours[named] = await business_time(source, calendar_id, around=opened_at)
    first, *later = [(instant(row["since"]), _terms(row, hours)) for row in rows]
    told = [(name, instant(at), payload) for name, at, payload in json.loads(story["events"])]
    priority = next((t["priority"] for name, _, t in told if name == "ticket.opened"), None)
    promised = first[1] if first[0] <= opened_at else None
    facts = [
        Fact(opened_at, FactKind.OPENED, priority=priority or story["priority"], terms=promised)
    ]
    if promised is None:
        later.insert(0, first)
    facts += [Fact(since, FactKind.TERMS_CHANGED, terms=terms) for since, terms in later]
    if told:
        facts += [fact for one in told if (fact := _fact(*one)) is not None]
    else:
        facts += _of_the_row(story)
    return sorted(facts, key=lambda fact: fact.at)


def instant(written: str) -> datetime:
    """A time that PostgreSQL wrote as JSON, in the zone of its session."""
    return datetime.fromisoformat(written).astimezone(UTC)


def _terms(row: Mapping[str, Any], hours: Mapping[str | None, BusinessTime]) -> Terms | None:
    if row["policy_id"] is None:
        return None
    targets = {
        (Metric(target["metric"]), target["priority"]): target["minutes"] * 60
        for target in row["targets"]
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


def _of_the_row(ticket: asyncpg.Record) -> list[Fact]:
    """Facts that the ticket itself remembers, where it came without a log."""
    facts = []
    if ticket["first_response_at"] is not None:
        facts.append(Fact(ticket["first_response_at"], FactKind.AGENT_REPLIED))
    if ticket["solved_at"] is not None:
        facts.append(Fact(ticket["solved_at"], FactKind.SOLVED))
    return facts
