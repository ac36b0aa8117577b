"""`/v1/sla-policies`, `/v1/sla-clocks`, and the clocks of a ticket."""

import json
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import APIRouter, Query, Response
from sqlalchemy import ColumnElement

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.clock import now
from app.core.values.errors import UnknownReference, refuses
from app.incidents.reads import INCIDENTS_OF_TICKET
from app.sla import schemas, service
from app.sla.clocks import account_of, has_ended
from app.sla.facts import facts_of
from app.sla.ledger import Clock, clocks_of
from app.sla.models import SlaPolicy
from app.sla.reads import CLOCKS, IS_DUE, POLICIES, POLICY, RUNNING, TOLD_CLOCKS
from app.tickets.visibility import require_desk_permission, require_visible

router = APIRouter(tags=["sla"], route_class=Route)
#: What a clock that has ended is shown with, as it stands in its row.
_KEPT = (
    *("metric", "cycle", "status", "target_seconds", "consumed_seconds"),
    *("started_at", "met_at", "breached_at"),
)

CanRead = Annotated[Reading, acting("sla:read")]
CanReadTickets = Annotated[Reading, acting("tickets:read")]
CanWrite = Annotated[TenantSession, acting("sla:write")]
ThePolicy = Annotated[SlaPolicy, existing(SlaPolicy, "sla:write", name="sla_policy_id")]


@router.get("/sla-policies", operation_id="listSlaPolicies", response_model=Page[schemas.SlaPolicy])
async def list_policies(
    reading: CanRead, query: Annotated[schemas.SlaPolicyQuery, Query()]
) -> Json:
    """List SLA policies.

    In the order of `position`, which is the order in which they are tried: the first active
    policy that matches a ticket applies to it. Policies that are not active are listed too,
    deleted ones included.
    """
    return await POLICIES.page(reading, query)


@router.post(
    "/sla-policies",
    operation_id="createSlaPolicy",
    status_code=201,
    response_model=schemas.SlaPolicy,
    responses=refuses(UnknownReference),
)
async def create_policy(session: CanWrite, new: schemas.SlaPolicyCreate) -> Json:
    """Create an SLA policy.

    Sets targets for first response, next response or resolution, by priority, for the tickets
    that match. Open tickets get their SLA terms anew in the background; a lower `position`
    takes them from another policy. Those without terms so far are measured from their opening.
    Those who have the ticket are warned before a target is breached. Refuses a calendar, desk,
    team, node or customer that does not exist (`unknown_reference`), and two targets for one
    metric and priority or an archived calendar (`validation_failed`).
    """
    policy = await service.create_policy(session, new)
    location = f"/v1/sla-policies/{policy.id}"
    return await one(session, POLICY, id=policy.id, status=201, location=location)


@router.get(
    "/sla-policies/{sla_policy_id}",
    operation_id="getSlaPolicy",
    response_model=schemas.SlaPolicy,
)
async def get_policy(reading: CanRead, sla_policy_id: UUID) -> Json:
    """Get an SLA policy.

    Gives which tickets match, the targets, the calendar whose business hours count, and when a
    warning is sent. Policies that are not active are found as well. Which terms a ticket has is
    in `getTicketSla`.
    """
    return await one(reading, POLICY, id=sla_policy_id)


@router.patch(
    "/sla-policies/{sla_policy_id}",
    operation_id="updateSlaPolicy",
    response_model=schemas.SlaPolicy,
    responses=refuses(UnknownReference),
)
async def update_policy(
    session: CanWrite, policy: ThePolicy, change: schemas.SlaPolicyUpdate
) -> Json:
    """Update an SLA policy.

    Changes what matches, the targets, the calendar or the warning; `match` and `targets` are
    replaced as a whole. Open tickets get their SLA terms anew in the background. Clocks that
    run keep the business time that was consumed, and a breach stays a breach. `active: true`
    takes a deleted policy up again. Refuses a calendar, desk, team, node or customer that does
    not exist (`unknown_reference`), and an archived calendar (`validation_failed`).
    """
    await service.update_policy(session, policy, change)
    return await one(session, POLICY, id=policy.id)


@router.delete("/sla-policies/{sla_policy_id}", operation_id="deleteSlaPolicy", status_code=204)
async def delete_policy(session: CanWrite, policy: ThePolicy) -> Response:
    """Delete an SLA policy.

    The policy is made inactive and stays readable, because tickets had terms by it. Open
    tickets get the terms of the next active policy that matches; if there is none, their
    running and paused clocks are cancelled. That happens in the background. Clocks that have
    ended do not change.
    """
    service.delete_policy(session, policy)
    return Response(status_code=204)


@router.get("/sla-clocks", operation_id="listSlaClocks", response_model=Page[schemas.SlaClock])
async def list_clocks(reading: CanRead, query: Annotated[schemas.SlaClockQuery, Query()]) -> Json:
    """List SLA clocks.

    Gives the clocks that count towards a target now, each with its ticket and assignee, to see
    what is due next, in the order of `due_at`. With `status`, those in other states are listed:
    `status=breached&sort=-started_at` are the targets that were missed; in the order of `due_at`,
    paused and ended ones are left out. All tickets of the
    organization are included.
    """
    where: list[ColumnElement[bool]] = [] if query.status else [RUNNING]
    if query.status and query.sort == "due_at":
        where.append(IS_DUE)
    return await CLOCKS.page(reading, query, *where)


@router.get(
    "/tickets/{ticket_id}/sla", operation_id="getTicketSla", response_model=schemas.TicketSla
)
async def get_ticket_sla(reading: CanReadTickets, ticket_id: UUID) -> schemas.TicketSla:
    """Get the SLA clocks of a ticket.

    Gives each clock of all cycles with its target, the business time that was consumed and the
    whole list of periods that counted or did not, and why; besides, the incidents that the
    ticket is linked to. Use it to explain why a target was met or breached. A clock that runs is
    calculated when it is asked for; one that has ended stays as it ended, with the hours and
    holidays of that time. Only callers who may see the tickets of everyone get it; others get
    `not_found`.
    """
    require_desk_permission(reading)
    await require_visible(reading, ticket_id)
    incidents = await reading.rows(INCIDENTS_OF_TICKET, ticket_id=ticket_id)
    return schemas.TicketSla(
        clocks=await _clocks(reading, ticket_id),
        incidents=[schemas.SlaIncident(**incident) for incident in incidents],
    )


async def _clocks(reading: Reading, ticket_id: UUID) -> list[schemas.TicketClock]:
    """Those that run as they are calculated now, and those that have ended as they were then."""
    moment = now()
    told = {
        (row["cycle"], row["metric"], row["number"]): row
        for row in await reading.rows(TOLD_CLOCKS, ticket_id=ticket_id)
    }
    shown = []
    for clock in clocks_of(await facts_of(reading, ticket_id), moment):
        row = told.pop((clock.cycle, clock.metric, clock.number), None)
        if row and has_ended(row):
            shown.append(_as_told(row, row["segments"] or account_of(clock, moment)))
        else:
            clock.stay_breached(row["breached_at"] if row else None)
            shown.append(_running(clock))
    shown += [_as_told(row, row["segments"] or []) for row in told.values() if has_ended(row)]
    return sorted(shown, key=lambda clock: clock.started_at)


def _as_told(row: asyncpg.Record, segments: str | list[Any]) -> schemas.TicketClock:
    stretches = json.loads(segments) if isinstance(segments, str) else segments
    return schemas.TicketClock(
        **{name: row[name] for name in _KEPT},
        remaining_seconds=row["target_seconds"] - row["consumed_seconds"],
        due_at=None,
        segments=stretches,
    )


def _running(clock: Clock) -> schemas.TicketClock:
    until = clock.ended_at or now()
    consumed = clock.consumed(until)
    return schemas.TicketClock(
        metric=clock.metric,
        cycle=clock.cycle,
        status=clock.status,
        target_seconds=clock.target_seconds,
        consumed_seconds=consumed,
        remaining_seconds=clock.target_seconds - consumed,
        started_at=clock.started_at,
        due_at=clock.due_at,
        met_at=clock.met_at,
        breached_at=clock.breached_at,
        segments=[schemas.SlaStretch.model_validate(part) for part in account_of(clock, until)],
    )
