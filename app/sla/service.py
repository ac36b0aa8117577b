"""SLA policies, and the SLA terms of a ticket."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

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
from app.sla.models import SlaPolicy
from app.sla.schemas import SlaPolicyCreate, SlaPolicyUpdate

#: A row of terms or of policies, as JSON has it.
Terms = dict[str, Any]
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
#: Columns of a ticket on which it hangs which policy applies to it.
MATCHED = frozenset(_MATCHED.values())
#: What `changed_terms` wants to know beside the terms, of a ticket `t` and its desk `d`.
PROMISES = """t.channel, t.desk_id, t.team_id, t.form_node_id, t.customer_id,
       d.calendar_id as desk_calendar_id,
       (select coalesce(json_agg(to_json(p) order by p.position, p.id), '[]')::text
          from sla_policies p
         where p.organization_id = :organization_id and p.active) as policies"""


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


def changed_terms(known: asyncpg.Record, terms: Sequence[Mapping[str, Any]]) -> list[Terms]:
    """The terms of a ticket from now on; nothing if they are what the last of its terms says.

    `known` is a row of `PROMISES`. What was never promised anything gets terms by a policy only.
    """
    policies: list[Terms] = json.loads(known["policies"])
    policy = next((p for p in policies if matches(p["match"], known)), None)
    if not terms and policy is None:
        return []
    calendar_id = known["desk_calendar_id"] and str(known["desk_calendar_id"])
    wanted = {
        "policy_id": policy and policy["id"],
        "calendar_id": policy and (policy["calendar_id"] or calendar_id),
        "targets": policy["targets"] if policy else [],
        "warn_percent": policy["warn_percent"] if policy else 80,
        "first_response_pauses": policy["first_response_pauses"] if policy else False,
    }
    if terms and all(terms[-1][name] == value for name, value in wanted.items()):
        return []
    since = now() if terms else known["opened_at"]
    version = policy and policy["version"]
    return [wanted | {"id": str(new_id()), "since": since.isoformat(), "policy_version": version}]


def matches(wanted: Mapping[str, Any], ticket: asyncpg.Record) -> bool:
    """Return True if the ticket has one of the values of every field that is named."""
    return all(
        values is None or str(ticket[_MATCHED[name]]) in values for name, values in wanted.items()
    )


async def _check(session: TenantSession, policy: SlaPolicy) -> None:
    if policy.calendar_id is not None:
        await require_calendar(session, policy.calendar_id, "calendar_id")
    await session.refer_all(_references(policy.match))


def _references(match: dict[str, Any]) -> Iterator[tuple[str, Any, UUID]]:
    for field, model in _REFERS_TO.items():
        for place, referred in enumerate(match.get(field) or ()):
            yield f"match/{field}/{place}", model, UUID(referred)
