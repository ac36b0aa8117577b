"""SLA policies, and the SLA terms of a ticket."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.calendars.service import require_calendar
from app.core.data.database import TenantSession
from app.core.events.event_log import announce
from app.core.values.clock import now
from app.core.values.ids import new_id
from app.core.values.wire import apply
from app.customers.models import Customer
from app.desks.models import Desk, Team
from app.forms.models import FormNode
from app.sla.events import SlaPolicyCreated, SlaPolicyDeleted, SlaPolicyUpdated
from app.sla.models import SlaPolicy, SlaTerms
from app.sla.schemas import SlaPolicyCreate, SlaPolicyUpdate
from app.tickets.models import Ticket

_REFERS_TO = {
    "desk_ids": Desk,
    "team_ids": Team,
    "form_node_ids": FormNode,
    "customer_ids": Customer,
}
#: Field of a match -> column of the ticket.
_MATCHED = {
    "priorities": "priority",
    "channels": "channel",
    "desk_ids": "desk_id",
    "team_ids": "team_id",
    "form_node_ids": "form_node_id",
    "customer_ids": "customer_id",
}


async def create_policy(session: TenantSession, new: SlaPolicyCreate) -> SlaPolicy:
    """Promise something to tickets that match, from now on."""
    policy = SlaPolicy(**new.model_dump(mode="json", exclude={"id"}), id=new.id or new_id())
    policy.calendar_id = new.calendar_id
    await _check(session, policy)
    session.add(policy)
    announce(session, SlaPolicyCreated(sla_policy_id=policy.id))
    return policy


async def update_policy(session: TenantSession, policy: SlaPolicy, change: SlaPolicyUpdate) -> None:
    """Promise something else. What was consumed of a running clock stays consumed."""
    wanted = change.changes()
    plain = change.model_dump(mode="json", include=wanted.keys() - {"calendar_id"})
    apply(policy, wanted | plain)
    await _check(session, policy)
    announce(session, SlaPolicyUpdated(sla_policy_id=policy.id))


def delete_policy(session: TenantSession, policy: SlaPolicy) -> None:
    """Promise it no longer. The policy stays, for what was promised by it."""
    policy.active = False
    announce(session, SlaPolicyDeleted(sla_policy_id=policy.id))


async def bring_terms_up_to_date(session: TenantSession, ticket: Ticket) -> bool:
    """Write down what the ticket is promised if that is another thing than before.

    Returns whether it was ever promised anything.
    """
    policies = await session.scalars(
        select(SlaPolicy).where(SlaPolicy.active).order_by(SlaPolicy.position, SlaPolicy.id)
    )
    policy = next((p for p in policies if matches(p.match, ticket)), None)
    last = await session.scalar(
        select(SlaTerms)
        .where(SlaTerms.ticket_id == ticket.id)
        .order_by(SlaTerms.since.desc(), SlaTerms.id.desc())
        .limit(1)
    )
    if last is None and policy is None:
        return False
    desk = await session.fetch(Desk, ticket.desk_id)
    wanted = _terms(ticket, policy, desk, now() if last else ticket.opened_at)
    if last is None or _said(last) != _said(wanted):
        session.add(wanted)
        await session.flush()
    return True


def matches(wanted: dict[str, Any], ticket: Ticket) -> bool:
    """Return True if the ticket has one of the values of every field that is named."""
    return all(
        values is None or str(getattr(ticket, _MATCHED[name])) in values
        for name, values in wanted.items()
    )


def _terms(ticket: Ticket, policy: SlaPolicy | None, desk: Desk, since: datetime) -> SlaTerms:
    return SlaTerms(
        id=new_id(),
        ticket_id=ticket.id,
        since=since,
        policy_id=policy.id if policy else None,
        policy_version=policy.version if policy else None,
        calendar_id=(policy.calendar_id or desk.calendar_id) if policy else None,
        targets=policy.targets if policy else [],
        warn_percent=policy.warn_percent if policy else 80,
        first_response_pauses=policy.first_response_pauses if policy else False,
    )


def _said(terms: SlaTerms) -> tuple[Any, ...]:
    return (
        *(terms.policy_id, terms.calendar_id, terms.targets),
        *(terms.warn_percent, terms.first_response_pauses),
    )


async def _check(session: TenantSession, policy: SlaPolicy) -> None:
    if policy.calendar_id is not None:
        await require_calendar(session, policy.calendar_id, "calendar_id")
    await session.refer_all(_references(policy.match))


def _references(match: dict[str, Any]) -> Iterator[tuple[str, Any, UUID]]:
    for field, model in _REFERS_TO.items():
        for place, referred in enumerate(match.get(field) or ()):
            yield f"match/{field}/{place}", model, UUID(referred)
