"""`/v1/sla-policies`, `/v1/sla-clocks`, and the clocks of a ticket."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.clock import now
from app.core.values.errors import UnknownReference, refuses
from app.incidents.reads import INCIDENTS_OF_TICKET
from app.sla import schemas, service
from app.sla.facts import facts_of
from app.sla.ledger import Clock, clocks_of
from app.sla.models import SlaPolicy
from app.sla.reads import CLOCKS, POLICIES, POLICY, RUNNING
from app.tickets.visibility import check_exists, require_desk_permission

router = APIRouter(tags=["sla"], route_class=Route)

CanRead = Annotated[Reading, acting("sla:read")]
CanReadTickets = Annotated[Reading, acting("tickets:read")]
CanWrite = Annotated[TenantSession, acting("sla:write")]
ThePolicy = Annotated[SlaPolicy, existing(SlaPolicy, "sla:write", name="sla_policy_id")]


@router.get("/sla-policies", operation_id="listSlaPolicies", response_model=Page[schemas.SlaPolicy])
async def list_policies(
    reading: CanRead, query: Annotated[schemas.SlaPolicyQuery, Query()]
) -> Json:
    """What is promised, in the order in which policies are tried."""
    return await POLICIES.page(reading, query)


@router.post(
    "/sla-policies",
    operation_id="createSlaPolicy",
    status_code=201,
    response_model=schemas.SlaPolicy,
    responses=refuses(UnknownReference),
)
async def create_policy(session: CanWrite, new: schemas.SlaPolicyCreate) -> Json:
    """Promise something to the tickets that match, open ones included, from now on."""
    policy = await service.create_policy(session, new)
    location = f"/v1/sla-policies/{policy.id}"
    return await one(session, POLICY, id=policy.id, status=201, location=location)


@router.get(
    "/sla-policies/{sla_policy_id}",
    operation_id="getSlaPolicy",
    response_model=schemas.SlaPolicy,
)
async def get_policy(reading: CanRead, sla_policy_id: UUID) -> Json:
    """One policy."""
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
    """Promise something else; what was consumed of a running clock stays consumed."""
    await service.update_policy(session, policy, change)
    return await one(session, POLICY, id=policy.id)


@router.delete("/sla-policies/{sla_policy_id}", operation_id="deleteSlaPolicy", status_code=204)
async def delete_policy(session: CanWrite, policy: ThePolicy) -> Response:
    """Promise it no longer: the policy becomes inactive, what was promised by it stays readable."""
    service.delete_policy(session, policy)
    return Response(status_code=204)


@router.get("/sla-clocks", operation_id="listSlaClocks", response_model=Page[schemas.SlaClock])
async def list_clocks(reading: CanRead, query: Annotated[schemas.SlaClockQuery, Query()]) -> Json:
    """What is due next: running clocks and their tickets."""
    return await CLOCKS.page(reading, query, RUNNING)


@router.get(
    "/tickets/{ticket_id}/sla", operation_id="getTicketSla", response_model=schemas.TicketSla
)
async def get_ticket_sla(reading: CanReadTickets, ticket_id: UUID) -> schemas.TicketSla:
    """What the ticket was promised, and every stretch of time that counted or did not, and why."""
    require_desk_permission(reading)
    await check_exists(reading, ticket_id)
    moment = now()
    clocks = clocks_of(await facts_of(reading, ticket_id), moment)
    incidents = await reading.rows(INCIDENTS_OF_TICKET, ticket_id=ticket_id)
    return schemas.TicketSla(
        clocks=[_shown(clock) for clock in clocks],
        incidents=[schemas.SlaIncident(**incident) for incident in incidents],
    )


def _shown(clock: Clock) -> schemas.TicketClock:
    until = clock.ended_at or now()
    consumed = clock.consumed(until)
    return schemas.TicketClock(
        metric=clock.metric,
        cycle=clock.cycle,
        state=clock.state,
        target_seconds=clock.target_seconds,
        consumed_seconds=consumed,
        remaining_seconds=clock.target_seconds - consumed,
        started_at=clock.started_at,
        due_at=clock.due_at,
        met_at=clock.met_at,
        breached_at=clock.breached_at,
        segments=[
            schemas.SlaStretch(
                starts_at=part.starts_at,
                ends_at=part.ends_at,
                counted=part.counted,
                reason=part.reason,
                name=part.name,
            )
            for part in clock.segments(until)
        ],
    )
