"""`/v1/agents`: support profiles and availability."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.core.data.database import TenantSession
from app.core.data.reading import Json, Reading, one
from app.core.http.access import acting, existing
from app.core.http.listing import Page
from app.core.http.routing import Route
from app.core.values.errors import UnknownReference, refuses
from app.desks.agents import schemas
from app.desks.agents import service as agents
from app.desks.agents.reads import SUPPORT_PROFILE, SUPPORT_PROFILES
from app.desks.agents.service import NotAnAgent
from app.people.models import Person

router = APIRouter(tags=["desks"], route_class=Route)
CanWrite = Annotated[TenantSession, acting("desks:write")]
CanReadAgents = Annotated[Reading, acting("tickets:read")]
CanWork = Annotated[TenantSession, acting("tickets:work")]
ThePerson = Annotated[Person, existing(Person, "desks:write", name="agent_id")]


@router.get("/agents", operation_id="listAgents", response_model=Page[schemas.SupportProfile])
async def list_agents(
    reading: CanReadAgents, query: Annotated[schemas.SupportProfileQuery, Query()]
) -> Json:
    """Who works at the desk: what they know, what they carry, whether they are there."""
    return await SUPPORT_PROFILES.page(reading, query)


@router.get(
    "/agents/{agent_id}/support-profile",
    operation_id="getSupportProfile",
    response_model=schemas.SupportProfile,
)
async def get_support_profile(reading: CanReadAgents, agent_id: UUID) -> Json:
    """One agent; the id is the person's."""
    return await one(reading, SUPPORT_PROFILE, id=agent_id)


@router.put(
    "/agents/{agent_id}/support-profile",
    operation_id="putSupportProfile",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent, UnknownReference),
)
async def put_support_profile(
    session: CanWrite, person: ThePerson, wanted: schemas.SupportProfilePut
) -> Json:
    """Make a member of staff an agent, whatever their role, or change what they know and carry."""
    await agents.put_support_profile(session, person, wanted)
    return await one(session, SUPPORT_PROFILE, id=person.id)


@router.put(
    "/agents/{agent_id}/availability",
    operation_id="putAgentAvailability",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent),
)
async def put_agent_availability(
    session: CanWrite, person: ThePerson, wanted: schemas.AvailabilityPut
) -> Json:
    """Say of an agent whether they are there: for a lead, when somebody forgot."""
    await agents.set_availability(session, person.id, wanted)
    return await one(session, SUPPORT_PROFILE, id=person.id)


@router.put(
    "/me/availability",
    operation_id="putAvailability",
    response_model=schemas.SupportProfile,
    responses=refuses(NotAnAgent),
)
async def put_availability(session: CanWork, wanted: schemas.AvailabilityPut) -> Json:
    """Say whether the caller is there: who is online is given tickets."""
    person_id = session.actor.person_id
    assert person_id is not None
    await agents.set_availability(session, person_id, wanted)
    return await one(session, SUPPORT_PROFILE, id=person_id)
